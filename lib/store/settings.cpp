#include "store/settings.h"

#include "store/records.h"

namespace traveler::store {

std::optional<std::string> find_setting(Connection& db, std::string_view key) {
  auto setting = find_record<Setting>(db, key);
  return setting ? std::optional(std::move(setting->value)) : std::nullopt;
}

std::vector<Setting> list_settings(Connection& db) { return list_records<Setting>(db); }

}  // namespace traveler::store
