#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

std::optional<User> find_user(Connection& db, std::string_view name);
std::vector<User> list_users(Connection& db);

std::optional<Team> find_team(Connection& db, std::string_view name);
std::vector<Team> list_teams(Connection& db);
/// The teams that `user` belongs to.
std::vector<Team> teams_of(Connection& db, std::string_view user);

std::optional<Role> find_role(Connection& db, std::string_view name);
std::vector<Role> list_roles(Connection& db);

}  // namespace traveler::store
