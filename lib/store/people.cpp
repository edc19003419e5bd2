#include "store/people.h"

#include "store/rows.h"

namespace traveler::store {
namespace {

User read_user(const Statement& row) {
  return {row.string(0), row.string(1), split_names(row.text(2)), row.boolean(3), row.integer(4)};
}

Team read_team(const Statement& row) {
  return {row.string(0), split_names(row.text(1)), split_names(row.text(2)), row.integer(3)};
}

Role read_role(const Statement& row) { return {row.string(0), split_names(row.text(1)), row.integer(2)}; }

}  // namespace

std::string join_names(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += ' ';
    out += name;
  }
  return out;
}

std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    names.emplace_back(text.substr(0, space));
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  return names;
}

std::optional<User> find_user(Connection& db, std::string_view name) {
  return read_one(
      db.query("SELECT name, printed_name, roles, active, revision FROM account WHERE name = $1", name),
      read_user);
}

std::vector<User> list_users(Connection& db) {
  return read_all(db.query("SELECT name, printed_name, roles, active, revision FROM account ORDER BY name"),
                  read_user);
}

void put_user(Connection& db, const User& user) {
  const std::string roles = join_names(user.roles);
  db.execute(
      "INSERT INTO account (name, printed_name, roles, active, revision) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (name) DO UPDATE SET printed_name = excluded.printed_name, roles = excluded.roles, "
      "active = excluded.active, revision = excluded.revision",
      user.name, user.printed_name, roles, user.active, user.revision);
}

std::optional<Team> find_team(Connection& db, std::string_view name) {
  return read_one(db.query("SELECT name, users, roles, revision FROM team WHERE name = $1", name), read_team);
}

std::vector<Team> list_teams(Connection& db) {
  return read_all(db.query("SELECT name, users, roles, revision FROM team ORDER BY name"), read_team);
}

std::vector<Team> teams_of(Connection& db, std::string_view user) {
  return read_all(db.query("SELECT name, users, roles, revision FROM team "
                           "WHERE instr(' ' || users || ' ', ' ' || $1 || ' ') > 0 ORDER BY name",
                           user),
                  read_team);
}

void put_team(Connection& db, const Team& team) {
  const std::string users = join_names(team.users);
  const std::string roles = join_names(team.roles);
  db.execute(
      "INSERT INTO team (name, users, roles, revision) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (name) DO UPDATE SET users = excluded.users, roles = excluded.roles, "
      "revision = excluded.revision",
      team.name, users, roles, team.revision);
}

std::optional<Role> find_role(Connection& db, std::string_view name) {
  return read_one(db.query("SELECT name, allow, revision FROM role WHERE name = $1", name), read_role);
}

std::vector<Role> list_roles(Connection& db) {
  return read_all(db.query("SELECT name, allow, revision FROM role ORDER BY name"), read_role);
}

void put_role(Connection& db, const Role& role) {
  const std::string allow = join_names(role.allow);
  db.execute(
      "INSERT INTO role (name, allow, revision) VALUES ($1, $2, $3) "
      "ON CONFLICT (name) DO UPDATE SET allow = excluded.allow, revision = excluded.revision",
      role.name, allow, role.revision);
}

}  // namespace traveler::store
