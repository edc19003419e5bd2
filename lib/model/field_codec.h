#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/concat.h"
#include "model/ids.h"
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

}  // namespace traveler
