#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "traveler/error.h"
#include "traveler/export_macro.h"
#include "traveler/value.h"
#include "traveler/workspace.h"

namespace traveler {

/// A procedure or a standard step as it is written, YAML or JSON. Source: spec.md section 2.
struct ProcedureText {
  std::string name;  ///< of the file, for messages; .json, .yaml or .yml tells the syntax, else the text does
  std::string text;
};

struct ValidationOptions {
  /// Rules and what they are worth here: `error`, `warning`, `note` or `off`; the last one of a rule holds.
  std::vector<std::pair<std::string, std::string>> severities;
  /// Folder of a workspace in which parts, roles, locations and standard steps are looked up; empty: none.
  std::string workspace;
};

/// Everything that is wrong with each of the texts, in the order of the texts and then of the places; a text
/// that cannot be parsed has findings like any other. Standard steps among the texts are known to the others.
/// Uses all cores. Throws Error(usage) for a rule or a level that there is none of, and what
/// Workspace::open throws.
TRAVELER_API std::vector<std::vector<Finding>> validate(std::span<const ProcedureText> texts,
                                                        const ValidationOptions& options = {});

/// A revision of the workspace, `KEY` (the released one, else the newest) or `KEY@REV`, as JSON; its name is
/// `KEY@REV`. Throws Error(not_found).
TRAVELER_API ProcedureText procedure_text(Workspace& workspace, std::string_view revision);

/// The differences of `b` from `a` by meaning: `{a, b, equal, changes}`, each change `{kind, step, field,
/// column, requirement, approval, aspect, old, new}`. Standard steps compare with each other by what they
/// say. Throws Error(document.invalid) with the findings of a text that is not valid.
TRAVELER_API Value diff(const ProcedureText& a, const ProcedureText& b);

enum class GraphFormat : std::uint8_t { kDot, kMermaid, kSvg };

/// The steps of a procedure and what they wait for, drawn.
/// Throws Error(document.invalid) with the findings of a text that is not valid.
TRAVELER_API std::string graph(const ProcedureText& procedure, GraphFormat format);

/// The steps of a run with their states, drawn. Throws Error(not_found).
TRAVELER_API std::string graph_run(Workspace& workspace, std::string_view run, GraphFormat format);

}  // namespace traveler
