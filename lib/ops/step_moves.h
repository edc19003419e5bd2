#pragma once

#include <string_view>

#include "model/transitions.h"
#include "ops/changed.h"

namespace traveler::ops {

/// Moves one step and appends its entry. The verb's own guards are the caller's. `canceled_with`: key of
/// the ancestor whose cancel takes the step along.
void move_step(Command& command, const StepTarget& target, Verb verb, StepState to, Changed& changed,
               std::string_view canceled_with = {});

/// Moves the steps that the arguments name, each with its siblings. Spec section 4.
Value move_steps(Command& command, const Arguments& args, Verb verb);

}  // namespace traveler::ops
