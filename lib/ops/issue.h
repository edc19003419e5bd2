#pragma once

#include "ops/changed.h"

namespace traveler::ops {

/// Opens an issue on a step, titled by the reason of the command.
void open_issue(Command& command, const StepTarget& target, Changed& changed);

}  // namespace traveler::ops
