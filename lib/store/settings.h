#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

/// The value set in this workspace, or nullopt when it has its default.
std::optional<std::string> find_setting(Connection& db, std::string_view key);
std::vector<Setting> list_settings(Connection& db);

}  // namespace traveler::store
