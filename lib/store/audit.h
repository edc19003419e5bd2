#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "store/db.h"

namespace traveler::store {

/// Names one thing found wrong.
using Report = std::function<void(std::string code, std::string message)>;

/// Recomputes the digests of documents, definitions and plans, and what follows from them.
/// `fields_of` gives the field rows that belong to a definition's body.
void check_content(Connection& db, const std::function<std::string(std::string_view body)>& fields_of,
                   const Report& report);

/// Copies what the history names by digest into the tables of a replay, rows as they are.
void copy_content(Connection& from, Connection& to);

/// Compares the tables that the history accounts for, row by row; names up to `limit` rows of each.
void compare_tables(Connection& live, Connection& replayed, std::size_t limit, const Report& report);

/// Recomputes counters, status and open upstreams from states and edges; replay relies on increments.
void check_derived(Connection& db, const Report& report);

/// SQLite's own check of the file's structure.
void check_file(Connection& db, const Report& report);

}  // namespace traveler::store
