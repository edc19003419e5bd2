#pragma once

#include <string>
#include <vector>

#include "../model/random_seed.h"
#include "model/definition.h"

namespace traveler::testing {

/// A procedure with something of everything: keys and titles are unique, references known; edges may be
/// circular.
ProcedureDef random_procedure(Dice& dice);

/// All steps in the order of display.
std::vector<StepDef*> all_steps(ProcedureDef& procedure);

/// A number of a few digits as typed, and the same value typed otherwise.
TypedNumber random_number(Dice& dice);
TypedNumber typed_otherwise(Dice& dice, const TypedNumber& number);

FieldDef random_field(Dice& dice, const std::string& key, bool column);

}  // namespace traveler::testing
