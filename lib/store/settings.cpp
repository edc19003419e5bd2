#include "store/settings.h"

#include "store/rows.h"

namespace traveler::store {

std::optional<std::string> find_setting(Connection& db, std::string_view key) {
  return read_one(db.query("SELECT value FROM setting WHERE key = $1", key),
                  [](const Statement& row) { return row.string(0); });
}

std::vector<Setting> list_settings(Connection& db) {
  return read_all(db.query("SELECT key, value FROM setting ORDER BY key"), [](const Statement& row) {
    return Setting{row.string(0), row.string(1)};
  });
}

void put_setting(Connection& db, const Setting& setting) {
  db.execute(
      "INSERT INTO setting (key, value) VALUES ($1, $2) "
      "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      setting.key, setting.value);
}

}  // namespace traveler::store
