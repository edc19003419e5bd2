#pragma once

#include <string>
#include <vector>

#include "model/definition.h"
#include "model/records.h"
#include "ops/operation.h"

namespace traveler::ops {

// What the operations on procedures and standard steps share.

/// The revision that `KEY`, `KEY@REV` or `std:KEY@REV` names, a bare key being its newest.
/// Throws Error(not_found).
ProcedureRevision need_revision(store::Connection& db, const std::string& id);

/// The content of a revision as it is stored: standard steps are named, not written out.
ProcedureDef load_procedure(store::Connection& db, const ProcedureRevision& revision);
StandardStepDef load_standard_step(store::Connection& db, const ProcedureRevision& revision);

/// The document of a revision, with keys in the order in which people write them.
Value shown_document(store::Connection& db, const ProcedureRevision& revision);

/// Writes out the standard steps, lays out the plan and stores it. Throws Error(rule.refused) when a
/// standard step does not fit.
Digest put_plan_of(store::Connection& db, ProcedureDef procedure);

/// Error(rule.refused) when a standard step that the revision uses is not released. Spec section 2.
void refuse_unreleased_steps(store::Connection& db, const ProcedureRevision& revision);

/// `procedure.add`.
Value add_procedures(Command& command, const Arguments& args);

}  // namespace traveler::ops
