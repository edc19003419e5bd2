#pragma once

#include <string>

#include "store/db.h"
#include "traveler/workspace.h"

namespace traveler {

struct Workspace::Impl {
  static Workspace init(const std::string& directory, std::string_view actor, std::string_view printed_name,
                        const std::optional<std::string>& idempotency_key);
  static Workspace open(const std::string& path, const WorkspaceOptions& options);

  std::string path;
  store::Connection db;
  bool replayed = false;  ///< by `init`
};

}  // namespace traveler
