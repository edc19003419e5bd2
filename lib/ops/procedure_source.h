#pragma once

#include <string>
#include <vector>

#include "model/definition.h"
#include "model/flow_diagram.h"
#include "model/procedure_diff.h"
#include "traveler/procedures.h"

namespace traveler::ops {

/// A procedure, or a standard step as a procedure of its one step, with the name to call it by.
struct ProcedureSource {
  std::string name;  ///< of the file, or KEY@REV
  ProcedureDef definition;
};

/// Throws Error(document.invalid) with the findings of a text that is not valid.
ProcedureSource decode_source(const ProcedureText& procedure);

/// The changes that make `b` of `a`. Two standard steps are given one key and title: they are their one
/// step, of which both would be reported twice.
std::vector<ProcedureChange> compare(ProcedureSource& a, ProcedureSource& b);

/// The steps of a run with their states, and with what the procedure says of them. `expected`: the procedure
/// that the run is meant to be of; nullptr when the caller does not know.
/// Throws Error(not_found), and Error(usage) for a run of another procedure.
FlowDiagram diagram_of_run(Workspace& workspace, const std::string& run, const ProcedureSource* expected);

/// A diagram as text.
std::string drawn(const FlowDiagram& diagram, GraphFormat format);

}  // namespace traveler::ops
