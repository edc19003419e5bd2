#pragma once

#include <string_view>
#include <vector>

#include "model/gates.h"
#include "ops/definitions.h"
#include "ops/step_target.h"

namespace traveler::ops {

/// Why a step cannot be worked on: open upstreams, a parent that is not in progress.
std::vector<Blocker> unavailable_because(store::WorkingSet& rows, const StepTarget& target);

/// How far the requirements of a step are met, in the order of its definition.
std::vector<RequirementState> requirement_states(store::Connection& db, const Run& run, std::string_view step,
                                                 const StepDef& definition);

/// What the gates of a step look at. `has_siblings`: the step moves with others.
StepGateFacts gate_facts(Command& command, Definitions& definitions, const StepTarget& target,
                         bool has_siblings);

}  // namespace traveler::ops
