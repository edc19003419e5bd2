#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "traveler/operations.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// Asks the workspace a question that reads.
using Ask = std::function<Value(const Request&)>;

/// A read: it needs no actor.
Request question(std::string_view operation, std::string_view argument, const Value& value);

/// The newest entry of `operation` on `subject`; null when there is none or it cannot be read.
Value last_entry(const Ask& ask, std::string_view operation, const std::string& subject);

/// Adds who brought a step to where it is: `started_by`, `completed_by` and `moved` {by, at, reason},
/// the last change of its state. Without a history the step stays as it is.
void add_moves(Value& step, const Ask& ask);

}  // namespace traveler::cmd
