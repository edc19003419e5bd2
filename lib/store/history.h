#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

/// One link of the chain as it is stored; texts live until the next row.
struct StoredEntry {
  std::int64_t seq = 0;
  Timestamp at;
  Timestamp recorded_at;
  std::string_view actor;
  std::string_view op;
  std::string_view subject;
  std::string_view root;
  std::string_view body;
  std::string_view prev;
  std::string_view hash;
};

/// The newest entry; seq 0 and an all-zero hash in an empty history.
struct Head {
  std::int64_t seq = 0;
  Digest hash;
  Timestamp recorded_at{std::numeric_limits<std::int64_t>::min()};
};
Head history_head(Connection& db);

/// SHA-256("traveler/history/1\0" ‖ workspace uuid ‖ seq ‖ prev ‖ body), seq as eight big-endian bytes.
Digest entry_hash(std::string_view uuid, std::int64_t seq, std::string_view prev, std::string_view body);

/// Throws Error(storage.corrupt) unless the entries after `before` are there, up to `head`: what the file
/// holds besides our own schema may keep them out.
void check_arrival(Connection& db, const Head& before, const Head& head);

/// Appends an entry whose body has been written; `head` moves to it.
void append_entry(Connection& db, std::string_view uuid, const HistoryEntry& entry, std::string_view body,
                  Head& head);

/// The subject under which `log` finds an entry: the run of a step or field, else the subject itself.
std::string_view root_of(std::string_view subject);

/// Entries in order from `first`, optionally of one root subject only; `visit` returns false to stop.
void each_entry(Connection& db, std::int64_t first, const std::optional<std::string>& root,
                const std::function<bool(const StoredEntry&)>& visit);

/// True when `actor` has started, recorded or completed the step of that id, in any attempt.
bool has_worked_on(Connection& db, std::string_view step, std::string_view actor);

/// Gives the workspace its identity, on which every hash of the history rests.
void put_workspace(Connection& db, std::string_view uuid, Timestamp created_at);
/// When the workspace was made.
Timestamp workspace_created_at(Connection& db);
std::string workspace_uuid(Connection& db);

}  // namespace traveler::store
