#include "store/inventory.h"

#include "model/rollup.h"
#include "store/rows.h"

namespace traveler::store {
namespace {

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
  item.wip = row.boolean(9);
  item.kitted = row.optional_integer(10);
  item.install = row.optional_integer(11);
  item.quarantined = row.boolean(12);
  item.scrapped = row.boolean(13);
  item.issue = row.optional_integer(14);
  item.merged_into = row.optional_integer(15);
  item.revision = row.integer(16);
  item.precision = static_cast<int>(row.integer(17));
  return item;
}

std::int64_t read_integer(const Statement& row) { return row.integer(0); }

// What every query of items selects.
#define TRAVELER_SELECT_INVENTORY                                                                        \
  "SELECT i.id, p.number, p.revision, i.serial, i.lot, i.quantity, i.location, i.origin, i.run, i.wip, " \
  "i.kitted, i.install, i.quarantined, i.scrapped, i.issue, i.merged_into, i.revision, "                 \
  "p.precision FROM inventory_item i JOIN part p ON p.id = i.part "

}  // namespace

std::optional<Inventory> find_inventory(Connection& db, std::int64_t id) {
  return read_one(db.query(TRAVELER_SELECT_INVENTORY "WHERE i.id = $1", id), read_inventory);
}

std::optional<std::int64_t> find_serial(Connection& db, std::string_view number, std::string_view serial) {
  return read_one(db.query("SELECT id FROM inventory_item WHERE number = $1 AND serial = $2", number, serial),
                  read_integer);
}

bool lot_exists(Connection& db, std::string_view number, std::string_view lot) {
  return read_one(
             db.query("SELECT id FROM inventory_item WHERE number = $1 AND lot = $2 LIMIT 1", number, lot),
             read_integer)
      .has_value();
}

std::int64_t last_inventory(Connection& db) {
  return read_one(db.query("SELECT coalesce(max(id), 0) FROM inventory_item"), read_integer).value_or(0);
}

std::vector<Inventory> kitted_for(Connection& db, std::int64_t run) {
  return read_all(db.query(TRAVELER_SELECT_INVENTORY "WHERE i.kitted = $1 ORDER BY i.id", run),
                  read_inventory);
}

std::vector<Inventory> items_of_issue(Connection& db, std::int64_t issue) {
  return read_all(db.query(TRAVELER_SELECT_INVENTORY "WHERE i.issue = $1 ORDER BY i.id", issue),
                  read_inventory);
}

void each_inventory(Connection& db, const InventoryFilter& filter,
                    const std::function<bool(const Inventory&)>& take) {
  const std::optional<std::int64_t> status =
      filter.status ? std::optional(static_cast<std::int64_t>(*filter.status)) : std::nullopt;
  Statement& row = db.query(TRAVELER_SELECT_INVENTORY
                            "WHERE (CAST($1 AS TEXT) IS NULL OR i.number = $1) "
                            "AND (CAST($2 AS BIGINT) IS NULL OR i.status = $2) "
                            "AND (CAST($3 AS TEXT) IS NULL OR i.location = $3) ORDER BY i.id",
                            filter.part, status, filter.location);
  while (row.step()) {
    if (!take(read_inventory(row))) break;
  }
  row.reset();
}

std::optional<Inventory> Stored<Inventory>::find(Connection& db, const std::string& id) {
  const auto key = record_key(ObjectKind::kInventory, id);
  return key ? find_inventory(db, key->number) : std::nullopt;
}

void Stored<Inventory>::put(Connection& db, const Inventory& item, std::int64_t seq) {
  const InventoryStatus status = inventory_status(item);
  const std::optional<std::int64_t> merged = item.merged_into ? std::optional(seq) : std::nullopt;
  db.execute(
      "INSERT INTO inventory_item (id, part, number, serial, lot, quantity, location, origin, run, wip, "
      "kitted, install, quarantined, scrapped, issue, merged_into, status, revision, merged_seq) "
      "VALUES ($1, (SELECT id FROM part WHERE number = $2 "
      "AND coalesce(revision, '') = coalesce($3, '')), $2, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
      "$15, $16, $17, $18, $19) ON CONFLICT (id) DO UPDATE SET quantity = excluded.quantity, "
      "location = excluded.location, origin = excluded.origin, run = excluded.run, wip = excluded.wip, "
      "kitted = excluded.kitted, install = excluded.install, quarantined = excluded.quarantined, "
      "scrapped = excluded.scrapped, issue = excluded.issue, merged_into = excluded.merged_into, "
      "status = excluded.status, revision = excluded.revision, serial = excluded.serial, lot = excluded.lot, "
      "merged_seq = coalesce(inventory_item.merged_seq, excluded.merged_seq)",
      item.id, item.part, item.part_revision, item.serial, item.lot, item.quantity, item.location,
      item.origin, item.run, item.wip, item.kitted, item.install, item.quarantined, item.scrapped, item.issue,
      item.merged_into, status, item.revision, merged);
}

#undef TRAVELER_SELECT_INVENTORY

}  // namespace traveler::store
