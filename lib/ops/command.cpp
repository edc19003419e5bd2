#include <algorithm>

#include "base/concat.h"
#include "model/roles.h"
#include "ops/operation.h"
#include "store/history.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

Timestamp time_of(UnitOfWork& work, const Request& request, Timestamp now) {
  if (!request.at) return now;
  auto at = Timestamp::parse(*request.at);
  // What has an offset needs no zone.
  if (!at) at = work.zone().parse(*request.at, DayPart::kBegin);
  if (!at) {
    throw Error(ErrorCode::kValueInvalid, concat("`at=`: '", *request.at, "' is not a time"))
        .with_hint("write it as 2026-11-22T05:30:00Z or 2026-11-22 05:30");
  }
  if (*at > now) throw Error(ErrorCode::kValueInvalid, concat("`at=`: ", at->text(), " is in the future"));
  if (const Timestamp made = store::workspace_created_at(work.db()); *at < made) {
    throw Error(ErrorCode::kValueInvalid,
                concat("`at=`: ", at->text(), " is before the workspace was made, at ", made.text()));
  }
  return *at;
}

}  // namespace

FileToAttach::FileToAttach(const std::string& database, const std::string& path, bool copies) {
  try {
    draft_.emplace(database, path, copies);
  } catch (const Error& error) {
    refusal_ = error;
  }
}

store::AttachmentDraft& FileToAttach::get() {
  if (refusal_) throw Error(*refusal_);
  return *draft_;
}

Command::Command(UnitOfWork& work, const Request& request, Timestamp now)
    : work_(&work),
      op_(request.operation),
      reason_(request.reason),
      recorded_at_(work.time_of_entry(now)),
      clock_behind_(recorded_at_ != now),
      at_(time_of(work, request, recorded_at_)),
      dry_run_(request.dry_run),
      actor_(work.actor(request.actor).user) {}

void Command::require_permission(std::string_view permission) {
  const auto& roles = work_->actor(actor_.name).roles;
  const bool allowed = std::any_of(roles.begin(), roles.end(), [&](const Actor::HeldRole& role) {
    return allows(role.allow, permission);
  });
  if (allowed) return;
  throw Error(ErrorCode::kPermissionDenied, concat(actor_.name, " lacks the permission ", permission))
      .with_subject(actor_.name)
      .with_hint("`role.list` shows which roles have it; an admin gives roles with `user.set`");
}

void Command::require_reason() const {
  if (reason_ && reason_->find_first_not_of(" \t\r\n") != std::string::npos) return;
  std::string command = op_;
  std::replace(command.begin(), command.end(), '.', ' ');
  throw Error(ErrorCode::kUsage, concat(command, " needs a reason")).with_hint("add `reason=\"why\"`");
}

bool Command::has_role(std::string_view name) {
  const auto& roles = work_->actor(actor_.name).roles;
  return std::any_of(roles.begin(), roles.end(),
                     [&](const Actor::HeldRole& role) { return role.name == name; });
}

void Command::record(std::string subject, std::vector<SubjectChange> changes, std::string_view op) {
  HistoryEntry entry;
  entry.at = at_;
  entry.recorded_at = recorded_at_;
  entry.actor = actor_.name;
  entry.clock_behind = clock_behind_;
  entry.op = op.empty() ? op_ : std::string(op);
  entry.subject = std::move(subject);
  entry.reason = reason_;
  entry.changes = std::move(changes);
  work_->append(entry);
  last_seq_ = entry.seq;
  ++appended_;
}

}  // namespace traveler::ops
