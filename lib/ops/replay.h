#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/db.h"
#include "store/history.h"

namespace traveler::ops {

/// The first entry of a history that does not hold.
struct BrokenEntry {
  std::int64_t seq = 0;
  std::string code;
  std::string message;
};

struct ReplayResult {
  store::Head head;  ///< the last entry whose link held
  std::optional<BrokenEntry> broken;
};

/// Follows the chain of `live` and projects every entry onto `fresh`, which has the tables and the
/// content. Links are checked on this thread while another one projects what was checked. Stops at the
/// first entry that does not hold. Spec section 15.
ReplayResult replay(store::Connection& live, store::Connection& fresh);

}  // namespace traveler::ops
