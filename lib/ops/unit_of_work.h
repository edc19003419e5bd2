#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time_zone.h"
#include "model/records.h"
#include "ops/definitions.h"
#include "store/db.h"
#include "store/history.h"
#include "store/projector.h"

namespace traveler::ops {

/// The zone of that name. Throws Error(storage.io) when this machine lacks it.
TimeZone need_zone(const std::string& name);

/// Who acts, with what their roles allow.
struct Actor {
  struct HeldRole {
    std::string name;
    std::vector<std::string> allow;
  };
  User user;
  std::vector<HeldRole> roles;  ///< their own and those of their teams
};

/// What the commands of one write transaction share: the end of the history, the rows under work, and what
/// was looked up of people and settings. The transaction is the caller's.
class UnitOfWork {
 public:
  /// `login`: who is logged in at the machine; each entry has it.
  UnitOfWork(store::Connection& db, std::string login);

  store::Connection& db() { return *db_; }
  store::WorkingSet& rows() { return projector_.rows(); }
  Definitions& definitions() { return definitions_; }

  /// Throws Error(actor.unknown), or Error(permission.denied) for a deactivated user. Holds until people
  /// change.
  const Actor& actor(const std::string& name);
  /// Knows somebody whom no table has yet.
  void introduce(Actor actor) { actors_.emplace(actor.user.name, std::move(actor)); }
  /// The value of a setting of the workspace, or its default.
  const std::string& setting(std::string_view key);
  /// The time zone of the workspace, read at first use. Throws Error(storage.io) when this machine lacks it.
  const TimeZone& zone();

  /// Appends an entry, which gets its number, and brings the tables to it.
  void append(HistoryEntry& entry);
  /// Number of the newest entry of the history.
  std::int64_t head() const { return head_.seq; }
  const Digest& head_hash() const { return head_.hash; }
  /// The time of an entry that is recorded now: no entry is dated before the one before it.
  Timestamp time_of_entry(Timestamp now) const { return std::max(now, head_.recorded_at); }

  /// Writes the rows that are still in memory: before the end of the transaction, and before anything reads
  /// runs and steps past the working set.
  void flush() { projector_.rows().flush(); }
  /// After each command: throws Error(storage.corrupt) when an entry that it appended is not there.
  void check_arrival();
  /// Between two commands: writes and forgets rows when there are many, so that memory does not grow.
  void trim();

 private:
  void forget_what_changed(const HistoryEntry& entry);

  store::Connection* db_;
  store::Projector projector_;
  Definitions definitions_;
  std::string uuid_;
  std::string login_;
  store::Head head_;
  store::Head arrived_;  ///< what is known to be in the file
  std::unordered_map<std::string, Actor> actors_;
  std::map<std::string, std::string, std::less<>> settings_;
  std::optional<TimeZone> zone_;
};

}  // namespace traveler::ops
