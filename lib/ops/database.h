#pragma once

#include <string>

#include "store/db.h"
#include "traveler/workspace.h"

namespace traveler::ops {

/// The database file of a `.traveler` folder.
std::string database_path(const std::string& folder);

/// Opens the database of a `.traveler` folder, migrated. Who may not write may still read.
store::Connection open_database(const std::string& folder, const WorkspaceOptions& options);

}  // namespace traveler::ops
