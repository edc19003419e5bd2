#pragma once

#include <string>

#include "render/cells.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// What can be done next, as lines, of `Answer::happened`; empty when nothing comes to mind.
std::string next_steps(const Value& happened, const View& view);

}  // namespace traveler::cmd
