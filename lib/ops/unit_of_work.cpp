#include "ops/unit_of_work.h"

#include "base/concat.h"
#include "format/history_body.h"
#include "model/roles.h"
#include "model/settings.h"
#include "store/people.h"
#include "store/settings.h"
#include "traveler/error.h"

namespace traveler::ops {

TimeZone need_zone(const std::string& name) {
  if (auto zone = TimeZone::load(name)) return std::move(*zone);
  throw Error(ErrorCode::kStorageIo, concat("this machine has no rules of the time zone ", name))
      .with_subject("timezone")
      .with_hint("install them (the package tzdata), or choose another: `config.set key=timezone value=UTC`");
}

UnitOfWork::UnitOfWork(store::Connection& db, std::string login)
    : db_(&db),
      projector_(db),
      definitions_(db),
      uuid_(store::workspace_uuid(db)),
      login_(std::move(login)),
      head_(store::history_head(db)),
      arrived_(head_) {}

const Actor& UnitOfWork::actor(const std::string& name) {
  const auto known = actors_.find(name);
  if (known != actors_.end()) return known->second;
  auto user = store::find_user(*db_, name);
  if (!user) {
    throw Error(ErrorCode::kActorUnknown, concat("'", name, "' is not a user of this workspace"))
        .with_subject(name)
        .with_hint(
            concat("an admin adds users: `user.add user=", name, " name=\"Printed Name\" role=operator`"));
  }
  if (!user->active) {
    throw Error(ErrorCode::kPermissionDenied, concat("user '", name, "' is deactivated")).with_subject(name);
  }
  std::vector<std::string> names = user->roles;
  for (const Team& team : store::teams_of(*db_, name)) {
    names.insert(names.end(), team.roles.begin(), team.roles.end());
  }
  Actor actor{std::move(*user), {}};
  for (const std::string& role_name : names) {
    if (const BuiltinRole* builtin = find_builtin_role(role_name)) {
      actor.roles.push_back({role_name, {builtin->allow.begin(), builtin->allow.end()}});
    } else if (auto role = store::find_role(*db_, role_name)) {
      actor.roles.push_back({role_name, std::move(role->allow)});
    }
  }
  return actors_.emplace(name, std::move(actor)).first->second;
}

const std::string& UnitOfWork::setting(std::string_view key) {
  const auto known = settings_.find(key);
  if (known != settings_.end()) return known->second;
  auto value = store::find_setting(*db_, key);
  return settings_
      .emplace(std::string(key), value ? std::move(*value) : std::string(find_setting_spec(key)->fallback))
      .first->second;
}

const TimeZone& UnitOfWork::zone() {
  if (!zone_) zone_ = need_zone(setting("timezone"));
  return *zone_;
}

void UnitOfWork::append(HistoryEntry& entry) {
  entry.login = login_;
  store::append_entry(*db_, uuid_, entry, format::history_body(entry), head_);
  entry.seq = head_.seq;
  projector_.apply(entry);
  forget_what_changed(entry);
}

void UnitOfWork::forget_what_changed(const HistoryEntry& entry) {
  for (const SubjectChange& change : entry.changes) {
    switch (change.kind) {
      case ObjectKind::kUser:
      case ObjectKind::kTeam:
      case ObjectKind::kRole:
        actors_.clear();
        break;
      case ObjectKind::kSetting:
        settings_.clear();
        zone_.reset();
        break;
      default:
        break;
    }
  }
}

void UnitOfWork::check_arrival() {
  store::check_arrival(*db_, arrived_, head_);
  arrived_ = head_;
}

void UnitOfWork::trim() {
  projector_.rows().trim();
  definitions_.trim();
}

}  // namespace traveler::ops
