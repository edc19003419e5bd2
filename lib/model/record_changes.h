#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/record_fields.h"

namespace traveler {

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
