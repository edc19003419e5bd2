#include "traveler/value.h"

#include "base/concat.h"
#include "traveler/error.h"

namespace traveler {
namespace {

std::string_view kind_of(const Value& value) {
  if (value.is_null()) return "nothing";
  if (value.is_bool()) return "true or false";
  if (value.is_integer()) return "an integer";
  if (value.is_text()) return "a text";
  return value.is_list() ? "a list" : "an object";
}

}  // namespace

void Value::refuse_kind(const char* wanted) const {
  throw Error(ErrorCode::kInternal,
              concat("a value is ", kind_of(*this), " where ", wanted, " is asked for"));
}

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
