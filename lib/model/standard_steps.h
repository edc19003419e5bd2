#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "model/definition.h"

namespace traveler {

// Standard steps: shared steps that procedures use by revision. Spec sections 1 and 2.

/// A standard step as a procedure of its one step, to be planned, drawn and compared like one.
ProcedureDef as_procedure(const StandardStepDef& standard);

/// The revisions that a procedure uses, `std:deburr@2`, each once, in the order written.
std::vector<std::string> standard_steps_used(const ProcedureDef& procedure);

/// Why a standard step does not fit where it is used.
struct MisfitUse {
  std::size_t use = 0;  ///< counts the steps with `use` from 0, parents before children
  std::string message;
};

/// Replaces each step that uses a standard step by what that says, keeping the id, edges, location and
/// `required` that the procedure gives. A child of it gets the key `ID.CHILD`, and waits as the standard
/// step says, whatever the flow of the procedure. `find` gives the content of `std:KEY@REV`.
/// Returns what does not fit: more than five levels, a key that is taken or too long.
std::vector<MisfitUse> expand_standard_steps(
    ProcedureDef& procedure, const std::function<StandardStepDef(const std::string& id)>& find);

}  // namespace traveler
