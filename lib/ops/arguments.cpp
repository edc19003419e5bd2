#include "ops/operation.h"

namespace traveler::ops {
std::optional<std::string> Arguments::optional_text(std::string_view name) const {
  const Value& value = (*values_)[name];
  return value.is_null() ? std::nullopt : std::optional(value.as_text());
}

bool Arguments::flag(std::string_view name) const {
  const Value& value = (*values_)[name];
  return value.is_bool() && value.as_bool();
}

std::optional<std::int64_t> Arguments::integer(std::string_view name) const {
  const Value& value = (*values_)[name];
  return value.is_null() ? std::nullopt : std::optional(value.as_integer());
}

std::optional<Quantity> Arguments::quantity(std::string_view name) const {
  const Value& value = (*values_)[name];
  return value.is_null() ? std::nullopt : Quantity::parse(value.as_text());
}

std::optional<std::int64_t> Arguments::duration(std::string_view name) const {
  const Value& value = (*values_)[name];
  return value.is_null() ? std::nullopt : parse_duration(value.as_text());
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
  const Value& value = (*values_)[name];
  std::vector<std::string> out;
  if (value.is_text()) out.push_back(value.as_text());
  if (value.is_list()) {
    for (const Value& item : value.as_list()) out.push_back(item.as_text());
  }
  return out;
}

std::vector<Value> Arguments::documents(std::string_view name) const {
  const Value& value = (*values_)[name];
  if (value.is_object()) return {value};
  return value.is_list() ? value.as_list() : std::vector<Value>{};
}

}  // namespace traveler::ops
