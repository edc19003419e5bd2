#pragma once

#include <string>

#include "store/db.h"
#include "traveler/error.h"
#include "traveler/workspace.h"

namespace traveler::ops {

/// The database file of a `.traveler` folder.
std::string database_path(const std::string& folder);

/// Throws Error(storage.io) for a folder, or a database in it, that others than its users may have put there
/// or changed, unless it is one of the trusted.
void refuse_danger(const std::string& folder, const WorkspaceOptions& options);

/// Throws Error(storage.corrupt) when the schema of the file is not the program's own.
void refuse_foreign_schema(store::Connection& db);

/// Opens the database of a `.traveler` folder, migrated. Who may not write may still read.
store::Connection open_database(const std::string& folder, const WorkspaceOptions& options);

/// Does what needs our tables. When a statement of ours does not fit the file because its schema is not
/// ours, that is damage (Error(storage.corrupt)) and no mistake of the program.
template <class Work>
auto with_tables(store::Connection& db, const Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kInternal) refuse_foreign_schema(db);
    throw;
  }
}

}  // namespace traveler::ops
