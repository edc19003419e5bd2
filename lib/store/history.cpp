#include "store/history.h"

#include <array>

#include "store/rows.h"
#include "traveler/error.h"

namespace traveler::store {

using namespace std::string_view_literals;

Head history_head(Connection& db) {
  return read_one(db.query("SELECT seq, hash, recorded_at FROM history_entry ORDER BY seq DESC LIMIT 1"),
                  [](const Statement& row) {
                    return Head{row.integer(0), row.digest(1), row.time(2)};
                  })
      .value_or(Head{});
}

Digest entry_hash(std::string_view uuid, std::int64_t seq, std::string_view prev, std::string_view body) {
  std::array<char, 8> number{};
  for (std::size_t i = 0; i < number.size(); ++i) {
    number[i] = static_cast<char>(static_cast<std::uint64_t>(seq) >> (8 * (7 - i)));
  }
  return sha256({"traveler/history/1\0"sv, uuid, {number.data(), number.size()}, prev, body});
}

void append_entry(Connection& db, std::string_view uuid, const HistoryEntry& entry, std::string_view body,
                  Head& head) {
  const std::int64_t seq = head.seq + 1;
  const Digest hash = entry_hash(uuid, seq, head.hash.view(), body);
  db.execute(
      "INSERT INTO history_entry (seq, at, recorded_at, actor, op, subject, root, body, prev, hash) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      seq, entry.at, entry.recorded_at, entry.actor, entry.op, entry.subject, root_of(entry.subject),
      Blob{body}, head.hash, hash);
  head = {seq, hash, entry.recorded_at};
}

void check_arrival(Connection& db, const Head& before, const Head& head) {
  if (before.seq == head.seq) return;
  const Head there = history_head(db);
  bool arrived = there.seq == head.seq && there.hash == head.hash;
  if (arrived && head.seq > before.seq + 1) {
    const auto count = read_one(db.query("SELECT count(*) FROM history_entry WHERE seq > $1", before.seq),
                                [](const Statement& row) { return row.integer(0); });
    arrived = count == head.seq - before.seq;
  }
  if (arrived) return;
  throw Error(
      ErrorCode::kStorageCorrupt,
      "the history did not take its entry: something foreign is in the database file; nothing was done")
      .with_hint("`verify` names it; keep a copy of the file as it is");
}

std::string_view root_of(std::string_view subject) {
  return subject.starts_with("R-") ? subject.substr(0, subject.find('/')) : subject;
}

void each_entry(Connection& db, std::int64_t first, const std::optional<std::string>& root,
                const std::function<bool(const StoredEntry&)>& visit) {
  Statement& query =
      root ? db.query(
                 "SELECT seq, at, recorded_at, actor, op, subject, root, body, prev, hash FROM history_entry "
                 "WHERE root = $1 AND seq >= $2 ORDER BY seq",
                 *root, first)
           : db.query(
                 "SELECT seq, at, recorded_at, actor, op, subject, root, body, prev, hash FROM history_entry "
                 "WHERE seq >= $1 ORDER BY seq",
                 first);
  while (query.step()) {
    const StoredEntry entry{query.integer(0), query.time(1), query.time(2), query.text(3), query.text(4),
                            query.text(5),    query.text(6), query.blob(7), query.blob(8), query.blob(9)};
    if (!visit(entry)) break;
  }
  query.reset();
}

bool has_worked_on(Connection& db, std::string_view step, std::string_view actor) {
  return read_one(db.query("SELECT seq FROM history_entry WHERE root = $1 AND subject = $2 AND actor = $3 "
                           "AND op IN ('step.start', 'step.record', 'step.attach', 'step.complete') LIMIT 1",
                           root_of(step), step, actor),
                  [](const Statement& row) { return row.integer(0); })
      .has_value();
}

void put_workspace(Connection& db, std::string_view uuid, Timestamp created_at) {
  db.execute(
      "INSERT INTO workspace (id, uuid, created_at) VALUES (1, $1, $2) "
      "ON CONFLICT (id) DO UPDATE SET uuid = excluded.uuid, created_at = excluded.created_at",
      uuid, created_at);
}

std::string workspace_uuid(Connection& db) {
  auto uuid =
      read_one(db.query("SELECT uuid FROM workspace"), [](const Statement& row) { return row.string(0); });
  if (!uuid) throw Error(ErrorCode::kStorageCorrupt, "the workspace has no identity");
  return std::move(*uuid);
}

Timestamp workspace_created_at(Connection& db) {
  const auto made = read_one(db.query("SELECT created_at FROM workspace"),
                             [](const Statement& row) { return row.time(0); });
  if (!made) throw Error(ErrorCode::kStorageCorrupt, "the workspace has no identity");
  return *made;
}

}  // namespace traveler::store
