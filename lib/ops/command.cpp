#include <algorithm>

#include "base/concat.h"
#include "format/history_body.h"
#include "model/roles.h"
#include "model/settings.h"
#include "ops/operation.h"
#include "store/people.h"
#include "store/settings.h"
#include "traveler/error.h"

namespace traveler::ops {

Command::Command(store::Connection& db, std::string op, std::string actor, std::optional<std::string> reason,
                 Timestamp at, Timestamp recorded_at)
    : db_(&db),
      op_(std::move(op)),
      reason_(std::move(reason)),
      at_(at),
      recorded_at_(recorded_at),
      projector_(db) {
  auto user = store::find_user(db, actor);
  if (!user) {
    throw Error(ErrorCode::kActorUnknown, concat("'", actor, "' is not a user of this workspace"))
        .with_subject(actor)
        .with_hint(concat("an admin adds users: traveler user add ", actor,
                          " --name \"Printed Name\" --role operator"));
  }
  if (!user->active) {
    throw Error(ErrorCode::kPermissionDenied, concat("user '", actor, "' is deactivated"))
        .with_subject(actor);
  }
  actor_ = std::move(*user);
  head_ = store::history_head(db);
  uuid_ = store::workspace_uuid(db);
}

const std::vector<Command::HeldRole>& Command::held_roles() {
  if (roles_) return *roles_;
  std::vector<std::string> names = actor_.roles;
  for (const Team& team : store::teams_of(*db_, actor_.name)) {
    names.insert(names.end(), team.roles.begin(), team.roles.end());
  }
  roles_.emplace();
  for (const std::string& name : names) {
    if (const BuiltinRole* builtin = find_builtin_role(name)) {
      roles_->push_back({name, {builtin->allow.begin(), builtin->allow.end()}});
    } else if (auto role = store::find_role(*db_, name)) {
      roles_->push_back({name, std::move(role->allow)});
    }
  }
  return *roles_;
}

void Command::require_permission(std::string_view permission) {
  const auto& roles = held_roles();
  const bool allowed = std::any_of(roles.begin(), roles.end(),
                                   [&](const HeldRole& role) { return allows(role.allow, permission); });
  if (allowed) return;
  throw Error(ErrorCode::kPermissionDenied, concat(actor_.name, " lacks the permission ", permission))
      .with_subject(actor_.name)
      .with_hint(
          "`traveler role list` shows which roles have it; an admin gives roles with `traveler user set`");
}

void Command::require_reason() const {
  if (reason_ && !reason_->empty()) return;
  std::string command = op_;
  std::replace(command.begin(), command.end(), '.', ' ');
  throw Error(ErrorCode::kUsage, concat(command, " needs a reason")).with_hint("add --reason \"why\"");
}

bool Command::has_role(std::string_view name) {
  const auto& roles = held_roles();
  return std::any_of(roles.begin(), roles.end(), [&](const HeldRole& role) { return role.name == name; });
}

std::string Command::setting(std::string_view key) {
  if (auto value = store::find_setting(*db_, key)) return std::move(*value);
  return std::string(find_setting_spec(key)->fallback);
}

void Command::record(std::string subject, std::vector<SubjectChange> changes, std::string_view op) {
  HistoryEntry entry;
  entry.at = at_;
  entry.recorded_at = recorded_at_;
  entry.actor = actor_.name;
  entry.op = op.empty() ? op_ : std::string(op);
  entry.subject = std::move(subject);
  entry.reason = reason_;
  entry.changes = std::move(changes);
  store::append_entry(*db_, uuid_, entry, format::history_body(entry), head_);
  entry.seq = last_seq_ = head_.seq;
  projector_.apply(entry);
}

}  // namespace traveler::ops
