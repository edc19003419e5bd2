#include "ops/references.h"

#include <algorithm>
#include <map>

#include "base/concat.h"
#include "format/rules.h"
#include "model/ids.h"
#include "model/roles.h"
#include "ops/database.h"
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
  return Unknown{
      "part.unknown",
      revisions.empty() ? concat("there is no part ", reference.name)
                        : concat("part ", reference.name, " has no revision ", reference.revision),
      concat("add it first: traveler part add ", reference.name, " --name \"...\" --tracking serial")};
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
                     "`traveler role list` shows the roles; `traveler role set` makes one"};
    case format::ReferenceKind::kLocation:
      if (store::find_location(db, reference.name)) return std::nullopt;
      return Unknown{"location.unknown", concat("there is no location ", reference.name),
                     concat("add it first: traveler location add ", reference.name, " --name \"...\"")};
    case format::ReferenceKind::kStandardStep:
      return check_standard_step(db, reference);
  }
  return std::nullopt;
}

}  // namespace

struct ReferenceCheck::Impl {
  std::optional<store::Connection> own;
  std::optional<store::Transaction> read;
  store::Connection* db = nullptr;
  std::map<std::string, std::optional<Unknown>> known;  ///< many steps name the same few things
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
  return Finding{std::string(unknown.rule.id()),
                 unknown.rule.severity(),
                 unknown.message,
                 file,
                 reference.mark.line,
                 reference.mark.column,
                 reference.mark.end_line,
                 reference.mark.end_column,
                 reference.path,
                 unknown.hint};
}

}  // namespace traveler::ops
