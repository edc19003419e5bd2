#pragma once

#include "ops/unit_of_work.h"
#include "traveler/operations.h"
#include "traveler/value.h"

namespace traveler::ops {

/// What can be done after a change that gave `answer`, within its transaction: `next` and `out_of_spec` of
/// `Answer::happened`.
Value what_happened(UnitOfWork& work, const Request& request, const Value& answer);

}  // namespace traveler::ops
