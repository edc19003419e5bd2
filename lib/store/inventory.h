#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/records.h"
#include "store/db.h"
#include "store/records.h"

namespace traveler::store {

std::optional<Inventory> find_inventory(Connection& db, std::int64_t id);
/// The item of that serial over all revisions of the part number.
std::optional<std::int64_t> find_serial(Connection& db, std::string_view number, std::string_view serial);
bool lot_exists(Connection& db, std::string_view number, std::string_view lot);
std::int64_t last_inventory(Connection& db);

/// The items allocated to a run, oldest first.
std::vector<Inventory> kitted_for(Connection& db, std::int64_t run);
/// The items tied to an issue, oldest first.
std::vector<Inventory> items_of_issue(Connection& db, std::int64_t issue);

/// Which items a list is asked for; what is not set does not matter.
struct InventoryFilter {
  std::optional<std::string> part;
  std::optional<InventoryStatus> status;
  std::optional<std::string> location;
};
/// Gives the items in the order of their ids until `take` returns false.
void each_inventory(Connection& db, const InventoryFilter& filter,
                    const std::function<bool(const Inventory&)>& take);

template <>
struct Stored<Inventory> {
  static std::optional<Inventory> find(Connection& db, const std::string& id);
  static void put(Connection& db, const Inventory& item, std::int64_t seq);
};

}  // namespace traveler::store
