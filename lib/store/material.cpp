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

Inventory read_inventory(const Statement& row) {
  Inventory item;
  item.id = row.integer(0);
  item.part = row.string(1);
  item.part_revision = row.optional_text(2);
  item.serial = row.optional_text(3);
  item.lot = row.optional_text(4);
  item.quantity = row.quantity(5);
  item.location = row.optional_text(6);
  item.origin = row.optional_integer(7);
  item.run = row.optional_integer(8);
  item.status = row.enumeration<InventoryStatus>(9);
  item.revision = row.integer(10);
  return item;
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

std::optional<Inventory> find_inventory(Connection& db, std::int64_t id) {
  return read_one(
      db.query("SELECT i.id, p.number, p.revision, i.serial, i.lot, i.quantity, i.location, i.origin, "
               "i.run, i.status, i.revision "
               "FROM inventory i JOIN part p ON p.id = i.part WHERE i.id = $1",
               id),
      read_inventory);
}

std::optional<std::int64_t> find_serial(Connection& db, std::string_view number, std::string_view serial) {
  return read_one(db.query("SELECT id FROM inventory WHERE number = $1 AND serial = $2", number, serial),
                  [](const Statement& row) { return row.integer(0); });
}

bool lot_exists(Connection& db, std::string_view number, std::string_view lot) {
  return read_one(db.query("SELECT id FROM inventory WHERE number = $1 AND lot = $2 LIMIT 1", number, lot),
                  [](const Statement& row) { return row.integer(0); })
      .has_value();
}

std::int64_t last_inventory(Connection& db) {
  return read_one(db.query("SELECT ifnull(max(id), 0) FROM inventory"),
                  [](const Statement& row) { return row.integer(0); })
      .value_or(0);
}

void put_inventory(Connection& db, const Inventory& item) {
  db.execute(
      "INSERT INTO inventory (id, part, number, serial, lot, quantity, location, origin, run, status, "
      "revision) "
      "VALUES ($1, (SELECT id FROM part WHERE number = $2 AND ifnull(revision, '') = ifnull($3, '')), $2, "
      "$4, $5, "
      "$6, $7, $8, $9, $10, $11) "
      "ON CONFLICT (id) DO UPDATE SET quantity = excluded.quantity, location = excluded.location, "
      "origin = excluded.origin, run = excluded.run, status = excluded.status, revision = excluded.revision, "
      "serial = excluded.serial, lot = excluded.lot",
      item.id, item.part, item.part_revision, item.serial, item.lot, item.quantity, item.location,
      item.origin, item.run, item.status, item.revision);
}

}  // namespace traveler::store
