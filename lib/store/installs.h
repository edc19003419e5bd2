#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/records.h"
#include "store/db.h"
#include "store/records.h"

namespace traveler::store {

std::optional<Install> find_install(Connection& db, std::int64_t id);
std::int64_t last_install(Connection& db);
/// Installs of one step that the run's item holds, or held when the run ended, oldest first: not those that
/// `resolve` gave to what was split off it.
std::vector<Install> installs_of_step(Connection& db, std::int64_t run, std::string_view step);
/// Active installs that were put into an item, oldest first.
std::vector<Install> installs_held_by(Connection& db, std::int64_t parent);
std::optional<RequirementException> find_exception(Connection& db, std::int64_t run, std::string_view step,
                                                   std::string_view part);
std::vector<RequirementException> exceptions_of_run(Connection& db, std::int64_t run);

template <>
struct Stored<Install> {
  static std::optional<Install> find(Connection& db, const std::string& id);
  static void put(Connection& db, const Install& install, std::int64_t seq);
};
template <>
struct Stored<RequirementException> {
  static std::optional<RequirementException> find(Connection& db, const std::string& id);
  static void put(Connection& db, const RequirementException& exception);
};

}  // namespace traveler::store
