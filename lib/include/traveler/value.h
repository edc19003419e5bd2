#pragma once

#include <concepts>
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
  /// A bool and nothing that merely converts to one: pointers do not compile.
  template <std::same_as<bool> Bool>
  Value(Bool value) : data_(value) {}
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

  /// The content as the named kind. Throws Error(internal) for another kind: the kind of what an
  /// operation takes and answers is known, so that a wrong one is a mistake of the program that asks.
  bool as_bool() const { return get<bool>("true or false"); }
  std::int64_t as_integer() const { return get<std::int64_t>("an integer"); }
  const std::string& as_text() const { return get<std::string>("a text"); }
  const List& as_list() const { return get<List>("a list"); }
  List& as_list() { return const_cast<List&>(std::as_const(*this).as_list()); }
  const Object& as_object() const { return get<Object>("an object"); }
  Object& as_object() { return const_cast<Object&>(std::as_const(*this).as_object()); }

  /// The member of that name, or nullptr when this is no object or has none.
  const Value* find(std::string_view name) const;
  Value* find(std::string_view name);
  /// The member of that name, or a null value.
  const Value& operator[](std::string_view name) const;

  /// Appends a member and returns this object, for chains; the caller keeps names unique.
  /// Throws Error(internal) when this is no object, as `set` does.
  Value& add(std::string_view name, Value value);
  /// Replaces the member of that name or appends it; returns this object.
  Value& set(std::string_view name, Value value);
  /// Appends an element to a list. Throws Error(internal) when this is none.
  void push(Value value) { as_list().push_back(std::move(value)); }

  /// Reads one JSON text (RFC 8259, UTF-8). Integers within 64 bits become integers; other numbers
  /// become texts as written, so that no digit is lost.
  /// Throws Error(document.invalid) with line and column: malformed, an object with two members of one
  /// name, more than 16 MiB, 64 levels or 500,000 values.
  static Value parse_json(std::string_view text);

  /// Compact JSON, members in their order; a byte that is not UTF-8 becomes U+FFFD.
  /// Throws Error(internal) for a value of more than 1000 levels.
  std::string to_json() const;

  friend bool operator==(const Value&, const Value&) = default;

 private:
  template <class Kind>
  const Kind& get(const char* wanted) const {
    const Kind* content = std::get_if<Kind>(&data_);
    if (content == nullptr) refuse_kind(wanted);
    return *content;
  }
  [[noreturn]] void refuse_kind(const char* wanted) const;

  std::variant<std::monostate, bool, std::int64_t, std::string, List, Object> data_;
};

}  // namespace traveler
