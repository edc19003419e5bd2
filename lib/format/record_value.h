#pragma once

#include "base/text.h"
#include "model/kinds.h"
#include "model/record_changes.h"
#include "traveler/value.h"

namespace traveler::format {

/// The JSON of a record, with the members that its kind declares, in their order: what the history tells of
/// it, `revision`, or what names it. `more` has those that follow from elsewhere.
template <class Row>
Value record_value(const Row& row, const Value& more = Value::object()) {
  using Fields = RecordFields<Row>;
  Value out = Value::object();
  for (const std::string_view key : split(kind_of(Fields::kKind).keys, ' ')) {
    if (const Value* given = more.find(key)) {
      out.add(key, *given);
      continue;
    }
    Value found(Fields::subject(row));
    if constexpr (requires { row.revision; }) {
      if (key == "revision") found = encode_field(row.revision);
    }
    Fields::visit(row, [&](std::string_view name, const auto& value) {
      if (name == key) found = encode_field(value);
    });
    out.add(key, std::move(found));
  }
  return out;
}

}  // namespace traveler::format
