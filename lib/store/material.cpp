
#include "store/material.h"

#include "store/rows.h"

namespace traveler::store {
namespace {

Location read_location(const Statement& row) {
  return {row.string(0), row.string(1), row.boolean(2), row.integer(3)};
}

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
  return read_one(db.query("SELECT code, name, work_center, revision FROM location WHERE code = $1", code),
                  read_location);
}

std::vector<Location> list_locations(Connection& db) {
  return read_all(db.query("SELECT code, name, work_center, revision FROM location ORDER BY code"),
                  read_location);
}

void put_location(Connection& db, const Location& location) {
  db.execute(
      "INSERT INTO location (code, name, work_center, revision) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (code) DO UPDATE SET name = excluded.name, work_center = excluded.work_center, "
      "revision = excluded.revision",
      location.code, location.name, location.work_center, location.revision);
}

std::optional<Part> find_part(Connection& db, std::string_view number,
                              const std::optional<std::string>& revision) {
  return read_one(db.query("SELECT id, number, revision, name, tracking, unit, precision FROM part "
                           "WHERE number = $1 AND ifnull(revision, '') = $2",
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

void put_part(Connection& db, const Part& part) {
  db.execute(
      "INSERT INTO part (number, revision, name, tracking, unit, precision) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (number, ifnull(revision, '')) DO UPDATE SET name = excluded.name, "
      "tracking = excluded.tracking, unit = excluded.unit, precision = excluded.precision",
      part.number, part.revision, part.name, part.tracking, part.unit, part.precision);
}

}  // namespace traveler::store
