#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "store/db.h"

namespace traveler::store {

/// The schema version that this program writes.
int schema_version();

/// Makes the tables of a new workspace, or of a replay, in an empty database. Part of a transaction that
/// changes the schema.
void create_schema(Connection& db);

/// Checks that `db` is a workspace and brings an older one up to date in one transaction.
/// Throws Error: storage.corrupt for another program's file, storage.newer for a newer schema.
void migrate(Connection& db);

/// Tells of each table, index, trigger and view that one of two schemas has and the other has not, or not so.
void compare_schema(Connection& live, Connection& own, const std::function<void(std::string)>& tell);

/// The first difference of a workspace's schema from the program's own, or nullopt.
std::optional<std::string> schema_fault(Connection& db);

/// The tables that the history accounts for, in an order that respects references.
struct ProjectedTable {
  std::string_view name;
  std::string_view order;  ///< columns that order and name a row
};
const std::vector<ProjectedTable>& projected_tables();

}  // namespace traveler::store
