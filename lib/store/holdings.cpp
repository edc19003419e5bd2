#include "store/holdings.h"

#include <algorithm>
#include <unordered_map>

#include "base/json.h"
#include "model/field_codec.h"
#include "model/ids.h"
#include "store/install_rows.h"
#include "store/rows.h"

namespace traveler::store {
namespace {

/// As it was while it was held.
Install install_then(const Statement& row, Quantity quantity) {
  Install install = read_install(row);
  install.quantity = quantity;
  install.uninstalled_by.reset();
  install.uninstalled_at.reset();
  return install;
}

}  // namespace

std::vector<HeldInstall> tree_held_by(Connection& db, std::int64_t parent, std::int64_t as_of,
                                      std::int64_t told) {
  const auto read = [](const Statement& row) {
    HeldInstall held;
    int c = kInstallColumns;
    held.install = install_then(row, row.quantity(c++));
    held.frozen = row.optional_integer(c++);
    held.shared = held.frozen || row.integer(c) > 1;
    held.holds = row.boolean(++c);
    held.part = row.string(++c);
    held.serial = row.optional_text(++c);
    held.lot = row.optional_text(++c);
    held.unit = row.string(++c);
    held.precision = static_cast<int>(row.integer(++c));
    return held;
  };
  // One less than the present, so that the next one can be asked for.
  return read_all(
      db.query(
          "SELECT " TRAVELER_INSTALL_COLUMNS
          ", l.quantity, l.frozen, (SELECT count(*) FROM holding k WHERE k.install = i.id AND "
          "k.direct = 1 AND k.since <= $1 AND coalesce(k.until, $1 + 1) > $1), CASE WHEN EXISTS (SELECT 1 "
          "FROM holding c WHERE c.parent = i.inventory) THEN 1 ELSE 0 END, v.number, v.serial, v.lot, p.unit, "
          "p.precision FROM holding l JOIN install i ON i.id = l.install " TRAVELER_INSTALL_STEP
          "JOIN inventory_item v ON v.id = i.inventory JOIN part p ON p.id = v.part "
          "WHERE l.parent = $2 AND l.since <= $1 AND coalesce(l.until, $1 + 1) > $1 AND ($1 = $3 OR EXISTS (SELECT 1 "
          "FROM holding t WHERE t.install = i.id AND t.since <= $3 AND coalesce(t.until, $3 + 1) > $3)) "
          "ORDER BY i.id",
          std::min(as_of, kPresent - 1), parent, std::min(told, kPresent - 1)),
      read);
}

std::vector<Holding> holdings_of_item(Connection& db, std::int64_t item) {
  const auto read = [](const Statement& row) {
    Holding held;
    int c = kInstallColumns;
    held.install = install_then(row, row.quantity(c++));
    held.since = row.integer(c++);
    held.until = row.optional_integer(c++).value_or(kPresent);
    held.frozen = row.optional_integer(c++);
    held.shared = held.frozen || row.integer(c) > 1;
    ++c;
    held.precision = static_cast<int>(row.integer(c++));
    held.parent = row.integer(c++);
    held.part = row.string(c++);
    held.serial = row.optional_text(c++);
    held.lot = row.optional_text(c);
    return held;
  };
  return read_all(
      db.query(
          "SELECT " TRAVELER_INSTALL_COLUMNS
          ", l.quantity, l.since, l.until, l.frozen, (SELECT count(*) FROM holding k "
          "WHERE k.install = i.id AND k.direct = 1 AND k.until IS NULL), p.precision, l.parent, v.number, v.serial, v.lot "
          "FROM install i " TRAVELER_INSTALL_STEP
          "JOIN inventory_item o ON o.id = i.inventory JOIN part p ON p.id = o.part "
          "JOIN holding l ON l.install = i.id JOIN inventory_item v ON v.id = l.parent "
          "WHERE i.inventory = $1 AND i.uninstalled_at IS NULL ORDER BY i.id, l.direct DESC, l.since, l.parent",
          item),
      read);
}

bool surely_holds(Connection& db, std::int64_t item, std::int64_t install) {
  return read_one(db.query("SELECT since FROM holding WHERE parent = $1 AND install = $2 AND frozen IS NULL "
                           "AND until IS NULL",
                           item, install),
                  [](const Statement& row) { return row.integer(0); })
      .has_value();
}

std::optional<MergedInto> merged_into(Connection& db, std::int64_t item) {
  return read_one(db.query("SELECT merged_into, merged_seq FROM inventory_item WHERE id = $1 "
                           "AND merged_into IS NOT NULL",
                           item),
                  [](const Statement& row) {
                    return MergedInto{row.integer(0), row.integer(1)};
                  });
}

namespace {

struct OpenRow {
  std::int64_t parent = 0;
  Quantity quantity;
  std::int64_t since = 0;
};

void close(Connection& db, const OpenRow& row, std::int64_t install, std::int64_t seq) {
  if (row.since == seq) {
    db.execute("DELETE FROM holding WHERE parent = $1 AND install = $2 AND since = $3", row.parent, install,
               seq);
  } else {
    db.execute("UPDATE holding SET until = $1 WHERE parent = $2 AND install = $3 AND since = $4", seq,
               row.parent, install, row.since);
  }
}

void open(Connection& db, std::int64_t parent, const Install& install, bool direct, std::int64_t seq) {
  // What the same entry let come along with a piece is said to be in it now.
  db.execute(
      "INSERT INTO holding (parent, install, since, quantity, direct) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (parent, install, since) DO UPDATE SET direct = excluded.direct, frozen = NULL, "
      "quantity = excluded.quantity",
      parent, install.id, seq, install.quantity, direct);
}

bool holds_now(Connection& db, std::int64_t item, std::int64_t install) {
  return read_one(db.query("SELECT since FROM holding WHERE parent = $1 AND install = $2 AND until IS NULL",
                           item, install),
                  [](const Statement& row) { return row.integer(0); })
      .has_value();
}

/// What an item was merged into holds its installs, and changes with them.
void follow_merges(Connection& db, std::int64_t item, const Install& install, bool held, std::int64_t seq) {
  for (auto whole = merged_into(db, item); whole; whole = merged_into(db, whole->item)) {
    const auto row =
        read_one(db.query("SELECT parent, quantity, since FROM holding WHERE parent = $1 AND install = $2 "
                          "AND direct = 0 AND frozen IS NULL AND until IS NULL",
                          whole->item, install.id),
                 [](const Statement& found) {
                   return OpenRow{found.integer(0), found.quantity(1), found.integer(2)};
                 });
    if (!row) return;
    close(db, *row, install.id, seq);
    if (held) open(db, whole->item, install, false, seq);
  }
}

}  // namespace

void hold(Connection& db, const Install& install, std::int64_t seq) {
  const auto known = read_all(
      db.query(
          "SELECT parent, quantity, since FROM holding WHERE install = $1 AND direct = 1 AND until IS NULL",
          install.id),
      [](const Statement& row) {
        return OpenRow{row.integer(0), row.quantity(1), row.integer(2)};
      });
  std::vector<std::int64_t> parents;
  if (install.active()) {
    for (const std::string& parent : install.parents) parents.push_back(parse_inventory_id(parent));
  }
  for (const OpenRow& row : known) {
    const auto same = std::find(parents.begin(), parents.end(), row.parent);
    if (same != parents.end() && row.quantity == install.quantity) {
      parents.erase(same);
      continue;
    }
    close(db, row, install.id, seq);
    follow_merges(db, row.parent, install, same != parents.end(), seq);
  }
  for (const std::int64_t parent : parents) {
    open(db, parent, install, true, seq);
    // A resolve may name what was merged since.
    for (auto whole = merged_into(db, parent); whole; whole = merged_into(db, whole->item)) {
      if (!holds_now(db, whole->item, install.id)) open(db, whole->item, install, false, seq);
    }
  }
  if (install.active()) return;
  const auto along =
      read_all(db.query("SELECT parent, quantity, since FROM holding WHERE install = $1 AND until IS NULL",
                        install.id),
               [](const Statement& row) {
                 return OpenRow{row.integer(0), row.quantity(1), row.integer(2)};
               });
  for (const OpenRow& row : along) close(db, row, install.id, seq);
}

void leave_with(Connection& db, std::int64_t piece, std::int64_t origin, std::int64_t seq) {
  db.execute(
      "INSERT INTO holding (parent, install, since, quantity, direct, frozen) "
      "SELECT $1, install, $2, quantity, 0, coalesce(frozen, $2) FROM holding WHERE parent = $3 "
      "AND until IS NULL ON CONFLICT DO NOTHING",
      piece, seq, origin);
}

void take_over(Connection& db, std::int64_t merged, std::int64_t into, std::int64_t seq) {
  db.execute(
      "INSERT INTO holding (parent, install, since, quantity, direct, frozen) "
      "SELECT $1, l.install, $2, l.quantity, 0, l.frozen FROM holding l WHERE l.parent = $3 "
      "AND l.until IS NULL AND NOT EXISTS (SELECT 1 FROM holding o WHERE o.parent = $1 "
      "AND o.install = l.install AND o.until IS NULL) ON CONFLICT DO NOTHING",
      into, seq, merged);
}

}  // namespace traveler::store
