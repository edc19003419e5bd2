#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "base/concat.h"
#include "model/ids.h"
#include "model/kinds.h"
#include "model/records.h"

namespace traveler {

/// A number that people know as a short id: `INV-5` in the history, 5 in the row.
template <class Number>
struct ShortId {
  std::string_view prefix;
  Number* number;
};
template <class Number>
ShortId<Number> short_id(std::string_view prefix, Number& number) {
  return {prefix, &number};
}

/// What the history tells of a record: its kind, its subject and back, and its fields by name. One
/// declaration serves both directions: what changed (from two rows) and replay (onto a row). `name` gives a
/// new row the identity that the subject tells; false when it tells none. `refer`, where there is one, gives
/// the ids under which a record is looked for besides its own; `kTold`, the fields that only the history
/// keeps.
template <class Row>
struct RecordFields;

/// Gives `number` what a short id of that kind tells.
inline bool take_number(ObjectKind kind, std::string_view subject, std::int64_t& number) {
  const auto key = record_key(kind, subject);
  if (key) number = key->number;
  return key.has_value();
}

template <>
struct RecordFields<User> {
  static constexpr SubjectKind kKind = SubjectKind::kUser;
  static std::string subject(const User& row) { return row.name; }
  static bool name(User& row, std::string_view subject) {
    row.name = subject;
    return true;
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("printed_name", row.printed_name);
    visit("roles", row.roles);
    visit("active", row.active);
  }
};

template <>
struct RecordFields<Team> {
  static constexpr SubjectKind kKind = SubjectKind::kTeam;
  static std::string subject(const Team& row) { return row.name; }
  static bool name(Team& row, std::string_view subject) {
    row.name = subject;
    return true;
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("users", row.users);
    visit("roles", row.roles);
  }
};

template <>
struct RecordFields<Role> {
  static constexpr SubjectKind kKind = SubjectKind::kRole;
  static std::string subject(const Role& row) { return row.name; }
  static bool name(Role& row, std::string_view subject) {
    row.name = subject;
    return true;
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("allow", row.allow);
  }
};

template <>
struct RecordFields<Setting> {
  static constexpr SubjectKind kKind = SubjectKind::kSetting;
  static std::string subject(const Setting& row) { return row.key; }
  static bool name(Setting& row, std::string_view subject) {
    row.key = subject;
    return true;
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("value", row.value);
  }
};

template <>
struct RecordFields<Location> {
  static constexpr SubjectKind kKind = SubjectKind::kLocation;
  static std::string subject(const Location& row) { return row.code; }
  static bool name(Location& row, std::string_view subject) {
    row.code = subject;
    return true;
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("name", row.name);
    visit("work_center", row.work_center);
  }
};

template <>
struct RecordFields<Part> {
  static constexpr SubjectKind kKind = SubjectKind::kPart;
  static std::string subject(const Part& row) { return part_id(row.number, row.revision); }
  static bool name(Part& row, std::string_view subject);
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("name", row.name);
    visit("tracking", row.tracking);
    visit("unit", row.unit);
    visit("precision", row.precision);
  }
};

template <>
struct RecordFields<Inventory> {
  static constexpr SubjectKind kKind = SubjectKind::kInventory;
  static std::string subject(const Inventory& row) { return inventory_id(row.id); }
  static bool name(Inventory& row, std::string_view subject) { return take_number(kKind, subject, row.id); }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("part", row.part);
    visit("part_revision", row.part_revision);
    visit("serial", row.serial);
    visit("lot", row.lot);
    visit("quantity", row.quantity);
    visit("location", row.location);
    visit("origin", short_id("INV-", row.origin));
    visit("run", short_id("R-", row.run));
    visit("wip", row.wip);
    visit("kitted", short_id("R-", row.kitted));
    visit("install", short_id("IN-", row.install));
    visit("quarantined", row.quarantined);
    visit("scrapped", row.scrapped);
    visit("issue", short_id("I-", row.issue));
    visit("merged_into", short_id("INV-", row.merged_into));
  }
};

template <>
struct RecordFields<Install> {
  static constexpr SubjectKind kKind = SubjectKind::kInstall;
  static std::string subject(const Install& row) { return install_id(row.id); }
  static bool name(Install& row, std::string_view subject) { return take_number(kKind, subject, row.id); }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("run", short_id("R-", row.run));
    visit("step", row.step);
    visit("part", row.part);
    visit("inventory", short_id("INV-", row.inventory));
    visit("quantity", row.quantity);
    visit("substitute", row.substitute);
    visit("parents", row.parents);
    visit("installed_by", row.installed_by);
    visit("installed_at", row.installed_at);
    visit("uninstalled_by", row.uninstalled_by);
    visit("uninstalled_at", row.uninstalled_at);
  }
};

template <>
struct RecordFields<RequirementException> {
  static constexpr SubjectKind kKind = SubjectKind::kException;
  static std::string subject(const RequirementException& row) {
    return exception_id(row.run, row.step, row.part);
  }
  static bool name(RequirementException& row, std::string_view subject);
  template <class Take>
  static void refer(const RequirementException& row, Take&& take) {
    take(run_id(row.run));
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("quantity", row.quantity);
    visit("issue", short_id("I-", row.issue));
    visit("excepted_by", row.excepted_by);
    visit("excepted_at", row.excepted_at);
  }
};

template <>
struct RecordFields<ProcedureRevision> {
  static constexpr SubjectKind kKind = SubjectKind::kProcedure;
  static std::string subject(const ProcedureRevision& row) { return procedure_id(row.key, row.revision); }
  static bool name(ProcedureRevision& row, std::string_view subject);
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("state", row.state);
    visit("title", row.title);
    visit("type", row.type);
    visit("parts", row.parts);
    visit("uses", row.uses);
    visit("document", row.document);
    visit("plan", row.plan);
    visit("created_by", row.created_by);
    visit("created_at", row.created_at);
    visit("submitted_by", row.submitted_by);
    visit("submitted_at", row.submitted_at);
    visit("released_by", row.released_by);
    visit("released_at", row.released_at);
  }
};

template <>
struct RecordFields<Run> {
  static constexpr SubjectKind kKind = SubjectKind::kRun;
  static std::string subject(const Run& row) { return run_id(row.id); }
  static bool name(Run& row, std::string_view subject) { return take_number(kKind, subject, row.id); }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("title", row.title);
    visit("procedure", row.procedure);
    visit("procedure_revision", row.procedure_revision);
    visit("part", row.part);
    visit("part_revision", row.part_revision);
    visit("inventory", short_id("INV-", row.inventory));
    visit("quantity", row.quantity);
    visit("plan", row.plan);
    visit("lifecycle", row.lifecycle);
    visit("batch", short_id("B-", row.batch));
    visit("assignee", row.assignee);
    visit("due", row.due);
    visit("scheduled_start", row.scheduled_start);
    visit("scheduled_end", row.scheduled_end);
    visit("export_controlled", row.export_controlled);
    visit("attributes", row.attributes);
    visit("created_at", row.created_at);
    visit("created_by", row.created_by);
    visit("started_at", row.started_at);
    visit("completed_at", row.completed_at);
  }
  /// The warnings that a completion went over.
  static constexpr std::string_view kWarnings = "warnings";
  static constexpr std::array kTold{kWarnings};
};

template <>
struct RecordFields<Batch> {
  static constexpr SubjectKind kKind = SubjectKind::kBatch;
  /// Which runs came and went; their own entries move them.
  static constexpr std::string_view kRuns = "runs";
  static constexpr std::array kTold{kRuns};
  static std::string subject(const Batch& row) { return batch_id(row.id); }
  static bool name(Batch& row, std::string_view subject) { return take_number(kKind, subject, row.id); }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("title", row.title);
  }
};

template <>
struct RecordFields<Issue> {
  static constexpr SubjectKind kKind = SubjectKind::kIssue;
  static std::string subject(const Issue& row) { return issue_id(row.id); }
  static bool name(Issue& row, std::string_view subject) { return take_number(kKind, subject, row.id); }
  template <class Take>
  static void refer(const Issue& row, Take&& take) {
    if (row.run) take(run_id(*row.run));
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("title", row.title);
    visit("state", row.state);
    visit("run", short_id("R-", row.run));
    visit("step", row.step);
    visit("created_by", row.created_by);
    visit("created_at", row.created_at);
  }
};

/// What an entry tells of a step of a run; all else about the step follows from it.
struct StepChange {
  StepState state = StepState::kTodo;
  std::int64_t attempt = 1;
  std::optional<std::string> canceled_with;  ///< key of the ancestor whose cancel takes the step along
  bool sibling = false;                      ///< it moves with steps of other runs
};

template <>
struct RecordFields<StepChange> {
  static constexpr SubjectKind kKind = SubjectKind::kStep;
  static constexpr std::string_view kState = "state";
  static constexpr std::string_view kAttempt = "attempt";
  static constexpr std::string_view kCanceledWith = "canceled_with";
  static constexpr std::string_view kSibling = "sibling";
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit(kState, row.state);
    visit(kAttempt, row.attempt);
    visit(kCanceledWith, row.canceled_with);
    visit(kSibling, row.sibling);
  }
};

/// What an entry tells of a field of a step: a new reading, where there is a value, or what is now known of
/// the current one.
struct ReadingChange {
  std::optional<std::string> value;
  Judgement judgement = Judgement::kEmpty;
  bool superseded = false;
  std::optional<std::string> printed_name;
  std::optional<std::string> attachment;
  std::optional<std::string> deviation_reason;
};

template <>
struct RecordFields<ReadingChange> {
  static constexpr SubjectKind kKind = SubjectKind::kField;
  static constexpr std::string_view kValue = "value";
  static constexpr std::string_view kJudgement = "judgement";
  static constexpr std::string_view kSuperseded = "superseded";
  static constexpr std::string_view kPrintedName = "printed_name";
  static constexpr std::string_view kAttachment = "attachment";
  static constexpr std::string_view kDeviationReason = "deviation_reason";
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit(kValue, row.value);
    visit(kJudgement, row.judgement);
    visit(kSuperseded, row.superseded);
    visit(kPrintedName, row.printed_name);
    visit(kAttachment, row.attachment);
    visit(kDeviationReason, row.deviation_reason);
  }
};

/// The workspace itself, as its first entry makes it.
struct WorkspaceIdentity {
  std::string uuid;
  Timestamp created_at;
};

template <>
struct RecordFields<WorkspaceIdentity> {
  static constexpr SubjectKind kKind = SubjectKind::kWorkspace;
  static std::string subject(const WorkspaceIdentity&) { return "workspace"; }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("uuid", row.uuid);
    visit("created_at", row.created_at);
  }
};

/// The records whose changes are read from the history as they were declared above; runs and steps have more
/// to them.
using Records = std::tuple<User, Team, Role, Setting, Location, Part, Inventory, ProcedureRevision, Issue,
                           Install, RequirementException, Batch>;

// How a field's value travels in the history: times, quantities, digests and enums as text.

inline Value encode_field(const std::string& value) { return Value(value); }
inline Value encode_field(bool value) { return Value(value); }
inline Value encode_field(int value) { return Value(value); }
inline Value encode_field(std::int64_t value) { return Value(value); }
inline Value encode_field(Timestamp value) { return Value(value.text()); }
inline Value encode_field(Quantity value) { return Value(value.text()); }
inline Value encode_field(const Digest& value) { return Value(value.hex()); }
template <TextEnum E>
Value encode_field(E value) {
  return Value(to_text(value));
}
Value encode_field(const std::vector<std::string>& value);
Value encode_field(const std::vector<Attribute>& value);
template <class T>
Value encode_field(const std::optional<T>& value) {
  return value ? encode_field(*value) : Value();
}

template <class Number>
Value encode_field(const ShortId<Number>& id) {
  const std::optional<std::int64_t> number = *id.number;
  return number ? Value(concat(id.prefix, *number)) : Value();
}

/// Thrown by `decode_field` through Error(storage.corrupt): the history holds a value of another kind.
[[noreturn]] void refuse_field_value();

/// The content of a value of the history, which has to be of that kind.
const std::string& field_text(const Value& value);
std::int64_t field_integer(const Value& value);
bool field_flag(const Value& value);

inline void decode_field(const Value& value, std::string& out) { out = field_text(value); }
inline void decode_field(const Value& value, bool& out) { out = field_flag(value); }
inline void decode_field(const Value& value, int& out) { out = static_cast<int>(field_integer(value)); }
inline void decode_field(const Value& value, std::int64_t& out) { out = field_integer(value); }
void decode_field(const Value& value, Timestamp& out);
void decode_field(const Value& value, Quantity& out);
void decode_field(const Value& value, Digest& out);
void decode_field(const Value& value, std::vector<std::string>& out);
void decode_field(const Value& value, std::vector<Attribute>& out);
template <TextEnum E>
void decode_field(const Value& value, E& out) {
  const auto known = from_text<E>(field_text(value));
  if (!known) refuse_field_value();
  out = *known;
}
template <class T>
void decode_field(const Value& value, std::optional<T>& out) {
  if (value.is_null()) {
    out.reset();
  } else {
    decode_field(value, out.emplace());
  }
}

template <class Number>
void decode_field(const Value& value, const ShortId<Number>& id) {
  std::optional<std::int64_t> number;
  if (!value.is_null()) {
    number = parse_short_id(id.prefix, field_text(value));
    if (!number) refuse_field_value();
  }
  if constexpr (std::is_same_v<Number, std::int64_t>) {
    if (!number) refuse_field_value();
    *id.number = *number;
  } else {
    *id.number = number;
  }
}

/// What differs from `before` to `after`; for a new record (`before` null) every field that is set.
template <class Row>
SubjectChange change_of(const Row* before, const Row& after) {
  SubjectChange change{RecordFields<Row>::kKind, RecordFields<Row>::subject(after), {}};
  if (before == nullptr) {
    RecordFields<Row>::visit(after, [&](std::string_view name, const auto& value) {
      Value encoded = encode_field(value);
      if (!encoded.is_null()) change.fields.push_back({std::string(name), {}, std::move(encoded)});
    });
    return change;
  }
  std::vector<Value> old_values;
  RecordFields<Row>::visit(
      *before, [&](std::string_view, const auto& value) { old_values.push_back(encode_field(value)); });
  std::size_t index = 0;
  RecordFields<Row>::visit(after, [&](std::string_view name, const auto& value) {
    Value encoded = encode_field(value);
    Value& old_value = old_values[index++];
    if (encoded != old_value) {
      change.fields.push_back({std::string(name), std::move(old_value), std::move(encoded)});
    }
  });
  return change;
}

/// Throws Error(storage.corrupt): the history holds a field that its subject cannot have.
[[noreturn]] void refuse_field(const SubjectChange& change, const FieldChange& field);
/// Throws Error(storage.corrupt) when the old value of an entry is not the one found.
void check_old_value(const SubjectChange& change, const FieldChange& field, const Value& found);

/// True for a field that the record does not keep.
template <class Row>
bool is_told(std::string_view field) {
  if constexpr (requires { RecordFields<Row>::kTold; }) {
    const auto& told = RecordFields<Row>::kTold;
    return std::find(told.begin(), told.end(), field) != told.end();
  }
  return false;
}

/// Finds the fields of `change` among those of `row` and calls `set(field, value of the row)` for each.
/// Throws Error(storage.corrupt) for one that the record does not have.
template <class Row, class Set>
void for_each_field(const SubjectChange& change, Row& row, Set&& set) {
  for (const FieldChange& field : change.fields) {
    bool known = false;
    RecordFields<Row>::visit(row, [&](std::string_view name, auto&& value) {
      if (known || name != field.field) return;
      known = true;
      set(field, value);
    });
    if (!known && !is_told<Row>(field.field)) refuse_field(change, field);
  }
}

/// Brings `row` from the old values of `change` to the new ones. Throws Error(storage.corrupt) for a field or
/// value that does not belong to the record, and for an old value that is not the row's.
template <class Row>
void apply_change(const SubjectChange& change, Row& row) {
  for_each_field(change, row, [&](const FieldChange& field, auto&& value) {
    check_old_value(change, field, encode_field(value));
    decode_field(field.new_value, value);
  });
}

/// Fills a new row; there was nothing before, and its old values say so.
template <class Row>
void apply_new(const SubjectChange& change, Row& row) {
  for_each_field(change, row, [&](const FieldChange& field, auto&& value) {
    check_old_value(change, field, {});
    decode_field(field.new_value, value);
  });
}

}  // namespace traveler
