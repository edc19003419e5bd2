#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/db.h"
#include "traveler/workspace.h"

namespace traveler::ops {

/// Runs one reading statement over the export views, which the connection must have, and the store's tables,
/// and writes its rows: integers and reals as numbers, blobs as hexadecimal digits, null bare. Throws
/// Error(usage) for what is no such statement.
void write_query(store::Connection& db, std::string_view sql, ExportFormat format, const ByteSink& bytes);

/// The same row by row, each value as it is shown; the names of the columns first.
void read_query(store::Connection& db, std::string_view sql,
                const std::function<void(const std::vector<std::string>&)>& columns, const RowSink& row);

}  // namespace traveler::ops
