#include <algorithm>

#include "base/concat.h"
#include "base/text.h"
#include "model/fields.h"
#include "model/ids.h"
#include "ops/step_support.h"
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

SubjectChange field_change(const std::string& subject) { return {SubjectKind::kField, subject, {}}; }

Value judgement_of(const Reading* reading) {
  return encode_field(reading != nullptr ? reading->judgement : Judgement::kEmpty);
}

/// What a new value (or none) for a field changes against the reading before it.
SubjectChange reading_change(const std::string& subject, const Reading* before, const std::optional<JudgedValue>& now) {
  SubjectChange change = field_change(subject);
  change.fields.push_back({"value", before != nullptr ? encode_field(before->value) : Value(),
                           now ? Value(now->value) : Value()});
  change.fields.push_back({"judgement", judgement_of(before),
                           encode_field(now ? now->judgement : Judgement::kEmpty)});
  return change;
}

void check_accepts(const RunStep& step, const StepTarget& target, bool in_redline_too, std::string_view what) {
  if (step.state == StepState::kInProgress || (in_redline_too && step.state == StepState::kRedline)) return;
  throw Error(ErrorCode::kStateRefused, concat(target.id(), " is ", to_text(step.state), " and takes no ", what))
      .with_subject(target.id())
      .with_hint(step.state == StepState::kTodo ? concat("start it first: traveler step start ", target.id()) : "");
}

}  // namespace

void record_values(Command& command, Definitions& definitions, const StepTarget& target, const Value& values,
                   Changed& changed) {
  check_open(command, target);
  const RunStep step = command.rows().step(target.run, target.slot);
  check_accepts(step, target, true, "values");
  const StepDef& definition = definitions.get(command.rows().plan_step(target.run, target.slot));
  const auto readings = store::readings_of_step(command.db(), target.run, target.slot, step.attempt, true);

  std::vector<SubjectChange> changes;
  for (const auto& [key, value] : values.as_object()) {
    const FieldDef& field = need_field(definition, target, key);
    const std::string subject = field_id(target.run, target.key, key);
    const Reading* before = find_reading(readings, key);
    const bool clears = value.is_null() || value.as_text().empty();
    if (clears && (before == nullptr || !before->value)) continue;
    // A sign-off is refused by the judge, cleared or not: it is not a value.
    const bool is_value = field.type != FieldType::kSignoff;
    const auto judged = clears && is_value ? std::nullopt
                                           : std::optional(judge_value(field, clears ? "" : value.as_text(), subject));
    changes.push_back(reading_change(subject, before, judged));
  }
  if (changes.empty()) return;
  // A sign-off covers the values as they were: it must be given again.
  for (const Reading& reading : readings) {
    if (!reading.value || reading.superseded) continue;
    const FieldDef& field = need_field(definition, target, reading.field);
    if (field.type != FieldType::kSignoff) continue;
    SubjectChange superseded = field_change(field_id(target.run, target.key, field.key));
    superseded.fields.push_back({"superseded", false, true});
    changes.push_back(std::move(superseded));
  }
  command.record(target.id(), std::move(changes), "step.record");
  changed.add(target);
}

void sign_field(Command& command, Definitions& definitions, const StepTarget& target, const std::string& key,
                Changed& changed) {
  check_open(command, target);
  const RunStep step = command.rows().step(target.run, target.slot);
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
           concat("record it: traveler step record ", target.id(), ' ', key, "=VALUE"));
  }
  if (!command.has_role(field.role)) {
    refuse(ErrorCode::kPermissionDenied,
           concat(subject, " is signed by the role ", field.role, ", which ", actor.name, " does not hold"));
  }
  const auto all = store::readings_of_step(command.db(), target.run, target.slot, step.attempt, false);
  const Reading* before = find_reading(all, key);
  if (before != nullptr && before->value && !before->superseded) {
    refuse(ErrorCode::kRuleRefused, concat(subject, " is signed already, by ", *before->value));
  }
  if (field.peer) {
    const bool recorded = std::any_of(all.begin(), all.end(), [&](const Reading& reading) {
      return reading.recorded_by == actor.name && need_field(definition, target, reading.field).type != FieldType::kSignoff;
    });
    const bool worked = recorded || step.started_by == actor.name || step.completed_by == actor.name;
    if (worked) {
      refuse(ErrorCode::kRuleRefused, concat(subject, " needs a peer: ", actor.name, " has worked on this step"),
             "somebody else who holds the role signs");
    }
  }
  SubjectChange change = field_change(subject);
  change.fields.push_back({"value", before != nullptr ? encode_field(before->value) : Value(), actor.name});
  change.fields.push_back({"judgement", judgement_of(before), encode_field(Judgement::kOk)});
  change.fields.push_back({"printed_name", {}, actor.printed_name});
  if (before != nullptr && before->superseded) change.fields.push_back({"superseded", true, false});
  std::vector<SubjectChange> changes;
  changes.push_back(std::move(change));
  command.record(target.id(), std::move(changes), "step.sign");
  changed.add(target);
}

}  // namespace traveler::ops
