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

}  // namespace traveler::store
