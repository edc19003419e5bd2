#pragma once

#include <optional>
#include <vector>

#include "store/db.h"

namespace traveler::store {

/// Reads all rows of a bound query.
template <class Read>
auto read_all(Statement& query, Read read) {
  std::vector<decltype(read(query))> rows;
  while (query.step()) rows.push_back(read(query));
  return rows;
}

/// Reads the first row of a bound query, if there is one.
template <class Read>
auto read_one(Statement& query, Read read) {
  std::optional<decltype(read(query))> row;
  if (query.step()) row = read(query);
  query.reset();
  return row;
}

}  // namespace traveler::store
