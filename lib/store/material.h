#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "model/records.h"
#include "store/db.h"
#include "store/records.h"

namespace traveler::store {

std::optional<Location> find_location(Connection& db, std::string_view code);
std::vector<Location> list_locations(Connection& db);

/// The part of exactly that number and revision.
std::optional<Part> find_part(Connection& db, std::string_view number,
                              const std::optional<std::string>& revision);
/// All revisions of a number, oldest first.
std::vector<Part> part_revisions(Connection& db, std::string_view number);
std::vector<Part> list_parts(Connection& db);

template <>
struct Stored<Part> {
  static std::optional<Part> find(Connection& db, const std::string& id);
  static void put(Connection& db, const Part& part);
};

}  // namespace traveler::store
