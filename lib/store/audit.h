#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "store/db.h"

namespace traveler::store {

/// Names one thing found wrong.
using Report = std::function<void(std::string code, std::string message)>;

/// What follows from the body of a step definition, and is kept beside it.
struct DefinitionFacts {
  std::string fields;  ///< the rows of its fields, as one text
  bool outside = false;
  Digest meaning;
  std::string use;  ///< the standard step, `std:KEY@REV`
};

/// Recomputes the digests of documents, definitions and plans, and what follows from them.
/// `facts_of` reads a definition's body; nullopt when it cannot be read.
void check_content(Connection& db,
                   const std::function<std::optional<DefinitionFacts>(std::string_view body)>& facts_of,
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
