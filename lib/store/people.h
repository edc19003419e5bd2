#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

std::optional<User> find_user(Connection& db, std::string_view name);
std::vector<User> list_users(Connection& db);
void put_user(Connection& db, const User& user);

std::optional<Team> find_team(Connection& db, std::string_view name);
std::vector<Team> list_teams(Connection& db);
/// The teams that `user` belongs to.
std::vector<Team> teams_of(Connection& db, std::string_view user);
void put_team(Connection& db, const Team& team);

std::optional<Role> find_role(Connection& db, std::string_view name);
std::vector<Role> list_roles(Connection& db);
void put_role(Connection& db, const Role& role);

/// Names as one text column: separated by spaces, which no name contains.
std::string join_names(const std::vector<std::string>& names);
std::vector<std::string> split_names(std::string_view text);

}  // namespace traveler::store
