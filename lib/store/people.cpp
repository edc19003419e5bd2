#include "store/people.h"

#include <algorithm>

#include "store/records.h"

namespace traveler::store {

std::optional<User> find_user(Connection& db, std::string_view name) { return find_record<User>(db, name); }
std::vector<User> list_users(Connection& db) { return list_records<User>(db); }

std::optional<Team> find_team(Connection& db, std::string_view name) { return find_record<Team>(db, name); }
std::vector<Team> list_teams(Connection& db) { return list_records<Team>(db); }

std::vector<Team> teams_of(Connection& db, std::string_view user) {
  std::vector<Team> teams = list_teams(db);
  std::erase_if(teams, [&](const Team& team) {
    return std::find(team.users.begin(), team.users.end(), user) == team.users.end();
  });
  return teams;
}

std::optional<Role> find_role(Connection& db, std::string_view name) { return find_record<Role>(db, name); }
std::vector<Role> list_roles(Connection& db) { return list_records<Role>(db); }

}  // namespace traveler::store
