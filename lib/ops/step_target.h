#pragma once

#include <cstdint>
#include <string>

#include "model/ids.h"
#include "ops/operation.h"
#include "store/working_set.h"

namespace traveler::ops {

/// One step under a command: where it is in the plan. The rows are asked of the working set, which has
/// them as the entries before left them.
struct StepTarget {
  std::int64_t run = 0;
  std::int64_t slot = 0;
  std::string key;
  std::string id() const { return step_id(run, key); }
};

/// The step of an id; throws Error(usage) or Error(not_found).
StepTarget find_target(store::WorkingSet& rows, const std::string& id);

/// Refuses when the run has ended (`run.locked`, before any other refusal) and when the command is
/// dated before the step's last change.
void check_open(Command& command, const StepTarget& target);

}  // namespace traveler::ops
