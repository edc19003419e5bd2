#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "traveler/export_macro.h"

namespace traveler {

/// A tree of plain data in the shape of JSON: what requests carry and answers are made of.
/// Objects keep their members in the order they were added. Numbers are 64-bit integers;
/// quantities and readings travel as text in the precision they were given.
class TRAVELER_API Value {
 public:
  using List = std::vector<Value>;
  using Member = std::pair<std::string, Value>;
  using Object = std::vector<Member>;

  Value() = default;
  Value(std::nullptr_t) {}
  Value(bool value) : data_(value) {}
  Value(int value) : data_(std::int64_t{value}) {}
  Value(std::int64_t value) : data_(value) {}
  Value(const char* text) : data_(std::string(text)) {}
  Value(std::string_view text) : data_(std::string(text)) {}
  Value(std::string text) : data_(std::move(text)) {}
  Value(List list) : data_(std::move(list)) {}
  Value(Object object) : data_(std::move(object)) {}

  static Value object() { return Value(Object{}); }
  static Value list() { return Value(List{}); }

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  bool is_bool() const { return std::holds_alternative<bool>(data_); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
  bool is_text() const { return std::holds_alternative<std::string>(data_); }
  bool is_list() const { return std::holds_alternative<List>(data_); }
  bool is_object() const { return std::holds_alternative<Object>(data_); }

  /// The content as the named kind; throws std::bad_variant_access for another kind.
  bool as_bool() const { return std::get<bool>(data_); }
  std::int64_t as_integer() const { return std::get<std::int64_t>(data_); }
  const std::string& as_text() const { return std::get<std::string>(data_); }
  const List& as_list() const { return std::get<List>(data_); }
  List& as_list() { return std::get<List>(data_); }
  const Object& as_object() const { return std::get<Object>(data_); }
  Object& as_object() { return std::get<Object>(data_); }

  /// The member of that name, or nullptr when this is no object or has none.
  const Value* find(std::string_view name) const;
  Value* find(std::string_view name);
  /// The member of that name, or a null value.
  const Value& operator[](std::string_view name) const;

  /// Appends a member and returns this object, for chains; the caller keeps names unique.
  Value& add(std::string_view name, Value value);
  /// Replaces the member of that name or appends it; returns this object.
  Value& set(std::string_view name, Value value);
  /// Appends an element to a list.
  void push(Value value) { std::get<List>(data_).push_back(std::move(value)); }

  friend bool operator==(const Value&, const Value&) = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, std::string, List, Object> data_;
};

}  // namespace traveler
