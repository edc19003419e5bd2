#pragma once

#include <functional>
#include <string>

#include "render/cells.h"
#include "traveler/operations.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// Asks the workspace a question that reads.
using Ask = std::function<Value(const Request&)>;

/// What a change did, one line an object: "R-1/torque started by alice".
std::string render_change(const OperationSpec& operation, const Request& request, const Value& answer,
                          const View& view);

/// What can be done next, as lines; empty when nothing comes to mind. Never fails.
std::string next_steps(const Request& request, const Value& answer, const Ask& ask, const View& view);

}  // namespace traveler::cmd
