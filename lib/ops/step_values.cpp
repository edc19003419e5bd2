#include "ops/step_values.h"

#include <algorithm>
#include <charconv>

#include "base/concat.h"
#include "base/text.h"
#include "format/objects.h"
#include "model/fields.h"
#include "model/gates.h"
#include "model/ids.h"
#include "model/transitions.h"
#include "store/history.h"
#include "store/inventory.h"
#include "store/material.h"
#include "store/people.h"
#include "store/readings.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

const FieldDef& need_field(const StepDef& definition, const StepTarget& target, const std::string& key) {
  std::vector<std::string_view> keys;
  for (const FieldDef& field : definition.fields) {
    if (field.key == key) return field;
    keys.push_back(field.key);
  }
  const auto near = closest(key, keys);
  std::vector<std::string> all(keys.begin(), keys.end());
  throw Error(ErrorCode::kNotFound, concat(target.id(), " has no field '", key, "'"))
      .with_subject(field_id(target.run, target.key, key))
      .with_hint(near          ? concat("did you mean '", *near, "'?")
                 : all.empty() ? "the step has no fields"
                               : concat("its fields are ", join_words(all)));
}

/// Where a value goes: a field, or a cell of a table field, `bores[3].diameter`.
struct ValueAddress {
  const FieldDef* field = nullptr;  ///< a cell's column
  bool per_unit = false;            ///< each run has its own
  std::string key;                  ///< the field's, for a cell the table's
  std::string row;
  std::string column;
  std::string subject;
};

[[noreturn]] void refuse_row(const std::string& subject, const FieldDef& table, std::string hint) {
  throw Error(ErrorCode::kNotFound, concat(table.title, " has no such row"))
      .with_subject(subject)
      .with_hint(std::move(hint));
}

void check_row(const FieldDef& table, const ValueAddress& address) {
  if (!table.row_names.empty()) {
    const bool known =
        std::find(table.row_names.begin(), table.row_names.end(), address.row) != table.row_names.end();
    if (!known) refuse_row(address.subject, table, concat("its rows are ", join_words(table.row_names)));
    return;
  }
  std::int64_t number = 0;
  const char* end = address.row.data() + address.row.size();
  const auto parsed = std::from_chars(address.row.data(), end, number);
  constexpr int kMostRows = 10'000;
  const int most = table.max_rows.value_or(kMostRows);
  const bool fits = parsed.ec == std::errc{} && parsed.ptr == end && number >= 1 && number <= most &&
                    address.row.front() != '0';
  if (!fits) refuse_row(address.subject, table, concat("its rows are 1 to ", most));
}

ValueAddress find_value(const StepDef& definition, const StepTarget& target, const std::string& key) {
  ValueAddress address;
  const auto parts = parse_field_key(key);
  const bool is_cell = parts && key.size() > parts->field.size();
  if (!is_cell) {
    address.field = &need_field(definition, target, key);
    address.per_unit = address.field->per_unit;
    address.key = key;
    address.subject = field_id(target.run, target.key, key);
    return address;
  }
  address.key = parts->field;
  address.row = parts->row;
  address.column = parts->column;
  address.subject = field_id(target.run, target.key, key);
  const FieldDef& table = need_field(definition, target, address.key);
  std::vector<std::string> columns;
  for (const FieldDef& column : table.columns) {
    columns.push_back(column.key);
    if (column.key == address.column) address.field = &column;
  }
  address.per_unit = table.per_unit || (address.field != nullptr && address.field->per_unit);
  if (address.field == nullptr) {
    throw Error(ErrorCode::kNotFound, concat(address.subject, " is no cell of the step"))
        .with_subject(address.subject)
        .with_hint(columns.empty() ? concat(address.key, " is not a table")
                                   : concat("the columns of ", address.key, " are ", join_words(columns)));
  }
  check_row(table, address);
  return address;
}

/// A user or part must be one of the workspace.
void check_known(store::Connection& db, const FieldDef& field, const JudgedValue& value,
                 const std::string& subject) {
  if (value.judgement == Judgement::kNa) return;
  const auto refuse = [&](std::string_view what) {
    throw Error(ErrorCode::kValueInvalid, concat(subject, ": there is no ", what, " '", value.value, "'"))
        .with_subject(subject);
  };
  if (field.type == FieldType::kUser && !store::find_user(db, value.value)) refuse("user");
  if (field.type != FieldType::kPart) return;
  const std::string_view text = value.value;
  const std::size_t colon = text.find(':');
  const auto parts = store::part_revisions(db, text.substr(0, colon));
  const bool known = std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
    return colon == std::string_view::npos || part.revision == text.substr(colon + 1);
  });
  if (!known) refuse("part");
}

using ReadingField = RecordFields<ReadingChange>;

SubjectChange field_change(const std::string& subject) { return {ObjectKind::kField, subject, {}}; }

Value judgement_of(const Reading* reading) {
  return encode_field(reading != nullptr ? reading->judgement : Judgement::kEmpty);
}

/// What a new value (or none) for a field changes against the reading before it.
SubjectChange reading_change(const std::string& subject, const Reading* before,
                             const std::optional<JudgedValue>& now) {
  SubjectChange change = field_change(subject);
  change.fields.push_back({ReadingField::kValue, before != nullptr ? encode_field(before->value) : Value(),
                           now ? Value(now->value) : Value()});
  change.fields.push_back({ReadingField::kJudgement, judgement_of(before),
                           encode_field(now ? now->judgement : Judgement::kEmpty)});
  return change;
}

void check_accepts(const RunStep& step, const StepTarget& target, bool in_redline_too,
                   std::string_view what) {
  if (step.state == StepState::kInProgress || (in_redline_too && step.state == StepState::kRedline)) return;
  throw Error(ErrorCode::kStateRefused,
              concat(target.id(), " is ", describe(step.state), " and takes no ", what))
      .with_subject(target.id())
      .with_hint(step.state == StepState::kTodo
                     ? concat("start it first: `step.start step=", target.id(), "`")
                     : "");
}

/// A sign-off covers the values as they were: it must be given again.
void supersede_signoffs(const StepDef& definition, const StepTarget& target,
                        const std::vector<Reading>& readings, std::vector<SubjectChange>& changes) {
  for (const Reading& reading : readings) {
    if (!reading.value || reading.superseded) continue;
    if (need_field(definition, target, reading.field).type != FieldType::kSignoff) continue;
    SubjectChange superseded = field_change(field_id(target.run, target.key, reading.field));
    superseded.fields.push_back({ReadingField::kSuperseded, false, true});
    changes.push_back(std::move(superseded));
  }
}

/// Appends the entry of what was given on a step.
void record_on(Command& command, const StepTarget& target, std::vector<SubjectChange> changes,
               std::string_view op, Changed& changed) {
  leave_siblings(command, target, changes);
  command.record(target.id(), std::move(changes), op);
  changed.add(target);
}

/// What is now recorded, as the projection of the entry makes it.
Reading reading_now(const Command& command, const std::optional<JudgedValue>& value) {
  Reading reading;
  reading.recorded_by = command.actor().name;
  reading.recorded_at = command.at();
  if (!value) return reading;
  reading.value = value->value;
  reading.judgement = value->judgement;
  return reading;
}

/// A field, or a cell under its key, for the answer.
Value field_of(const ValueAddress& address, const Reading& reading, std::int64_t attempt) {
  Value field = format::field_value(*address.field, &reading, attempt);
  return address.column.empty() ? field
                                : field.set("key", field_key(address.key, address.row, address.column));
}

void record_one(Command& command, Definitions& definitions, const StepTarget& target, const Value& values,
                bool is_named, Changed& changed) {
  check_open(command, target);
  const RunStep step = command.rows().step(target.run, target.slot);
  check_accepts(step, target, true, "values");
  const StepDef& definition = definitions.get(command.rows().plan_step(target.run, target.slot));
  const auto readings = store::readings_of_step(command.db(), target.run, target.slot, step.attempt, true);

  std::vector<SubjectChange> changes;
  std::vector<Value> given;
  for (const auto& [key, value] : values.as_object()) {
    const ValueAddress address = find_value(definition, target, key);
    if (address.per_unit && !is_named) continue;
    const FieldDef& field = *address.field;
    const Reading* before = find_reading(readings, address.key, address.row, address.column);
    const bool clears = (value.is_null() || value.as_text().empty()) && field.type != FieldType::kSignoff;
    if (clears && (before == nullptr || !before->value)) continue;
    std::optional<JudgedValue> judged;
    if (!clears) {
      // A sign-off, a file or a table as a whole is refused by the judge.
      judged = judge_value(field, value.is_null() ? std::string_view() : value.as_text(), address.subject);
      check_known(command.db(), field, *judged, address.subject);
    }
    changes.push_back(reading_change(address.subject, before, judged));
    given.push_back(field_of(address, reading_now(command, judged), step.attempt));
  }
  if (changes.empty()) return;
  supersede_signoffs(definition, target, readings, changes);
  record_on(command, target, std::move(changes), "step.record", changed);
  for (Value& field : given) changed.add_field(target, std::move(field));
}

/// Signs a field of one step. False when `pass_over` and it is signed already.
bool sign_one(Command& command, Definitions& definitions, const StepTarget& target, const std::string& key,
              bool pass_over, Changed& changed) {
  check_open(command, target);
  const RunStep step = command.rows().step(target.run, target.slot);
  const auto readings = store::readings_of_step(command.db(), target.run, target.slot, step.attempt, true);
  const Reading* before = find_reading(readings, key);
  const bool stands = before != nullptr && before->value && !before->superseded;
  if (stands && pass_over) return false;
  check_accepts(step, target, false, "sign-offs");
  const StepDef& definition = definitions.get(command.rows().plan_step(target.run, target.slot));
  const FieldDef& field = need_field(definition, target, key);
  const std::string subject = field_id(target.run, target.key, key);
  const User& actor = command.actor();
  const auto refuse = [&](ErrorCode code, std::string message, std::string hint = {}) {
    throw Error(code, std::move(message)).with_subject(subject).with_hint(std::move(hint));
  };
  if (field.type != FieldType::kSignoff) {
    refuse(ErrorCode::kValueInvalid, concat(subject, " is a ", to_text(field.type), ", not a sign-off"),
           concat("record it: `step.record step=", target.id(), " set=", key, "=VALUE`"));
  }
  if (!command.has_role(field.role)) {
    refuse(ErrorCode::kPermissionDenied,
           concat(subject, " is signed by the role ", field.role, ", which ", actor.name, " does not hold"));
  }
  if (stands) refuse(ErrorCode::kRuleRefused, concat(subject, " is signed already, by ", *before->value));
  if (field.peer) {
    const bool worked = store::has_worked_on(command.db(), target.id(), actor.name);
    if (worked) {
      refuse(ErrorCode::kRuleRefused,
             concat(subject, " needs a peer: ", actor.name, " has worked on this step"),
             "somebody else who holds the role signs");
    }
  }
  SubjectChange change = field_change(subject);
  change.fields.push_back(
      {ReadingField::kValue, before != nullptr ? encode_field(before->value) : Value(), actor.name});
  change.fields.push_back({ReadingField::kJudgement, judgement_of(before), encode_field(Judgement::kOk)});
  change.fields.push_back({ReadingField::kPrintedName, {}, actor.printed_name});
  if (before != nullptr && before->superseded)
    change.fields.push_back({ReadingField::kSuperseded, true, false});
  std::vector<SubjectChange> changes;
  changes.push_back(std::move(change));
  record_on(command, target, std::move(changes), "step.sign", changed);
  Reading now = reading_now(command, JudgedValue{actor.name, Judgement::kOk});
  now.printed_name = actor.printed_name;
  changed.add_field(target, format::field_value(field, &now, step.attempt));
  return true;
}

void deviate_one(Command& command, Definitions& definitions, const StepTarget& target, const std::string& key,
                 Changed& changed) {
  check_open(command, target);
  const RunStep step = command.rows().step(target.run, target.slot);
  if (step.state == StepState::kCompleted || step.state == StepState::kCanceled) {
    throw Error(ErrorCode::kStateRefused,
                concat(target.id(), " is ", describe(step.state), "; `deviate` is refused"))
        .with_subject(target.id());
  }
  const StepDef& definition = definitions.get(command.rows().plan_step(target.run, target.slot));
  const ValueAddress address = find_value(definition, target, key);
  const auto readings = store::readings_of_step(command.db(), target.run, target.slot, step.attempt, true);
  const Reading* reading = find_reading(readings, address.key, address.row, address.column);
  if (reading == nullptr || reading->judgement != Judgement::kOutOfSpec) {
    throw Error(
        ErrorCode::kRuleRefused,
        concat(address.subject, " is ", to_text(reading == nullptr ? Judgement::kEmpty : reading->judgement),
               "; only a value out of spec can be accepted as a deviation"))
        .with_subject(address.subject);
  }
  SubjectChange change = field_change(address.subject);
  change.fields.push_back(
      {ReadingField::kJudgement, judgement_of(reading), encode_field(Judgement::kDeviated)});
  change.fields.push_back({ReadingField::kDeviationReason, {}, *command.reason()});
  Reading now = *reading;
  now.judgement = Judgement::kDeviated;
  now.deviation_reason = command.reason();
  record_on(command, target, {std::move(change)}, {}, changed);
  changed.add_field(target, field_of(address, now, step.attempt));
}

void attach_one(Command& command, Definitions& definitions, const StepTarget& target, const std::string& key,
                const std::string& name, const std::string& digest, Changed& changed) {
  check_open(command, target);
  const RunStep step = command.rows().step(target.run, target.slot);
  check_accepts(step, target, true, "files");
  const StepDef& definition = definitions.get(command.rows().plan_step(target.run, target.slot));
  const ValueAddress address = find_value(definition, target, key);
  if (address.field->type != FieldType::kFile) {
    throw Error(ErrorCode::kValueInvalid,
                concat(address.subject, " is a ", to_text(address.field->type), ", not a file"))
        .with_subject(address.subject);
  }
  const auto readings = store::readings_of_step(command.db(), target.run, target.slot, step.attempt, true);
  const Reading* before = find_reading(readings, address.key, address.row, address.column);
  const JudgedValue value{name, Judgement::kOk};
  std::vector<SubjectChange> changes{reading_change(address.subject, before, value)};
  changes.front().fields.push_back(
      {ReadingField::kAttachment, before != nullptr ? encode_field(before->attachment) : Value(), digest});
  supersede_signoffs(definition, target, readings, changes);
  record_on(command, target, std::move(changes), {}, changed);
  Reading now = reading_now(command, value);
  now.attachment = digest;
  changed.add_field(target, field_of(address, now, step.attempt));
}

/// Whether what is given for `key` is the named step's alone. The siblings have the same definition.
bool is_per_unit(Command& command, Definitions& definitions, const StepTarget& named,
                 const std::string& key) {
  const StepDef& definition = definitions.get(command.rows().plan_step(named.run, named.slot));
  try {
    return find_value(definition, named, key).per_unit;
  } catch (const Error&) {
    return false;  // each step says so itself, in its turn
  }
}

/// Does `act` to all of the steps, or for a per-unit field to the named one.
void each_for(Command& command, Definitions& definitions, SiblingSteps& steps, const std::string& key,
              const std::function<void(const StepTarget&)>& act) {
  if (is_per_unit(command, definitions, steps.named(), key)) {
    steps.named_only(act);
  } else {
    steps.each(act);
  }
}

}  // namespace

void record_values(Command& command, Definitions& definitions, SiblingSteps& steps, const Value& values,
                   Changed& changed) {
  const auto& all = values.as_object();
  const bool concerns_siblings = std::any_of(all.begin(), all.end(), [&](const auto& member) {
    return !is_per_unit(command, definitions, steps.named(), member.first);
  });
  if (!concerns_siblings) {
    steps.named_only(
        [&](const StepTarget& step) { record_one(command, definitions, step, values, true, changed); });
    return;
  }
  steps.each([&](const StepTarget& step) {
    record_one(command, definitions, step, values, &step == &steps.named(), changed);
  });
}

void sign_field(Command& command, Definitions& definitions, SiblingSteps& steps, const std::string& key,
                Changed& changed) {
  bool lacking = false;
  const auto sign = [&](const StepTarget& step) {
    try {
      lacking = sign_one(command, definitions, step, key, true, changed) || lacking;
    } catch (const Error&) {
      lacking = true;
      throw;
    }
  };
  if (is_per_unit(command, definitions, steps.named(), key)) {
    steps.named_only(sign);
  } else {
    steps.each(sign);
  }
  // It stands on all that it was for: the named step says so.
  if (!lacking && !steps.has_refused()) sign_one(command, definitions, steps.named(), key, false, changed);
}

void deviate_value(Command& command, Definitions& definitions, SiblingSteps& steps, const std::string& key,
                   Changed& changed) {
  each_for(command, definitions, steps, key,
           [&](const StepTarget& step) { deviate_one(command, definitions, step, key, changed); });
}

void attach_file(Command& command, Definitions& definitions, SiblingSteps& steps, const std::string& key,
                 const std::string& name, const std::string& digest, Changed& changed) {
  each_for(command, definitions, steps, key, [&](const StepTarget& step) {
    attach_one(command, definitions, step, key, name, digest, changed);
  });
}

}  // namespace traveler::ops
