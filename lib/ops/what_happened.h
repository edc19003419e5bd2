#pragma once

#include "ops/unit_of_work.h"
#include "traveler/operations.h"
#include "traveler/value.h"

namespace traveler::ops {

/// `Answer::happened` of a change that gave `answer` and appended `entries`, within its transaction.
Value what_happened(UnitOfWork& work, const Request& request, const Value& answer, Value entries);

}  // namespace traveler::ops
