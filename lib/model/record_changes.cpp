#include "model/record_changes.h"

#include "base/concat.h"
#include "traveler/error.h"

namespace traveler {

bool RecordFields<Part>::name(Part& row, std::string_view subject) {
  PartAddress address = parse_part_id(subject);
  row.number = std::move(address.number);
  row.revision = std::move(address.revision);
  return true;
}

bool RecordFields<ProcedureRevision>::name(ProcedureRevision& row, std::string_view subject) {
  ProcedureAddress address = parse_procedure_id(subject);
  if (!address.revision) return false;
  row.key = std::move(address.key);
  row.revision = *address.revision;
  return true;
}

bool RecordFields<RequirementException>::name(RequirementException& row, std::string_view subject) {
  const std::size_t colon = subject.find(':');
  if (colon == std::string_view::npos) return false;
  StepAddress step = parse_step_id(subject.substr(0, colon));
  row.run = step.run;
  row.step = std::move(step.key);
  row.part = subject.substr(colon + 1);
  return true;
}

void refuse_field_value() {
  throw Error(ErrorCode::kStorageCorrupt, "the history holds a value that its field cannot have");
}

void refuse_field(const SubjectChange& change, const FieldChange& field) {
  throw Error(ErrorCode::kStorageCorrupt,
              concat("the history tells a field of ", change.subject, " that it cannot have: ", field.field))
      .with_subject(change.subject);
}

void check_old_value(const SubjectChange& change, const FieldChange& field, const Value& found) {
  if (field.old_value == found) return;
  throw Error(ErrorCode::kStorageCorrupt, concat("the history does not fit: ", field.field, " of ",
                                                 change.subject, " was not what the entry says it was"))
      .with_subject(change.subject);
}

const std::string& field_text(const Value& value) {
  if (!value.is_text()) refuse_field_value();
  return value.as_text();
}

std::int64_t field_integer(const Value& value) {
  if (!value.is_integer()) refuse_field_value();
  return value.as_integer();
}

bool field_flag(const Value& value) {
  if (!value.is_bool()) refuse_field_value();
  return value.as_bool();
}

Value encode_field(const std::vector<std::string>& value) {
  Value list = Value::list();
  for (const std::string& item : value) list.push(item);
  return list;
}

Value encode_field(const std::vector<Attribute>& value) {
  // Compared with what canonical JSON has kept: in the order of the names.
  std::vector<const Attribute*> sorted;
  for (const Attribute& attribute : value) sorted.push_back(&attribute);
  std::sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->name < b->name; });
  Value object = Value::object();
  for (const Attribute* attribute : sorted) object.add(attribute->name, attribute->value);
  return object;
}

void decode_field(const Value& value, Timestamp& out) {
  const auto time = Timestamp::parse(field_text(value));
  if (!time) refuse_field_value();
  out = *time;
}

void decode_field(const Value& value, Quantity& out) {
  const auto quantity = Quantity::parse(field_text(value));
  if (!quantity) refuse_field_value();
  out = *quantity;
}

void decode_field(const Value& value, Digest& out) {
  const auto digest = Digest::from_hex(field_text(value));
  if (!digest) refuse_field_value();
  out = *digest;
}

void decode_field(const Value& value, std::vector<std::string>& out) {
  if (!value.is_list()) refuse_field_value();
  out.clear();
  for (const Value& item : value.as_list()) out.push_back(field_text(item));
}

void decode_field(const Value& value, std::vector<Attribute>& out) {
  if (!value.is_object()) refuse_field_value();
  out.clear();
  for (const auto& [name, item] : value.as_object()) out.push_back({name, field_text(item)});
}

}  // namespace traveler
