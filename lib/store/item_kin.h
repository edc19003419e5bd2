#pragma once

#include <cstdint>
#include <vector>

#include "store/db.h"

namespace traveler::store {

// Whom an item's history has to do with; what is of the past as well. Spec section 15.

/// Numbers of the items that were split off an item.
std::vector<std::int64_t> pieces_of(Connection& db, std::int64_t item);

/// An install, in force or not, of an item or into it.
struct InstallOfItem {
  std::int64_t id = 0;
  std::int64_t run = 0;
  bool into = false;  ///< the item holds it
};
std::vector<InstallOfItem> installs_about(Connection& db, std::int64_t item);

/// The items that an install is in.
std::vector<std::int64_t> parents_of_install(Connection& db, std::int64_t install);

}  // namespace traveler::store
