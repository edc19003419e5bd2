#pragma once

#include "ops/operation.h"

namespace traveler::ops {

// What is done to a whole run; spec section 6.

/// Every unmet gate and warning, without changing anything.
void check(Query& query, const Arguments& args, const RowSink& row);
Value complete(Command& command, const Arguments& args);
/// Ends a run for good; its steps stay as they are.
Value fail(Command& command, const Arguments& args);
Value reopen(Command& command, const Arguments& args);
Value assign(Command& command, const Arguments& args);
Value set(Command& command, const Arguments& args);

/// Throws Error(value.invalid) when the command is dated before the last change of the run.
void check_time(const Command& command, const Run& run);

}  // namespace traveler::ops
