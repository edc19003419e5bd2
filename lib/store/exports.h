#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "store/db.h"

namespace traveler::store {

/// What a column of an export holds; decides how it is spelled (spec section 16).
enum class ColumnType : std::uint8_t {
  kText,
  kInteger,
  kBoolean,
  kTime,      ///< microseconds in the table, RFC 3339 outside
  kQuantity,  ///< millionths and the part's precision in the table (two expressions), a decimal outside
  kNumber,    ///< a plain decimal, as text
  kShortId,   ///< a number in the table, `R-12` outside
  kStepId,    ///< run number and step key in the table (two expressions), `R-12/torque` outside
  kEnum,      ///< an index in the table, its text outside
};

/// How many raw columns a column is read from.
constexpr int raw_columns(ColumnType type) {
  return type == ColumnType::kStepId || type == ColumnType::kQuantity ? 2 : 1;
}

/// One column: its name, the SQL that reads it, and its type.
struct ExportColumn {
  std::string_view name;
  std::string_view expression;
  ColumnType type = ColumnType::kText;
  std::string_view prefix = {};                  ///< of a short id
  std::span<const std::string_view> texts = {};  ///< of an enum
};

/// One export table. From this declaration come the statement that `export` runs and the view of
/// the same name that other programs may read.
struct ExportTable {
  std::string_view name;
  std::span<const ExportColumn> columns;
  std::string_view from;   ///< FROM clause and conditions
  std::string_view order;  ///< deterministic
};

std::span<const ExportTable> export_table_specs();
const ExportTable* find_export_table(std::string_view name);

/// Makes the tables readable as views of their names, for this connection alone.
void create_export_views(Connection& db);

/// The statement that reads the raw rows of a table in order.
Statement read_export(Connection& db, const ExportTable& table);

}  // namespace traveler::store
