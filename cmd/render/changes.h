#pragma once

#include <string>

#include "render/cells.h"
#include "render/history.h"
#include "traveler/operations.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// What a change did, one line an object: "R-1/torque started by alice".
std::string render_change(const OperationSpec& operation, const Request& request, const Value& answer,
                          const Ask& ask, const View& view);

}  // namespace traveler::cmd
