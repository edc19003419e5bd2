#include "ops/database.h"

#include <unistd.h>

#include "base/concat.h"
#include "store/schema.h"

namespace traveler::ops {

std::string database_path(const std::string& folder) { return concat(folder, "/traveler.db"); }

store::Connection open_database(const std::string& folder, const WorkspaceOptions& options) {
  const std::string path = database_path(folder);
  store::OpenOptions open_options;
  open_options.lock_timeout = options.lock_timeout;
  // A change is then refused by the store with its reason.
  open_options.read_only = ::access(path.c_str(), W_OK) != 0;
  auto db = store::Connection::open(path, open_options);
  store::migrate(db);
  return db;
}

}  // namespace traveler::ops
