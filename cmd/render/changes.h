#pragma once

#include <string>

#include "render/cells.h"
#include "traveler/operations.h"
#include "traveler/workspace.h"

namespace traveler::cmd {

/// What a change did, one line an object: "R-1/torque started by alice".
std::string render_change(const OperationSpec& operation, const Request& request, const Answer& answer,
                          const View& view);

}  // namespace traveler::cmd
