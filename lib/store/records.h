#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/concat.h"
#include "base/json.h"
#include "model/kinds.h"
#include "model/record_changes.h"
#include "store/db.h"

namespace traveler::store {

// Kinds of which a workspace has few objects share one table: a row is the canonical JSON of what the history
// tells of the object. A new kind of them costs no table, and so no other command anything.

/// One row of the table.
struct StoredRecord {
  RecordKey key;
  std::int64_t revision = 1;
  std::string body;  ///< canonical JSON, nulls left out
};

std::optional<StoredRecord> find_stored(Connection& db, ObjectKind kind, const RecordKey& key);
/// Every record of a kind, by number, then by name.
std::vector<StoredRecord> list_stored(Connection& db, ObjectKind kind);
/// The records of a kind that refer to `target`, by number, then by name.
std::vector<StoredRecord> stored_referring_to(Connection& db, ObjectKind kind, std::string_view target);
/// `targets`: the ids that the record refers to.
void put_stored(Connection& db, ObjectKind kind, const StoredRecord& record,
                const std::vector<std::string>& targets);
/// The highest number of a kind with short ids; 0 when there is none.
std::int64_t last_number(Connection& db, ObjectKind kind);

/// The members of a body as they are read; throws Error(storage.corrupt).
Value parse_record_body(const StoredRecord& record);

template <class Row>
StoredRecord to_stored(const Row& row) {
  StoredRecord record;
  record.key = record_key(RecordFields<Row>::kKind, RecordFields<Row>::subject(row)).value();
  if constexpr (requires { row.revision; }) record.revision = row.revision;
  Value body = Value::object();
  for (FieldChange& field : change_of<Row>(nullptr, row).fields)
    body.add(field.field, std::move(field.new_value));
  record.body = to_canonical_json(body);
  return record;
}

template <class Row>
Row from_stored(const StoredRecord& record) {
  constexpr ObjectKind kKind = RecordFields<Row>::kKind;
  Row row;
  RecordFields<Row>::name(
      row, record.key.number == 0 ? record.key.name : concat(kind_of(kKind).prefix, record.key.number));
  if constexpr (requires { row.revision; }) row.revision = record.revision;
  const Value body = parse_record_body(record);
  RecordFields<Row>::visit(row, [&](std::string_view name, auto&& value) {
    if (const Value* member = body.find(name)) decode_field(*member, value);
  });
  return row;
}

/// The object of that id; nullopt when there is none, or the text is no id of the kind.
template <class Row>
std::optional<Row> find_record(Connection& db, std::string_view id) {
  const auto key = record_key(RecordFields<Row>::kKind, id);
  if (!key) return std::nullopt;
  const auto record = find_stored(db, RecordFields<Row>::kKind, *key);
  return record ? std::optional(from_stored<Row>(*record)) : std::nullopt;
}

template <class Row>
std::vector<Row> rows_of(const std::vector<StoredRecord>& records) {
  std::vector<Row> rows;
  rows.reserve(records.size());
  for (const StoredRecord& record : records) rows.push_back(from_stored<Row>(record));
  return rows;
}

/// Every object of a kind, by number or by name.
template <class Row>
std::vector<Row> list_records(Connection& db) {
  return rows_of<Row>(list_stored(db, RecordFields<Row>::kKind));
}

/// The objects of a kind that refer to that id.
template <class Row>
std::vector<Row> records_referring_to(Connection& db, std::string_view target) {
  return rows_of<Row>(stored_referring_to(db, RecordFields<Row>::kKind, target));
}

/// How the objects of a kind are found by their id and kept; a kind with tables of its own says so by a
/// specialisation beside its statements.
template <class Row>
struct Stored {
  static std::optional<Row> find(Connection& db, const std::string& id) { return find_record<Row>(db, id); }
  static void put(Connection& db, const Row& row) {
    std::vector<std::string> targets;
    if constexpr (requires { RecordFields<Row>::refer(row, [](std::string) {}); })
      RecordFields<Row>::refer(row, [&](std::string target) { targets.push_back(std::move(target)); });
    put_stored(db, RecordFields<Row>::kKind, to_stored(row), targets);
  }
};

}  // namespace traveler::store
