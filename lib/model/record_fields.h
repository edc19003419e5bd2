#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/concat.h"
#include "model/ids.h"
#include "model/records.h"
#include "traveler/error.h"

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

/// What the history tells of a record: its kind, its subject, and its fields by name. One declaration
/// serves both directions: what changed (from two rows) and replay (onto a row).
template <class Row>
struct RecordFields;

template <>
struct RecordFields<User> {
  static constexpr SubjectKind kKind = SubjectKind::kUser;
  static std::string subject(const User& row) { return row.name; }
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
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("allow", row.allow);
  }
};

template <>
struct RecordFields<Setting> {
  static constexpr SubjectKind kKind = SubjectKind::kSetting;
  static std::string subject(const Setting& row) { return row.key; }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("value", row.value);
  }
};

template <>
struct RecordFields<Location> {
  static constexpr SubjectKind kKind = SubjectKind::kLocation;
  static std::string subject(const Location& row) { return row.code; }
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
};

template <>
struct RecordFields<Batch> {
  static constexpr SubjectKind kKind = SubjectKind::kBatch;
  static std::string subject(const Batch& row) { return batch_id(row.id); }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("title", row.title);
  }
};

template <>
struct RecordFields<Issue> {
  static constexpr SubjectKind kKind = SubjectKind::kIssue;
  static std::string subject(const Issue& row) { return issue_id(row.id); }
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

inline void decode_field(const Value& value, std::string& out) { out = value.as_text(); }
inline void decode_field(const Value& value, bool& out) { out = value.as_bool(); }
inline void decode_field(const Value& value, int& out) { out = static_cast<int>(value.as_integer()); }
inline void decode_field(const Value& value, std::int64_t& out) { out = value.as_integer(); }
void decode_field(const Value& value, Timestamp& out);
void decode_field(const Value& value, Quantity& out);
void decode_field(const Value& value, Digest& out);
void decode_field(const Value& value, std::vector<std::string>& out);
void decode_field(const Value& value, std::vector<Attribute>& out);
template <TextEnum E>
void decode_field(const Value& value, E& out) {
  const auto known = from_text<E>(value.as_text());
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
    number = parse_short_id(id.prefix, value.as_text());
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

/// Brings `row` to what `change` says. Throws Error(storage.corrupt) for a field or value that does
/// not belong to the record.
template <class Row>
void apply_change(const SubjectChange& change, Row& row) {
  for (const FieldChange& field : change.fields) {
    bool known = false;
    RecordFields<Row>::visit(row, [&](std::string_view name, auto&& value) {
      if (name != field.field) return;
      known = true;
      try {
        decode_field(field.new_value, value);
      } catch (const Error&) {
        refuse_field_value();
      }
    });
    if (!known) refuse_field_value();
  }
}

}  // namespace traveler
