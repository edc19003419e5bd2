#include <algorithm>

#include "base/concat.h"
#include "base/text.h"
#include "format/objects.h"
#include "model/roles.h"
#include "ops/lookups.h"
#include "ops/operation.h"
#include "ops/record_reads.h"
#include "store/people.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kRoles{.name = "role",
                              .type = ArgumentType::kId,
                              .help = "a role to hold; repeatable",
                              .many = true,
                              .plural = "roles",
                              .refers_to = ObjectKind::kRole};

constexpr ArgumentSpec kUserAdd[] = {
    {.name = "user",
     .type = ArgumentType::kId,
     .help = "the new user's name, as the system login",
     .positional = true,
     .required = true},
    {.name = "name",
     .help = "printed name, as shown where the user signs",
     .required = true,
     .metavar = "TEXT"},
    kRoles,
};
constexpr ArgumentSpec kUserOnly[] = {
    {.name = "user",
     .type = ArgumentType::kId,
     .help = "name of the user",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kUser},
};
constexpr ArgumentSpec kUserSet[] = {
    kUserOnly[0],
    {.name = "name", .help = "new printed name", .metavar = "TEXT"},
    {.name = "role",
     .type = ArgumentType::kId,
     .help = "the roles to hold from now on, in place of those held; repeatable",
     .many = true,
     .plural = "roles",
     .refers_to = ObjectKind::kRole},
    {.name = "active", .type = ArgumentType::kFlag, .help = "activate a deactivated user again"},
};
constexpr ArgumentSpec kTeamAdd[] = {
    {.name = "team",
     .type = ArgumentType::kId,
     .help = "team name; an existing team gets the users added",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kTeam},
    {.name = "user",
     .type = ArgumentType::kId,
     .help = "name of a member",
     .positional = true,
     .many = true,
     .plural = "users",
     .refers_to = ObjectKind::kUser},
    {.name = "role",
     .type = ArgumentType::kId,
     .help = "a role that every member holds; repeatable",
     .many = true,
     .plural = "roles",
     .refers_to = ObjectKind::kRole},
};
constexpr ArgumentSpec kRoleSet[] = {
    {.name = "role",
     .type = ArgumentType::kId,
     .help = "name of the role",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kRole},
    {.name = "allow",
     .help = "a permission: the name of an operation, * stands for any run of characters; repeatable",
     .required = true,
     .many = true,
     .metavar = "GLOB"},
};

void check_name(std::string_view what, const std::string& name) {
  if (is_key(name)) return;
  throw Error(ErrorCode::kValueInvalid, concat("'", name, "' cannot be a ", what, " name"))
      .with_subject(name)
      .with_hint("names are letters, digits, '.', '_', '-', at most 128, and start with a letter or digit");
}

void check_roles(Command& command, const std::vector<std::string>& roles) {
  for (const std::string& role : roles) check_role(command.db(), role);
}

Value user_with_teams(store::Connection& db, const User& user) {
  std::vector<std::string> teams;
  for (const Team& team : store::teams_of(db, user.name)) teams.push_back(team.name);
  return format::record_value(user, Value::object().add("teams", format::text_list(teams)));
}

Value made_user(Command& command, const User& user) {
  Value made = Value::object();
  made.add("users", Value::List{user_with_teams(command.db(), user)});
  return made;
}

void add_missing(std::vector<std::string>& to, const std::vector<std::string>& from) {
  for (const std::string& item : from) {
    if (std::find(to.begin(), to.end(), item) == to.end()) to.push_back(item);
  }
}

Value add_user(Command& command, const Arguments& args) {
  User user;
  user.name = args.text("user");
  check_name("user", user.name);
  user.printed_name = args.text("name");
  add_missing(user.roles, args.texts("roles"));
  check_roles(command, user.roles);
  if (store::find_user(command.db(), user.name)) {
    throw Error(ErrorCode::kRuleRefused, concat("there is a user '", user.name, "' already"))
        .with_subject(user.name)
        .with_hint(concat("change it with `user.set user=", user.name, "`"));
  }
  command.record_change<User>(nullptr, user);
  return made_user(command, user);
}

/// Somebody must be left who can give roles.
void keep_an_admin(Command& command, const User& before, const User& after) {
  const auto is_admin = [](const User& user) {
    return user.active && std::find(user.roles.begin(), user.roles.end(), "admin") != user.roles.end();
  };
  if (!is_admin(before) || is_admin(after)) return;
  for (const User& other : store::list_users(command.db())) {
    if (other.name != before.name && is_admin(other)) return;
  }
  throw Error(ErrorCode::kRuleRefused, concat("'", before.name, "' is the last admin of the workspace"))
      .with_subject(before.name)
      .with_hint("make another user an admin first");
}

Value set_user(Command& command, const Arguments& args) {
  const User before = need_user(command.db(), args.text("user"));
  User after = before;
  if (const auto name = args.optional_text("name")) after.printed_name = *name;
  if (args.has("roles")) {
    after.roles.clear();
    add_missing(after.roles, args.texts("roles"));
    check_roles(command, after.roles);
  }
  if (args.flag("active")) after.active = true;
  keep_an_admin(command, before, after);
  command.record_change(&before, after);
  return made_user(command, after);
}

Value deactivate_user(Command& command, const Arguments& args) {
  const User before = need_user(command.db(), args.text("user"));
  User after = before;
  after.active = false;
  keep_an_admin(command, before, after);
  command.record_change(&before, after);
  // Nobody else knows of what is left to them.
  Value runs = Value::list();
  store::RunFilter theirs;
  theirs.assignee = before.name;
  theirs.open_only = true;
  store::each_run(command.db(), theirs, [&](const Run& run) {
    runs.push(format::run_value(run));
    return true;
  });
  Value made = made_user(command, after);
  return made.add("runs", std::move(runs));
}

void list_users(Query& query, const Arguments&, const RowSink& row) {
  for (const User& user : store::list_users(query.db)) row(user_with_teams(query.db, user));
}

void show_user(Query& query, const Arguments& args, const RowSink& row) {
  row(user_with_teams(query.db, need_user(query.db, args.text("user"))));
}

Value add_team(Command& command, const Arguments& args) {
  const std::string& name = args.text("team");
  check_name("team", name);
  const auto before = store::find_team(command.db(), name);
  Team after = before.value_or(Team{name, {}, {}, 1});
  const auto users = args.texts("users");
  for (const std::string& user : users) need_user(command.db(), user);
  add_missing(after.users, users);
  const auto roles = args.texts("roles");
  check_roles(command, roles);
  add_missing(after.roles, roles);
  command.record_change(before ? &*before : nullptr, after);
  return made_record(after);
}

Value role_value(const Role& role, bool builtin) {
  return format::record_value(role, Value::object().add("builtin", builtin));
}

Value set_role(Command& command, const Arguments& args) {
  const std::string& name = args.text("role");
  check_name("role", name);
  if (find_builtin_role(name) != nullptr) {
    throw Error(ErrorCode::kRuleRefused, concat("the role '", name, "' is built in and stays as it is"))
        .with_subject(name)
        .with_hint("make a role of your own under another name");
  }
  const auto before = store::find_role(command.db(), name);
  Role after = before.value_or(Role{name, {}, 1});
  after.allow.clear();
  for (const std::string& glob : args.texts("allow")) {
    // No operation has a '-' in its name; in front it would take permissions away, as built-in roles do.
    const bool fits =
        !glob.empty() && glob.find_first_not_of("abcdefghijklmnopqrstuvwxyz._*") == std::string::npos;
    bool known = false;
    for (const OperationSpec* spec : catalogue()) known = known || matches_glob(glob, spec->name);
    // Permissions of operations that this version does not have yet may be named by a glob or by
    // "history.backdate".
    known = known || glob.find('*') != std::string::npos || glob == "history.backdate";
    if (!fits || !known) {
      std::vector<std::string_view> names;
      for (const OperationSpec* spec : catalogue()) names.push_back(spec->name);
      const auto near = closest(glob, names);
      throw Error(ErrorCode::kValueInvalid, concat("'", glob, "' is no permission"))
          .with_subject(name)
          .with_hint(near ? concat("did you mean '", *near, "'?")
                          : "a permission is the name of an operation, as step.complete or step.*");
    }
    after.allow.push_back(glob);
  }
  command.record_change(before ? &*before : nullptr, after);
  Value made = Value::object();
  made.add("roles", Value::List{role_value(after, false)});
  return made;
}

void list_roles(Query& query, const Arguments&, const RowSink& row) {
  for (const BuiltinRole& role : builtin_roles())
    row(role_value({std::string(role.name), {role.allow.begin(), role.allow.end()}}, true));
  for (const Role& role : store::list_roles(query.db)) row(role_value(role, false));
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "user.add",
              .effect = Effect::kChanges,
              .summary = "add a user",
              .description = "Users are who commands act for. Give the system login as the name, so that "
                             "--as is not needed.",
              .arguments = kUserAdd,
              .answer = "user"},
     .change = add_user},
    {.spec = {.name = "user.list", .summary = "list the users", .lists = true, .answer = "user"},
     .read = list_users},
    {.spec = {.name = "user.show", .summary = "show one user", .arguments = kUserOnly, .answer = "user"},
     .read = show_user},
    {.spec = {.name = "user.set",
              .effect = Effect::kChanges,
              .summary = "change a user's printed name or roles",
              .arguments = kUserSet,
              .answer = "user"},
     .change = set_user},
    {.spec = {.name = "user.deactivate",
              .effect = Effect::kChanges,
              .summary = "deactivate a user",
              .description =
                  "Nothing that the user did is touched; commands of the user are refused from now on.",
              .arguments = kUserOnly,
              .answer = "user"},
     .change = deactivate_user},
    {.spec = {.name = "team.add",
              .effect = Effect::kChanges,
              .summary = "make a team or add users to it",
              .arguments = kTeamAdd,
              .answer = "team"},
     .change = add_team},
    {.spec = {.name = "team.list", .summary = "list the teams", .lists = true, .answer = "team"},
     .read = list_rows<Team>},
    {.spec = {.name = "role.list",
              .summary = "list the roles with their permissions",
              .lists = true,
              .answer = "role"},
     .read = list_roles},
    {.spec = {.name = "role.set",
              .effect = Effect::kChanges,
              .summary = "make a role or change what it allows",
              .arguments = kRoleSet,
              .answer = "role"},
     .change = set_role},
};

}  // namespace

std::span<const Operation> people_operations() { return kOperations; }

}  // namespace traveler::ops
