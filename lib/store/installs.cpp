#include "store/installs.h"

#include "model/ids.h"
#include "store/rows.h"

namespace traveler::store {
namespace {

Install read_install(const Statement& row) {
  Install install;
  install.id = row.integer(0);
  install.run = row.integer(1);
  install.step = row.string(2);
  install.part = row.string(3);
  install.inventory = row.integer(4);
  install.quantity = row.quantity(5);
  install.substitute = row.boolean(6);
  install.installed_by = row.string(7);
  install.installed_at = row.time(8);
  install.uninstalled_by = row.optional_text(9);
  install.uninstalled_at = row.optional_time(10);
  return install;
}

RequirementException read_exception(const Statement& row) {
  return {row.integer(0), row.string(1), row.string(2), row.quantity(3),
          row.integer(4), row.string(5), row.time(6)};
}

/// What every query of installs selects; the step by its key, whatever plan the run has by now.
#define TRAVELER_INSTALL_COLUMNS                                                                        \
  "i.id, i.run, s.key, i.part, i.inventory, i.quantity, i.substitute, i.installed_by, i.installed_at, " \
  "i.uninstalled_by, i.uninstalled_at"
#define TRAVELER_INSTALL_STEP \
  "JOIN run r ON r.id = i.run JOIN plan_step s ON s.plan = r.plan AND s.slot = i.slot "

/// Reads installs of a query that has a row for each item that holds one, those of an install together.
std::vector<Install> read_installs(Statement& query) {
  std::vector<Install> installs;
  while (query.step()) {
    if (installs.empty() || installs.back().id != query.integer(0)) installs.push_back(read_install(query));
    if (!query.is_null(11)) installs.back().parents.push_back(inventory_id(query.integer(11)));
  }
  return installs;
}

}  // namespace

std::optional<Install> find_install(Connection& db, std::int64_t id) {
  auto found = read_installs(
      db.query("SELECT " TRAVELER_INSTALL_COLUMNS ", p.parent FROM install i " TRAVELER_INSTALL_STEP
               "LEFT JOIN install_parent p ON p.install = i.id WHERE i.id = $1 ORDER BY p.parent",
               id));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::int64_t last_install(Connection& db) {
  return read_one(db.query("SELECT coalesce(max(id), 0) FROM install"),
                  [](const Statement& row) { return row.integer(0); })
      .value_or(0);
}

std::vector<Install> installs_of_run(Connection& db, std::int64_t run) {
  return read_installs(
      db.query("SELECT " TRAVELER_INSTALL_COLUMNS ", p.parent FROM install i " TRAVELER_INSTALL_STEP
               "LEFT JOIN install_parent p ON p.install = i.id WHERE i.run = $1 ORDER BY i.id, p.parent",
               run));
}

std::vector<Install> installs_of_step(Connection& db, std::int64_t run, std::string_view step) {
  return read_installs(db.query("SELECT " TRAVELER_INSTALL_COLUMNS
                                ", p.parent FROM install i " TRAVELER_INSTALL_STEP
                                "JOIN install_parent l ON l.install = i.id AND l.parent = r.inventory "
                                "JOIN install_parent p ON p.install = i.id WHERE i.run = $1 AND s.key = $2 "
                                "AND i.uninstalled_at IS NULL ORDER BY i.id, p.parent",
                                run, step));
}

std::vector<Install> installs_held_by(Connection& db, std::int64_t parent) {
  return read_installs(
      db.query("SELECT " TRAVELER_INSTALL_COLUMNS ", p.parent FROM install_parent l "
               "JOIN install i ON i.id = l.install " TRAVELER_INSTALL_STEP
               "JOIN install_parent p ON p.install = i.id WHERE l.parent = $1 AND i.uninstalled_at IS NULL "
               "ORDER BY i.id, p.parent",
               parent));
}

std::vector<Install> installs_of_item(Connection& db, std::int64_t item) {
  return read_installs(db.query("SELECT " TRAVELER_INSTALL_COLUMNS
                                ", p.parent FROM install i " TRAVELER_INSTALL_STEP
                                "LEFT JOIN install_parent p ON p.install = i.id WHERE i.inventory = $1 "
                                "AND i.uninstalled_at IS NULL ORDER BY i.id, p.parent",
                                item));
}

std::optional<Install> Stored<Install>::find(Connection& db, const std::string& id) {
  const auto key = record_key(ObjectKind::kInstall, id);
  return key ? find_install(db, key->number) : std::nullopt;
}

void Stored<Install>::put(Connection& db, const Install& install) {
  db.execute(
      "INSERT INTO install (id, run, slot, part, inventory, quantity, substitute, installed_by, installed_at, "
      "uninstalled_by, uninstalled_at) VALUES ($1, $2, (SELECT s.slot FROM run r JOIN plan_step s "
      "ON s.plan = r.plan WHERE r.id = $2 AND s.key = $3), $4, $5, $6, $7, $8, $9, $10, $11) "
      "ON CONFLICT (id) DO UPDATE SET quantity = excluded.quantity, inventory = excluded.inventory, "
      "uninstalled_by = excluded.uninstalled_by, uninstalled_at = excluded.uninstalled_at",
      install.id, install.run, install.step, install.part, install.inventory, install.quantity,
      install.substitute, install.installed_by, install.installed_at, install.uninstalled_by,
      install.uninstalled_at);
  db.execute("DELETE FROM install_parent WHERE install = $1", install.id);
  for (const std::string& parent : install.parents) {
    db.execute("INSERT INTO install_parent (install, parent) VALUES ($1, $2)", install.id,
               parse_inventory_id(parent));
  }
}

std::vector<HeldInstall> tree_held_by(Connection& db, std::int64_t parent) {
  const auto read = [](const Statement& row) {
    HeldInstall held;
    held.install = read_install(row);
    held.shared = row.integer(11) > 1;
    held.holds = row.boolean(12);
    held.part = row.string(13);
    held.serial = row.optional_text(14);
    held.lot = row.optional_text(15);
    held.unit = row.string(16);
    held.precision = static_cast<int>(row.integer(17));
    return held;
  };
  return read_all(
      db.query(
          "SELECT " TRAVELER_INSTALL_COLUMNS ", (SELECT count(*) FROM install_parent p "
          "WHERE p.install = i.id), CASE WHEN EXISTS (SELECT 1 FROM install_parent c "
          "WHERE c.parent = i.inventory) THEN 1 ELSE 0 END, v.number, v.serial, v.lot, p.unit, p.precision "
          "FROM install_parent l JOIN install i ON i.id = l.install " TRAVELER_INSTALL_STEP
          "JOIN inventory_item v ON v.id = i.inventory JOIN part p ON p.id = v.part "
          "WHERE l.parent = $1 AND i.uninstalled_at IS NULL ORDER BY i.id",
          parent),
      read);
}

namespace {

#define TRAVELER_SELECT_EXCEPTION                                                                \
  "SELECT x.run, s.key, x.part, x.quantity, x.issue, x.excepted_by, x.excepted_at "              \
  "FROM requirement_exception x JOIN run r ON r.id = x.run JOIN plan_step s ON s.plan = r.plan " \
  "AND s.slot = x.slot "

}  // namespace

std::optional<RequirementException> find_exception(Connection& db, std::int64_t run, std::string_view step,
                                                   std::string_view part) {
  return read_one(
      db.query(TRAVELER_SELECT_EXCEPTION "WHERE x.run = $1 AND s.key = $2 AND x.part = $3", run, step, part),
      read_exception);
}

std::vector<RequirementException> exceptions_of_run(Connection& db, std::int64_t run) {
  return read_all(db.query(TRAVELER_SELECT_EXCEPTION "WHERE x.run = $1 ORDER BY s.key, x.part", run),
                  read_exception);
}

std::optional<RequirementException> Stored<RequirementException>::find(Connection& db,
                                                                       const std::string& id) {
  RequirementException named;
  if (!RecordFields<RequirementException>::name(named, id)) return std::nullopt;
  return find_exception(db, named.run, named.step, named.part);
}

void Stored<RequirementException>::put(Connection& db, const RequirementException& e) {
  db.execute(
      "INSERT INTO requirement_exception (run, slot, part, quantity, issue, excepted_by, excepted_at) "
      "VALUES ($1, (SELECT s.slot FROM run r JOIN plan_step s ON s.plan = r.plan WHERE r.id = $1 "
      "AND s.key = $2), $3, $4, $5, $6, $7) ON CONFLICT (run, slot, part) DO UPDATE SET "
      "quantity = excluded.quantity, issue = excluded.issue, excepted_by = excluded.excepted_by, "
      "excepted_at = excluded.excepted_at",
      e.run, e.step, e.part, e.quantity, e.issue, e.excepted_by, e.excepted_at);
}

}  // namespace traveler::store
