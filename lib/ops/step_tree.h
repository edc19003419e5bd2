#pragma once

#include "model/transitions.h"
#include "ops/changed.h"

namespace traveler::ops {

/// Cancels a step and, with it, its open descendants. Spec section 4.
void cancel_step(Command& command, const StepTarget& target, Changed& changed);

/// Restores or reopens a step; refused while work rests on it, which `cascade` sends back with it. Spec
/// section 4.
void send_back(Command& command, const StepTarget& target, Verb verb, bool cascade, Changed& changed);

}  // namespace traveler::ops
