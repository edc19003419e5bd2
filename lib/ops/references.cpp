#include "ops/references.h"

#include <algorithm>
#include <map>

#include "base/concat.h"
#include "format/rules.h"
#include "model/ids.h"
#include "model/roles.h"
#include "model/standard_steps.h"
#include "ops/database.h"
#include "ops/procedure_revisions.h"
#include "store/inventory.h"
#include "store/material.h"
#include "store/people.h"
#include "store/procedures.h"

namespace traveler::ops {

namespace {

struct Unknown {
  format::RuleId rule;
  std::string message;
  std::string hint;
};

std::optional<Unknown> check_part(store::Connection& db, const format::Reference& reference) {
  const auto revisions = store::part_revisions(db, reference.name);
  const bool known = std::any_of(revisions.begin(), revisions.end(), [&](const Part& part) {
    return reference.revision.empty() || part.revision == reference.revision;
  });
  if (known) return std::nullopt;
  return Unknown{"part.unknown",
                 revisions.empty() ? concat("there is no part ", reference.name)
                                   : concat("part ", reference.name, " has no revision ", reference.revision),
                 concat("add it first: `part.add part=", reference.name, " name=\"...\" tracking=serial`")};
}

std::optional<Unknown> check_standard_step(store::Connection& db, const format::Reference& reference) {
  const ProcedureAddress address = parse_procedure_id(reference.name);
  if (store::find_procedure(db, address.key, address.revision.value_or(0))) return std::nullopt;
  const auto revisions = store::procedure_revisions(db, address.key);
  return Unknown{"standard_step.unknown",
                 revisions.empty() ? concat("there is no standard step ", address.key)
                                   : concat("there is no revision ", address.revision.value_or(0),
                                            " of the standard step ", address.key),
                 revisions.empty() ? std::string("add its document first, or together with this one")
                                   : concat("its newest revision is ",
                                            procedure_id(address.key, revisions.back().revision))};
}

std::optional<Unknown> check(store::Connection& db, const format::Reference& reference) {
  switch (reference.kind) {
    case format::ReferenceKind::kPart:
      return check_part(db, reference);
    case format::ReferenceKind::kRole:
      if (find_builtin_role(reference.name) != nullptr || store::find_role(db, reference.name))
        return std::nullopt;
      return Unknown{"role.unknown", concat("there is no role ", reference.name),
                     "`role.list` shows the roles; `role.set` makes one"};
    case format::ReferenceKind::kLocation:
      if (store::find_location(db, reference.name)) return std::nullopt;
      return Unknown{"location.unknown", concat("there is no location ", reference.name),
                     concat("add it first: `location.add location=", reference.name, " name=\"...\"`")};
    case format::ReferenceKind::kStandardStep:
      return check_standard_step(db, reference);
  }
  return std::nullopt;
}

Finding finding_at(const format::Reference& reference, const std::string& file, format::RuleId rule,
                   std::string message, std::string hint = {}) {
  const format::Mark& mark = reference.mark;
  return {std::string(rule.id()), rule.severity(), std::move(message), file,           mark.line, mark.column,
          mark.end_line,          mark.end_column, reference.path,     std::move(hint)};
}

/// A revision that the workspace has, and its content.
struct KnownStep {
  StandardStepDef content;
  bool is_draft = false;
};

std::optional<KnownStep> known_step(store::Connection& db, const std::string& id) {
  const ProcedureAddress address = parse_procedure_id(id);
  const auto revision = store::find_procedure(db, address.key, address.revision.value_or(0));
  if (!revision) return std::nullopt;
  return KnownStep{load_standard_step(db, *revision), revision->state == RevisionState::kDraft};
}

}  // namespace

struct ReferenceCheck::Impl {
  std::optional<store::Connection> own;
  std::optional<store::Transaction> read;
  store::Connection* db = nullptr;
  std::map<std::string, std::optional<Unknown>> known;  ///< many steps name the same few things
  std::map<std::string, std::optional<KnownStep>> steps;

  StandardStepDef step(const std::string& id, const Brought& brought) {
    auto found = steps.find(id);
    if (found == steps.end()) found = steps.emplace(id, known_step(*db, id)).first;
    const std::optional<KnownStep>& stored = found->second;
    if (stored && !stored->is_draft) return stored->content;
    if (const StandardStepDef* given = brought(id)) return *given;  // takes the place of a draft
    return stored ? stored->content : StandardStepDef{};
  }
};

ReferenceCheck::ReferenceCheck(store::Connection& db) : impl_(std::make_unique<Impl>()) { impl_->db = &db; }

ReferenceCheck::ReferenceCheck(const std::string& workspace) : impl_(std::make_unique<Impl>()) {
  impl_->own.emplace(open_database(workspace, {}));
  impl_->db = &*impl_->own;
  impl_->read.emplace(*impl_->db, store::Transaction::Kind::kRead);
}

ReferenceCheck::~ReferenceCheck() = default;

std::optional<Finding> ReferenceCheck::find(const format::Reference& reference, const std::string& file) {
  const std::string key =
      concat(static_cast<int>(reference.kind), ' ', reference.name, ':', reference.revision);
  auto known = impl_->known.find(key);
  if (known == impl_->known.end()) {
    known = impl_->known.emplace(key, check(*impl_->db, reference)).first;
  }
  if (!known->second) return std::nullopt;
  const Unknown& unknown = *known->second;
  return finding_at(reference, file, unknown.rule, unknown.message, unknown.hint);
}

std::vector<Finding> ReferenceCheck::misfits(const ProcedureDef& procedure,
                                             const std::vector<format::Reference>& references,
                                             const std::string& file, const Brought& brought) {
  ProcedureDef expanded = procedure;
  const auto misfits =
      expand_standard_steps(expanded, [&](const std::string& id) { return impl_->step(id, brought); });
  std::vector<const format::Reference*> uses;
  for (const format::Reference& reference : references) {
    if (reference.kind == format::ReferenceKind::kStandardStep) uses.push_back(&reference);
  }
  std::vector<Finding> findings;
  for (const MisfitUse& misfit : misfits) {
    findings.push_back(finding_at(*uses[misfit.use], file, "use.misfit", misfit.message));
  }
  return findings;
}

}  // namespace traveler::ops
