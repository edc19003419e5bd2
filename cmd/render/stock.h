#pragma once

#include <string>

#include "traveler/operations.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// What became of one item of a change: "moved to WC-10 by alice", "split off INV-5: 3 ea". `all` are the
/// items of the answer.
std::string stock_fate(const Request& request, const Value::List& all, const Value& item);

}  // namespace traveler::cmd
