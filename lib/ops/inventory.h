#pragma once

#include "ops/operation.h"

namespace traveler::ops {

// What can be done to stock; spec section 9. Each answers `inventory`: what it changed and made.

/// Takes in what comes from outside: one item, or a document of any length.
Value receive_inventory(Command& command, const Arguments& args);

Value move_inventory(Command& command, const Arguments& args);
Value adjust_inventory(Command& command, const Arguments& args);
Value kit_inventory(Command& command, const Arguments& args);
Value unkit_inventory(Command& command, const Arguments& args);
Value scrap_inventory(Command& command, const Arguments& args);
Value quarantine_inventory(Command& command, const Arguments& args);
Value release_inventory(Command& command, const Arguments& args);
Value split_inventory(Command& command, const Arguments& args);
Value merge_inventory(Command& command, const Arguments& args);

}  // namespace traveler::ops
