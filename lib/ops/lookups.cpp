#include "ops/lookups.h"

#include <string_view>
#include <vector>

#include "base/concat.h"
#include "base/text.h"
#include "model/ids.h"
#include "model/roles.h"
#include "store/batches.h"
#include "store/installs.h"
#include "store/inventory.h"
#include "store/issues.h"
#include "store/material.h"
#include "store/people.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

[[noreturn]] void refuse(std::string message, std::string subject, std::string hint = {},
                         ErrorCode code = ErrorCode::kNotFound) {
  throw Error(code, std::move(message)).with_subject(std::move(subject)).with_hint(std::move(hint));
}

}  // namespace

Part need_part(store::Connection& db, const std::string& id) {
  const PartAddress address = parse_part_id(id);
  auto revisions = store::part_revisions(db, address.number);
  if (revisions.empty()) {
    refuse(concat("there is no part ", address.number), id,
           concat("add it: `part.add part=", address.number,
                  " name=\"...\" tracking=serial` (or lot, or quantity)"));
  }
  std::vector<std::string> known;
  for (Part& part : revisions) {
    if (part.revision == address.revision) return std::move(part);
    known.push_back(part_id(part.number, part.revision));
  }
  if (!address.revision && revisions.size() == 1) return std::move(revisions.front());
  if (!address.revision) {
    refuse(concat(address.number, " has several revisions"), id, concat("name one of ", join_words(known)),
           ErrorCode::kRuleRefused);
  }
  refuse(concat("there is no part ", id), id, concat("its revisions are ", join_words(known)));
}

void check_part(store::Connection& db, const std::string& id) {
  // Of several revisions a bare number means all.
  if (!parse_part_id(id).revision && !store::part_revisions(db, id).empty()) return;
  need_part(db, id);
}

int part_precision(store::Connection& db, std::string_view number) {
  const auto revisions = store::part_revisions(db, number);
  return revisions.empty() ? 0 : revisions.front().precision;
}

Inventory need_inventory(store::Connection& db, std::int64_t id) {
  if (auto item = store::find_inventory(db, id)) return std::move(*item);
  refuse(concat("there is no inventory ", inventory_id(id)), inventory_id(id),
         "`inventory.list` shows what there is");
}

Inventory need_inventory(store::Connection& db, const std::string& id) {
  return need_inventory(db, parse_inventory_id(id));
}

Install need_install(store::Connection& db, const std::string& id) {
  if (auto install = store::find_install(db, parse_install_id(id))) return std::move(*install);
  refuse(concat("there is no install ", id), id);
}

Issue need_issue(store::Connection& db, const std::string& id) {
  if (auto issue = store::find_issue(db, parse_issue_id(id))) return std::move(*issue);
  refuse(concat("there is no issue ", id), id, "`issue.list` shows the issues");
}

Batch need_batch(store::Connection& db, const std::string& id) {
  if (auto batch = store::find_batch(db, parse_batch_id(id))) return std::move(*batch);
  refuse(concat("there is no batch ", id), id, "`batch.list` shows the batches");
}

User need_user(store::Connection& db, const std::string& name) {
  if (auto user = store::find_user(db, name)) return std::move(*user);
  refuse(concat("there is no user '", name, "'"), name, "`user.list` shows the users");
}

void check_location(store::Connection& db, const std::string& code) {
  if (store::find_location(db, code)) return;
  refuse(concat("there is no location '", code, "'"), code, "`location.list` shows the places");
}

void check_role(store::Connection& db, const std::string& role) {
  if (find_builtin_role(role) != nullptr || store::find_role(db, role)) return;
  refuse(concat("there is no role '", role, "'"), role, "`role.list` shows the roles; `role.set` makes one");
}

void check_known_assignee(store::Connection& db, const std::string& assignee) {
  const std::string_view name = assignee;
  if (name.starts_with("team:") ? store::find_team(db, name.substr(5)).has_value()
                                : store::find_user(db, name).has_value())
    return;
  refuse(concat("there is no user or team '", assignee, "'"), assignee, "a team is written team:NAME");
}

void check_assignee(store::Connection& db, const std::string& assignee) {
  const std::string_view name = assignee;
  check_known_assignee(db, assignee);
  if (const auto user = store::find_user(db, name); user && !user->active) {
    throw Error(ErrorCode::kRuleRefused, concat(assignee, " is deactivated and can be given no work"))
        .with_subject(assignee)
        .with_hint("choose somebody else; an admin activates again with `user.set user=" + assignee +
                   " active=true`");
  }
}

}  // namespace traveler::ops
