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
/// All installs of a run, active or not, oldest first.
std::vector<Install> installs_of_run(Connection& db, std::int64_t run);
/// Active installs of one step that the run's item holds, oldest first: not those that `resolve` gave to
/// what was split off it.
std::vector<Install> installs_of_step(Connection& db, std::int64_t run, std::string_view step);
/// Active installs that an item holds, oldest first.
std::vector<Install> installs_held_by(Connection& db, std::int64_t parent);
/// Active installs of an item, oldest first: several only where it is traced.
std::vector<Install> installs_of_item(Connection& db, std::int64_t item);

/// An active install as the tree of what went in shows it; `install` is without its parents.
struct HeldInstall {
  Install install;
  bool shared = false;
  bool holds = false;  ///< the piece holds installs of its own
  std::string part;    ///< of the piece
  std::optional<std::string> serial;
  std::optional<std::string> lot;
  std::string unit;
  int precision = 0;
};
/// What an item holds, oldest first, with all there is to say of it: one query.
std::vector<HeldInstall> tree_held_by(Connection& db, std::int64_t parent);

std::optional<RequirementException> find_exception(Connection& db, std::int64_t run, std::string_view step,
                                                   std::string_view part);
std::vector<RequirementException> exceptions_of_run(Connection& db, std::int64_t run);

template <>
struct Stored<Install> {
  static std::optional<Install> find(Connection& db, const std::string& id);
  static void put(Connection& db, const Install& install);
};
template <>
struct Stored<RequirementException> {
  static std::optional<RequirementException> find(Connection& db, const std::string& id);
  static void put(Connection& db, const RequirementException& exception);
};

}  // namespace traveler::store
