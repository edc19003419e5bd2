#pragma once

#include <span>
#include <string_view>

#include "format/tree.h"

namespace traveler::format {

/// How a table of cells becomes a document: a list of mappings under one key.
struct CsvTable {
  std::string_view key;                       ///< of the list
  std::span<const std::string_view> columns;  ///< what the header may name
  std::string_view needed;                    ///< the column that must be there
};

/// Reads CSV (RFC 4180: quotes, line ends and commas within quotes, CRLF or LF, byte order mark) into the
/// tree that YAML of the same rows would give, each cell with its place. A cell with nothing in it is a
/// key that is not written; a row of such cells is no row. Never throws for bad input: a header or row
/// that is wrong is a finding. Neither bytes nor rows are bounded.
Document read_csv(std::string_view file, std::string_view text, const CsvTable& table);

/// True for `.csv`; for a name that says nothing, when the first line is a header of the table.
bool is_csv(std::string_view file, std::string_view text, const CsvTable& table);

}  // namespace traveler::format
