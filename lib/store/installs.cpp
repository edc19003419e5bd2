#include "store/installs.h"

#include "base/concat.h"
#include "base/text.h"
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

std::vector<std::string> parents_of(Connection& db, std::int64_t install) {
  return read_all(db.query("SELECT parent FROM install_parent WHERE install = $1 ORDER BY parent", install),
                  [](const Statement& row) { return inventory_id(row.integer(0)); });
}

std::vector<Install> with_parents(Connection& db, std::vector<Install> installs) {
  for (Install& install : installs) install.parents = parents_of(db, install.id);
  return installs;
}

}  // namespace

std::optional<Install> find_install(Connection& db, std::int64_t id) {
  auto install =
      read_one(db.query("SELECT id, run, step, part, inventory, quantity, substitute, installed_by, "
                        "installed_at, uninstalled_by, uninstalled_at FROM install WHERE id = $1",
                        id),
               read_install);
  if (install) install->parents = parents_of(db, id);
  return install;
}

std::int64_t last_install(Connection& db) {
  return read_one(db.query("SELECT ifnull(max(id), 0) FROM install"),
                  [](const Statement& row) { return row.integer(0); })
      .value_or(0);
}

std::vector<Install> installs_of_run(Connection& db, std::int64_t run) {
  return with_parents(
      db, read_all(db.query("SELECT id, run, step, part, inventory, quantity, substitute, installed_by, "
                            "installed_at, uninstalled_by, uninstalled_at FROM install WHERE run = $1 "
                            "ORDER BY id",
                            run),
                   read_install));
}

std::vector<Install> installs_of_step(Connection& db, std::int64_t run, std::string_view step) {
  const auto read = [](const Statement& row) {
    Install install = read_install(row);
    const std::string parents = row.string(11);
    for (const std::string_view parent : split(parents, ','))
      install.parents.push_back(concat("INV-", parent));
    return install;
  };
  return read_all(
      db.query("SELECT i.id, i.run, i.step, i.part, i.inventory, i.quantity, i.substitute, i.installed_by, "
               "i.installed_at, i.uninstalled_by, i.uninstalled_at, (SELECT group_concat(p.parent) "
               "FROM install_parent p WHERE p.install = i.id) FROM install i WHERE i.run = $1 "
               "AND i.step = $2 AND i.uninstalled_at IS NULL AND EXISTS (SELECT 1 "
               "FROM install_parent l WHERE l.install = i.id AND l.parent = (SELECT inventory "
               "FROM run WHERE id = $1)) ORDER BY i.id",
               run, step),
      read);
}

std::vector<Install> installs_held_by(Connection& db, std::int64_t parent) {
  return with_parents(
      db, read_all(db.query("SELECT i.id, i.run, i.step, i.part, i.inventory, i.quantity, i.substitute, "
                            "i.installed_by, i.installed_at, i.uninstalled_by, i.uninstalled_at "
                            "FROM install_parent l JOIN install i ON i.id = l.install "
                            "WHERE l.parent = $1 AND i.uninstalled_at IS NULL ORDER BY i.id",
                            parent),
                   read_install));
}

std::vector<Install> installs_of_item(Connection& db, std::int64_t item) {
  return with_parents(
      db, read_all(db.query("SELECT id, run, step, part, inventory, quantity, substitute, installed_by, "
                            "installed_at, uninstalled_by, uninstalled_at FROM install "
                            "WHERE inventory = $1 AND uninstalled_at IS NULL ORDER BY id",
                            item),
                   read_install));
}

void put_install(Connection& db, const Install& install) {
  db.execute(
      "INSERT INTO install (id, run, step, part, inventory, quantity, substitute, installed_by, "
      "installed_at, uninstalled_by, uninstalled_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
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
      db.query("SELECT i.id, i.run, i.step, i.part, i.inventory, i.quantity, i.substitute, i.installed_by, "
               "i.installed_at, i.uninstalled_by, i.uninstalled_at, (SELECT count(*) "
               "FROM install_parent s WHERE s.install = i.id), EXISTS (SELECT 1 "
               "FROM install_parent c WHERE c.parent = i.inventory), v.number, v.serial, v.lot, p.unit, "
               "p.precision FROM install_parent l JOIN install i ON i.id = l.install "
               "JOIN inventory_item v ON v.id = i.inventory JOIN part p ON p.id = v.part "
               "WHERE l.parent = $1 AND i.uninstalled_at IS NULL ORDER BY i.id",
               parent),
      read);
}

std::optional<RequirementException> find_exception(Connection& db, std::int64_t run, std::string_view step,
                                                   std::string_view part) {
  return read_one(db.query("SELECT run, step, part, quantity, issue, excepted_by, excepted_at "
                           "FROM requirement_exception WHERE run = $1 AND step = $2 AND part = $3",
                           run, step, part),
                  read_exception);
}

std::vector<RequirementException> exceptions_of_run(Connection& db, std::int64_t run) {
  return read_all(db.query("SELECT run, step, part, quantity, issue, excepted_by, excepted_at "
                           "FROM requirement_exception WHERE run = $1 ORDER BY step, part",
                           run),
                  read_exception);
}

void put_exception(Connection& db, const RequirementException& e) {
  db.execute(
      "INSERT INTO requirement_exception (run, step, part, quantity, issue, excepted_by, excepted_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (run, step, part) DO UPDATE SET "
      "quantity = excluded.quantity, issue = excluded.issue, excepted_by = excluded.excepted_by, "
      "excepted_at = excluded.excepted_at",
      e.run, e.step, e.part, e.quantity, e.issue, e.excepted_by, e.excepted_at);
}

}  // namespace traveler::store
