#pragma once

#include <string>
#include <vector>

#include "model/definition.h"

namespace traveler::cmd {

// Parts of definitions in words, on one line each. Not escaped.

/// "number 10 ± 0.5 N.m, required, per unit"
std::string field_text(const FieldDef& field);
/// "quantity 4, minimum 2, or B-2, for R1, R2"
std::string requirement_text(const RequirementDef& requirement);
/// "by quality", "by 2 of quality"
std::string approval_text(const ApprovalDef& approval);
/// "plating by ACME, 3d"
std::string outside_text(const OutsideDef& outside);

/// "a, b, c"
std::string listed(const std::vector<std::string>& items);

}  // namespace traveler::cmd
