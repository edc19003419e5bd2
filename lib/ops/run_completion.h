#pragma once

#include <cstdint>
#include <vector>

#include "model/gates.h"
#include "model/records.h"
#include "ops/changed.h"
#include "ops/definitions.h"

namespace traveler::ops {

/// What stands between a run and its completion; spec section 6.
RunGates check_run(store::Connection& db, Definitions& definitions, const Run& run);

/// Completes a run whose gates are met, over the warnings given: its lifecycle, its inventory, one entry.
void complete_run(Command& command, std::int64_t run, const std::vector<Blocker>& warnings, Changed& changed);

/// Completes the run after a step of it when the setting says so and every gate is met.
void complete_run_if_done(Command& command, Definitions& definitions, std::int64_t run, Changed& changed);

/// What is kitted for a run that ends is free again, quarantined or not: adds to `changes`, and gives the
/// items. Spec section 6.
std::vector<std::int64_t> give_back_kits(Command& command, std::int64_t run,
                                         std::vector<SubjectChange>& changes);

}  // namespace traveler::ops
