#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "format/tree.h"
#include "traveler/operations.h"
#include "traveler/value.h"

namespace traveler::format {

/// One operation of a bulk input; cli.md "Bulk: apply".
struct BulkLine {
  std::string op;
  Value args = Value::object();  ///< by request name, typed as the operation declares them
  std::optional<std::string> actor;
  std::optional<std::string> at;
  std::optional<std::string> reason;
  std::optional<std::string> key;
  std::optional<std::int64_t> if_revision;
};

/// Finds the declaration of an operation; null when there is none of that name.
using FindOperation = std::function<const OperationSpec*(std::string_view name)>;

/// Limits on one line; a document may be inside.
DocumentLimits bulk_line_limits();

/// Reads `{"op": ..., "args": {...}, "as", "at", "reason", "key", "if_revision"}`. In `args` an argument
/// that may be given many times takes one value under its own name, or a list under its plural; values of
/// key=value and quantities may be numbers, kept as written.
/// `line.op` is there as soon as it is known. Throws Error(document.invalid) with all findings, Error(usage)
/// for an argument of the wrong type, with its place. An unknown operation keeps no arguments.
void decode_bulk_line(Document& document, const Node& node, const FindOperation& find, BulkLine& line);

}  // namespace traveler::format
