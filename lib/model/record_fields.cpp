#include "model/record_fields.h"

#include "traveler/error.h"

namespace traveler {

void refuse_field_value() {
  throw Error(ErrorCode::kStorageCorrupt, "the history holds a field or value that its subject cannot have");
}

Value encode_field(const std::vector<std::string>& value) {
  Value list = Value::list();
  for (const std::string& item : value) list.push(item);
  return list;
}

Value encode_field(const std::vector<Attribute>& value) {
  Value object = Value::object();
  for (const Attribute& attribute : value) object.add(attribute.name, attribute.value);
  return object;
}

void decode_field(const Value& value, Timestamp& out) {
  const auto time = Timestamp::parse(value.as_text());
  if (!time) refuse_field_value();
  out = *time;
}

void decode_field(const Value& value, Quantity& out) {
  const auto quantity = Quantity::parse(value.as_text());
  if (!quantity) refuse_field_value();
  out = *quantity;
}

void decode_field(const Value& value, Digest& out) {
  const auto digest = Digest::from_hex(value.as_text());
  if (!digest) refuse_field_value();
  out = *digest;
}

void decode_field(const Value& value, std::vector<std::string>& out) {
  out.clear();
  for (const Value& item : value.as_list()) out.push_back(item.as_text());
}

void decode_field(const Value& value, std::vector<Attribute>& out) {
  out.clear();
  for (const auto& [name, item] : value.as_object()) out.push_back({name, item.as_text()});
}

}  // namespace traveler
