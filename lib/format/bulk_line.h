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
  bool dry_run = false;
};

/// Finds the declaration of an operation; null when there is none of that name.
using FindOperation = std::function<const OperationSpec*(std::string_view name)>;

/// Reads `{"op": ..., "args": {...}, "as", "at", "reason", "key", "if_revision"}`, arguments as
/// `argument_value` does. `alone`: it is a request by itself, no line of many, and may have `dry_run`.
/// `line.op` is there as soon as it is known. Throws Error(document.invalid) with all findings, and what
/// `argument_value` throws with the place of the argument. An unknown operation keeps no arguments.
void decode_bulk_line(Document& document, const Node& node, const FindOperation& find, BulkLine& line,
                      bool alone = false);

}  // namespace traveler::format
