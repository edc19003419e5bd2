#pragma once

#include "model/records.h"

namespace traveler {

/// The status of a run, a pure function of its steps; spec section 6. A run without steps is `todo`.
RunStatus roll_up(const StepCounts& counts, std::int64_t open_required);

/// The one word of list views: the lifecycle when the run has ended, else the status.
std::string_view display_status(const Run& run);

/// Moves one step of `run` from one state to another in its counters and status.
void count_transition(Run& run, const PlanStep& step, StepState from, StepState to);

/// The status of an inventory record; first match wins; spec section 9.
InventoryStatus inventory_status(const Inventory& item);

}  // namespace traveler
