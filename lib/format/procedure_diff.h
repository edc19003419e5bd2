#pragma once

#include <string>
#include <vector>

#include "model/procedure_diff.h"
#include "traveler/value.h"

namespace traveler::format {

/// One change: kind, step, field, column, requirement, approval, aspect, old, new; absent is null.
Value change_value(const ProcedureChange& change);

/// `{a, b, equal, changes}`, with the names of what was compared.
Value procedure_diff_value(const std::string& a, const std::string& b,
                           const std::vector<ProcedureChange>& changes);

}  // namespace traveler::format
