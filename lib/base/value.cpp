#include "traveler/value.h"

namespace traveler {

const Value* Value::find(std::string_view name) const {
  const Object* object = std::get_if<Object>(&data_);
  if (object == nullptr) return nullptr;
  for (const Member& member : *object) {
    if (member.first == name) return &member.second;
  }
  return nullptr;
}

Value* Value::find(std::string_view name) { return const_cast<Value*>(std::as_const(*this).find(name)); }

const Value& Value::operator[](std::string_view name) const {
  static const Value null_value;
  const Value* member = find(name);
  return member != nullptr ? *member : null_value;
}

Value& Value::add(std::string_view name, Value value) {
  as_object().emplace_back(std::string(name), std::move(value));
  return *this;
}

Value& Value::set(std::string_view name, Value value) {
  Value* member = find(name);
  if (member == nullptr) return add(name, std::move(value));
  *member = std::move(value);
  return *this;
}

}  // namespace traveler
