#include "store/installs.h"

#include "model/ids.h"
#include "store/holdings.h"
#include "store/install_rows.h"
#include "store/rows.h"

namespace traveler::store {
namespace {

RequirementException read_exception(const Statement& row) {
  return {row.integer(0), row.string(1), row.string(2), row.quantity(3),
          row.integer(4), row.string(5), row.time(6)};
}

/// Reads installs of a query that has a row for each item that holds one, those of an install together.
std::vector<Install> read_installs(Statement& query) {
  std::vector<Install> installs;
  while (query.step()) {
    if (installs.empty() || installs.back().id != query.integer(0)) installs.push_back(read_install(query));
    installs.back().parents.push_back(inventory_id(query.integer(kInstallColumns)));
  }
  return installs;
}

}  // namespace

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

std::optional<Install> find_install(Connection& db, std::int64_t id) {
  // Of what is out again the last that held it.
  auto found = read_installs(
      db.query("SELECT " TRAVELER_INSTALL_COLUMNS ", p.parent FROM install i " TRAVELER_INSTALL_STEP
               "JOIN holding p ON p.install = i.id AND p.direct = 1 AND coalesce(p.until, 0) = "
               "(SELECT CASE WHEN count(*) > count(k.until) THEN 0 ELSE max(k.until) END FROM holding k "
               "WHERE k.install = i.id AND k.direct = 1) WHERE i.id = $1 ORDER BY p.parent",
               id));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::int64_t last_install(Connection& db) {
  return read_one(db.query("SELECT coalesce(max(id), 0) FROM install"),
                  [](const Statement& row) { return row.integer(0); })
      .value_or(0);
}

std::vector<Install> installs_of_step(Connection& db, std::int64_t run, std::string_view step) {
  std::vector<Install> installs;
  Statement& row = db.query(
      "SELECT " TRAVELER_INSTALL_COLUMNS ", p.parent, l.quantity FROM install i " TRAVELER_INSTALL_STEP
      "JOIN holding l ON l.install = i.id AND l.parent = r.inventory AND l.direct = 1 "
      "AND l.since <= " TRAVELER_RUN_END " AND coalesce(l.until, 9223372036854775807) > " TRAVELER_RUN_END
      " JOIN holding p ON p.install = i.id AND p.direct = 1 "
      "AND p.since <= " TRAVELER_RUN_END " AND coalesce(p.until, 9223372036854775807) > " TRAVELER_RUN_END
      " WHERE i.run = $1 AND s.key = $2 ORDER BY i.id, p.parent",
      run, step);
  while (row.step()) {
    if (installs.empty() || installs.back().id != row.integer(0)) {
      installs.push_back(read_install(row));
      installs.back().quantity = row.quantity(kInstallColumns + 1);
      installs.back().uninstalled_by.reset();
      installs.back().uninstalled_at.reset();
    }
    installs.back().parents.push_back(inventory_id(row.integer(kInstallColumns)));
  }
  return installs;
}

std::vector<Install> installs_held_by(Connection& db, std::int64_t parent) {
  return read_installs(
      db.query("SELECT " TRAVELER_INSTALL_COLUMNS ", p.parent FROM holding l "
               "JOIN install i ON i.id = l.install " TRAVELER_INSTALL_STEP
               "JOIN holding p ON p.install = i.id AND p.direct = 1 AND p.until IS NULL "
               "WHERE l.parent = $1 AND l.direct = 1 AND l.until IS NULL ORDER BY i.id, p.parent",
               parent));
}

std::optional<Install> Stored<Install>::find(Connection& db, const std::string& id) {
  const auto key = record_key(ObjectKind::kInstall, id);
  return key ? find_install(db, key->number) : std::nullopt;
}

void Stored<Install>::put(Connection& db, const Install& install, std::int64_t seq) {
  db.execute(
      "INSERT INTO install (id, run, slot, part, inventory, quantity, substitute, installed_by, installed_at, "
      "uninstalled_by, uninstalled_at) VALUES ($1, $2, (SELECT s.slot FROM run r JOIN plan_step s "
      "ON s.plan = r.plan WHERE r.id = $2 AND s.key = $3), $4, $5, $6, $7, $8, $9, $10, $11) "
      "ON CONFLICT (id) DO UPDATE SET quantity = excluded.quantity, inventory = excluded.inventory, "
      "uninstalled_by = excluded.uninstalled_by, uninstalled_at = excluded.uninstalled_at",
      install.id, install.run, install.step, install.part, install.inventory, install.quantity,
      install.substitute, install.installed_by, install.installed_at, install.uninstalled_by,
      install.uninstalled_at);
  hold(db, install, seq);
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
