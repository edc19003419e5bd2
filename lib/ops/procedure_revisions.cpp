#include "ops/procedure_revisions.h"

#include "base/concat.h"
#include "format/json.h"
#include "format/procedure_document.h"
#include "model/ids.h"
#include "model/plan.h"
#include "model/standard_steps.h"
#include "store/plans.h"
#include "store/procedures.h"
#include "traveler/error.h"

namespace traveler::ops {

namespace {

std::string stored_document(store::Connection& db, const ProcedureRevision& revision) {
  auto body = store::find_document(db, revision.document);
  if (!body) {
    throw Error(ErrorCode::kStorageCorrupt,
                concat("the document of ", revision.key, " is not in the workspace"));
  }
  return std::move(*body);
}

/// Decodes what the workspace itself has stored.
template <class Decode>
auto decode_stored(const std::string& body, const ProcedureRevision& revision, const Decode& decode) {
  format::Document document = format::read_document("", body, format::Syntax::kJson);
  document.stored = true;
  auto decoded = decode(document);
  if (!decoded) {
    throw Error(ErrorCode::kStorageCorrupt, concat("the document of ", revision.key, " cannot be read"))
        .with_findings(std::move(document.findings));
  }
  return std::move(*decoded);
}

}  // namespace

ProcedureRevision need_revision(store::Connection& db, const std::string& id) {
  const ProcedureAddress address = parse_procedure_id(id);
  auto revisions = store::procedure_revisions(db, address.key);
  for (ProcedureRevision& revision : revisions) {
    if (address.revision == revision.revision) return std::move(revision);
  }
  if (!address.revision && !revisions.empty()) return std::move(revisions.back());
  const std::string hint = revisions.empty() ? "`procedure.list` shows the procedures"
                                             : concat("its newest revision is ", revisions.back().revision);
  throw Error(ErrorCode::kNotFound, concat("there is no procedure '", id, "'"))
      .with_subject(id)
      .with_hint(hint);
}

ProcedureDef load_procedure(store::Connection& db, const ProcedureRevision& revision) {
  return decode_stored(stored_document(db, revision), revision, format::decode_procedure);
}

StandardStepDef load_standard_step(store::Connection& db, const ProcedureRevision& revision) {
  return decode_stored(stored_document(db, revision), revision, format::decode_standard_step);
}

Value shown_document(store::Connection& db, const ProcedureRevision& revision) {
  return is_standard_step_id(revision.key) ? format::to_value(load_standard_step(db, revision))
                                           : format::to_value(load_procedure(db, revision));
}

Digest put_plan_of(store::Connection& db, ProcedureDef procedure) {
  const auto misfits = expand_standard_steps(
      procedure, [&](const std::string& id) { return load_standard_step(db, need_revision(db, id)); });
  if (!misfits.empty()) {
    throw Error(ErrorCode::kRuleRefused, misfits.front().message).with_subject(procedure.key);
  }
  Plan plan = make_plan(procedure, [](const StepDef& step) {
    return format::to_canonical_json(format::definition_value(step));
  });
  store::put_plan(db, plan);
  return plan.digest;
}

void refuse_unreleased_steps(store::Connection& db, const ProcedureRevision& revision) {
  std::vector<Blocker> blockers;
  std::vector<std::string> open;
  for (const std::string& use : revision.uses) {
    const ProcedureRevision standard = need_revision(db, use);
    if (standard.state == RevisionState::kReleased) continue;
    if (standard.state != RevisionState::kArchived) open.push_back(use);
    blockers.push_back({"state", use, concat(use, " is ", to_text(standard.state))});
  }
  if (blockers.empty()) return;
  throw Error(ErrorCode::kRuleRefused, "Procedure has unreleased steps")
      .with_subject(procedure_id(revision.key, revision.revision))
      .with_hint(open.empty()
                     ? std::string("add a revision of the procedure that uses other ones")
                     : concat("release them first: `procedure.release procedure=", open.front(), "`"))
      .with_blockers(std::move(blockers));
}

}  // namespace traveler::ops
