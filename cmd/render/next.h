#pragma once

#include <string>

#include "render/cells.h"
#include "render/history.h"
#include "traveler/operations.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// What can be done next, as lines; empty when nothing comes to mind. Never fails.
std::string next_steps(const Request& request, const Value& answer, const Ask& ask, const View& view);

}  // namespace traveler::cmd
