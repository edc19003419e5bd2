#pragma once

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

/// The tables that the history accounts for, in an order that respects references.
struct ProjectedTable {
  std::string_view name;
  std::string_view order;  ///< columns that order and name a row
};
const std::vector<ProjectedTable>& projected_tables();

}  // namespace traveler::store
