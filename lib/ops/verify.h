#pragma once

#include "store/db.h"
#include "traveler/value.h"

namespace traveler::ops {

/// Checks a workspace: recomputes every link of the history and every digest, replays the history into
/// fresh tables and compares them with the live ones, and recomputes what follows from the steps.
/// Returns `{entries, head, ok, damage: [{seq, code, message}]}`; spec section 15.
Value verify(store::Connection& db);

}  // namespace traveler::ops
