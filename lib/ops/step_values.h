#pragma once

#include <string>

#include "ops/changed.h"
#include "ops/definitions.h"
#include "ops/sibling_steps.h"

namespace traveler::ops {

// What goes onto a step goes onto its siblings too, but for per-unit fields, which are the named step's
// alone. Spec sections 3 and 8. The steps refuse by `SiblingSteps::finish`.

/// Records `values` (key → text, or null to clear).
void record_values(Command& command, Definitions& definitions, SiblingSteps& steps, const Value& values,
                   Changed& changed);

/// Signs one sign-off field on the steps that lack the sign-off; refuses when none does.
void sign_field(Command& command, Definitions& definitions, SiblingSteps& steps, const std::string& key,
                Changed& changed);

/// Accepts a value out of spec as a deviation, with the reason of the command.
void deviate_value(Command& command, Definitions& definitions, SiblingSteps& steps, const std::string& key,
                   Changed& changed);

/// Records a file that is kept under its digest as the value of a file field.
void attach_file(Command& command, Definitions& definitions, SiblingSteps& steps, const std::string& key,
                 const std::string& name, const std::string& digest, Changed& changed);

}  // namespace traveler::ops
