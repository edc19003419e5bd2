#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

std::optional<Location> find_location(Connection& db, std::string_view code);
std::vector<Location> list_locations(Connection& db);
void put_location(Connection& db, const Location& location);

/// The part of exactly that number and revision.
std::optional<Part> find_part(Connection& db, std::string_view number,
                              const std::optional<std::string>& revision);
/// All revisions of a number, oldest first.
std::vector<Part> part_revisions(Connection& db, std::string_view number);
std::vector<Part> list_parts(Connection& db);
void put_part(Connection& db, const Part& part);

std::optional<Inventory> find_inventory(Connection& db, std::int64_t id);
/// The item of that serial over all revisions of the part number.
std::optional<std::int64_t> find_serial(Connection& db, std::string_view number, std::string_view serial);
bool lot_exists(Connection& db, std::string_view number, std::string_view lot);
std::int64_t last_inventory(Connection& db);
void put_inventory(Connection& db, const Inventory& item);

}  // namespace traveler::store
