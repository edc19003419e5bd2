#include "store/records.h"

#include "base/concat.h"
#include "base/json.h"
#include "store/rows.h"
#include "traveler/error.h"

namespace traveler::store {
namespace {

StoredRecord read_record(const Statement& row) {
  return {{row.integer(0), row.string(1)}, row.integer(2), row.string(3)};
}

}  // namespace

std::optional<StoredRecord> find_stored(Connection& db, ObjectKind kind, const RecordKey& key) {
  return read_one(db.query("SELECT number, name, revision, body FROM record "
                           "WHERE kind = $1 AND number = $2 AND name = $3",
                           kind_of(kind).name, key.number, key.name),
                  read_record);
}

std::vector<StoredRecord> list_stored(Connection& db, ObjectKind kind) {
  return read_all(db.query("SELECT number, name, revision, body FROM record WHERE kind = $1 "
                           "ORDER BY number, name",
                           kind_of(kind).name),
                  read_record);
}

std::vector<StoredRecord> stored_referring_to(Connection& db, ObjectKind kind, std::string_view target) {
  return read_all(
      db.query(
          "SELECT r.number, r.name, r.revision, r.body FROM record_target t JOIN record r ON r.kind = t.kind "
          "AND r.number = t.number AND r.name = t.name WHERE t.target = $1 AND t.kind = $2 "
          "ORDER BY r.number, r.name",
          target, kind_of(kind).name),
      read_record);
}

void put_stored(Connection& db, ObjectKind kind, const StoredRecord& record,
                const std::vector<std::string>& targets) {
  const std::string_view name = kind_of(kind).name;
  db.execute(
      "INSERT INTO record (kind, number, name, revision, body) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (kind, number, name) DO UPDATE SET revision = excluded.revision, "
      "body = excluded.body",
      name, record.key.number, record.key.name, record.revision, record.body);
  if (record.revision > 1) {
    db.execute("DELETE FROM record_target WHERE kind = $1 AND number = $2 AND name = $3", name,
               record.key.number, record.key.name);
  }
  for (const std::string& target : targets) {
    db.execute(
        "INSERT INTO record_target (target, kind, number, name) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (target, kind, number, name) DO NOTHING",
        target, name, record.key.number, record.key.name);
  }
}

std::int64_t last_number(Connection& db, ObjectKind kind) {
  return read_one(db.query("SELECT coalesce(max(number), 0) FROM record WHERE kind = $1", kind_of(kind).name),
                  [](const Statement& row) { return row.integer(0); })
      .value_or(0);
}

Value parse_record_body(const StoredRecord& record) {
  Value body = parse_stored_json(record.body);
  if (!body.is_object()) throw Error(ErrorCode::kStorageCorrupt, "a stored record is no object");
  return body;
}

}  // namespace traveler::store
