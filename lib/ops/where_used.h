#pragma once

#include <cstdint>
#include <functional>

#include "store/db.h"
#include "store/holdings.h"

namespace traveler::ops {

/// Gives each holding by which an item is in another now: its own, and those of what contains it, the nearest
/// first. Spec section 9.
void each_container(store::Connection& db, std::int64_t item,
                    const std::function<void(const store::Holding&)>& take);

}  // namespace traveler::ops
