#include "store/item_kin.h"

#include "store/rows.h"

namespace traveler::store {
namespace {

std::int64_t read_integer(const Statement& row) { return row.integer(0); }

}  // namespace

std::vector<std::int64_t> pieces_of(Connection& db, std::int64_t item) {
  // A piece is of the same part, by which there is an index.
  return read_all(db.query("SELECT c.id FROM inventory_item i JOIN inventory_item c ON c.part = i.part "
                           "AND c.origin = i.id WHERE i.id = $1 ORDER BY c.id",
                           item),
                  read_integer);
}

std::vector<InstallOfItem> installs_about(Connection& db, std::int64_t item) {
  return read_all(db.query("SELECT id, run, 0 FROM install WHERE inventory = $1 UNION ALL "
                           "SELECT DISTINCT i.id, i.run, 1 FROM holding p JOIN install i ON i.id = p.install "
                           "WHERE p.parent = $1 AND p.direct = 1 ORDER BY 1",
                           item),
                  [](const Statement& row) {
                    return InstallOfItem{row.integer(0), row.integer(1), row.boolean(2)};
                  });
}

std::vector<std::int64_t> parents_of_install(Connection& db, std::int64_t install) {
  return read_all(
      db.query("SELECT DISTINCT parent FROM holding WHERE install = $1 AND direct = 1 ORDER BY parent",
               install),
      read_integer);
}

}  // namespace traveler::store
