#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "format/tree.h"
#include "model/definition.h"
#include "traveler/value.h"

namespace traveler::format {

/// Decodes a procedure document; spec sections 2 and 3.
/// Adds every finding to `document.findings`, recovering after each, and returns nullopt when one
/// of them is an error. Needs no workspace: whether parts, roles, locations and standard steps
/// exist is not looked at.
std::optional<ProcedureDef> decode_procedure(Document& document);

/// The same for a standard step (`standard_step:`).
std::optional<StandardStepDef> decode_standard_step(Document& document);

/// True when the document's root has the key `standard_step`.
bool is_standard_step(const Document& document);

/// The canonical form: every key of spec section 2 that differs from its default, in a fixed order.
/// Decoding it gives the same definition; equal definitions give equal canonical values.
Value to_value(const ProcedureDef& procedure);
Value to_value(const StandardStepDef& step);
/// One step without `id`, `after`, `steps`: what two steps share when their definitions are equal.
Value definition_value(const StepDef& step);

/// Reads back what `definition_value` wrote (stored by the workspace, so errors are corruption).
StepDef step_from_definition(std::string_view json);

}  // namespace traveler::format
