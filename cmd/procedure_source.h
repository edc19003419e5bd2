#pragma once

#include <optional>
#include <string>

#include "ops/procedure_source.h"
#include "output.h"
#include "traveler/workspace.h"

namespace traveler::cmd {

/// True when `word` means a file, not a revision of the workspace: `-`, a path with `/`, or a name that
/// ends with .yaml, .yml or .json.
bool names_file(const std::string& word);

/// Loads what `word` names. The workspace is opened into `workspace` when it is first needed.
/// Throws Error: document.invalid with its findings, not_found, storage.io, workspace.not_found.
ops::ProcedureSource load_procedure(const std::string& word, const Context& context,
                                    std::optional<Workspace>& workspace);

}  // namespace traveler::cmd
