
#include "store/material.h"

#include "model/ids.h"
#include "store/rows.h"

namespace traveler::store {
namespace {

Part read_part(const Statement& row) {
  return {row.integer(0),
          row.string(1),
          row.optional_text(2),
          row.string(3),
          row.enumeration<Tracking>(4),
          row.string(5),
          static_cast<int>(row.integer(6))};
}

}  // namespace

std::optional<Location> find_location(Connection& db, std::string_view code) {
  return find_record<Location>(db, code);
}

std::vector<Location> list_locations(Connection& db) { return list_records<Location>(db); }

std::optional<Part> find_part(Connection& db, std::string_view number,
                              const std::optional<std::string>& revision) {
  return read_one(db.query("SELECT id, number, revision, name, tracking, unit, precision FROM part "
                           "WHERE number = $1 AND coalesce(revision, '') = $2",
                           number, std::string_view(revision ? *revision : "")),
                  read_part);
}

std::vector<Part> part_revisions(Connection& db, std::string_view number) {
  return read_all(db.query("SELECT id, number, revision, name, tracking, unit, precision FROM part "
                           "WHERE number = $1 ORDER BY id",
                           number),
                  read_part);
}

std::vector<Part> list_parts(Connection& db) {
  return read_all(db.query("SELECT id, number, revision, name, tracking, unit, precision FROM part "
                           "ORDER BY number, id"),
                  read_part);
}

std::optional<Part> Stored<Part>::find(Connection& db, const std::string& id) {
  const PartAddress address = parse_part_id(id);
  return find_part(db, address.number, address.revision);
}

void Stored<Part>::put(Connection& db, const Part& part) {
  db.execute(
      "INSERT INTO part (id, number, revision, name, tracking, unit, precision) "
      "VALUES ((SELECT coalesce(max(id), 0) + 1 FROM part), $1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (number, coalesce(revision, '')) DO UPDATE SET name = excluded.name, "
      "tracking = excluded.tracking, unit = excluded.unit, precision = excluded.precision",
      part.number, part.revision, part.name, part.tracking, part.unit, part.precision);
}

}  // namespace traveler::store
