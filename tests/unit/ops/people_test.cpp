#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

Ask add_part_as(std::string_view actor, const std::string& number) {
  return Ask("part.add").with("part", number).with("name", "x").with("tracking", "serial").by(actor);
}

Ask set_roles(const std::string& user, const Texts& roles) {
  return Ask("user.set").with("user", user).with_all("roles", roles);
}

}  // namespace

TEST_CASE("people: init makes its actor the admin") {
  Folder folder;
  Workspace workspace = Workspace::init(folder.path(), "alice", "Alice");
  const Value users = workspace.execute(Ask("user.list").request());
  REQUIRE(users.as_list().size() == 1);
  const Value& alice = users.as_list().front();
  CHECK(alice["name"] == Value("alice"));
  CHECK(alice["printed_name"] == Value("Alice"));
  CHECK(alice["roles"] == Value(Value::List{"admin"}));
  CHECK(alice["teams"] == Value::list());
  CHECK(alice["active"] == Value(true));
}

TEST_CASE("people: users are added once, with roles that exist") {
  Workshop shop;
  const Value bob = shop.run(Ask("user.show").with("user", "bob"));
  CHECK(bob["printed_name"] == Value("Bob"));
  CHECK(bob["roles"] == Value(Value::List{"operator"}));
  shop.refused(Ask("user.add").with("user", "bob").with("name", "Bob"), ErrorCode::kRuleRefused);
  shop.refused(Ask("user.add").with("user", "b b").with("name", "Bob"), ErrorCode::kValueInvalid);
  shop.refused(Ask("user.add").with("user", "-b").with("name", "Bob"), ErrorCode::kValueInvalid);
  shop.refused(
      Ask("user.add").with("user", "bob2").with("name", "Bob").with_all("roles", {"operator", "wizard"}),
      ErrorCode::kNotFound);
  shop.refused(Ask("user.show").with("user", "bob2"), ErrorCode::kNotFound);
  shop.refused(set_roles("bob2", {"operator"}), ErrorCode::kNotFound);
}

TEST_CASE("people: user set changes what is given and nothing else") {
  Workshop shop;
  Value changed = shop.run(Ask("user.set").with("user", "bob").with("name", "Bob, welder"));
  CHECK(changed["users"].as_list().front()["printed_name"] == Value("Bob, welder"));
  CHECK(changed["users"].as_list().front()["roles"] == Value(Value::List{"operator"}));
  changed = shop.run(set_roles("bob", {"engineer", "quality", "engineer"}));
  CHECK(changed["users"].as_list().front()["roles"] == Value(Value::List{"engineer", "quality"}));
  CHECK(changed["users"].as_list().front()["printed_name"] == Value("Bob, welder"));
}

TEST_CASE("people: an unknown actor is refused") {
  Workshop shop;
  const Error error = shop.refused(add_part_as("bob2", "P"), ErrorCode::kActorUnknown);
  CHECK(error.message().find("bob2") != std::string::npos);
  shop.refused(add_part_as("", "P"), ErrorCode::kActorUnknown);
  shop.refused(add_part_as("ALICE", "P"), ErrorCode::kActorUnknown);
}

TEST_CASE("people: a deactivated actor is refused until active again") {
  Workshop shop;
  shop.run(set_roles("bob", {"engineer"}));
  shop.run(add_part_as("bob", "P1"));
  shop.run(Ask("user.deactivate").with("user", "bob"));
  CHECK(shop.run(Ask("user.show").with("user", "bob"))["active"] == Value(false));
  shop.refused(add_part_as("bob", "P2"), ErrorCode::kPermissionDenied);
  shop.run(Ask("user.set").with("user", "bob").with("active", true));
  shop.run(add_part_as("bob", "P2"));
}

TEST_CASE("people: a refusal names the missing permission") {
  Workshop shop;
  const std::vector<std::pair<Ask, std::string>> asks{
      {Ask("user.add").with("user", "x").with("name", "x"), "user.add"},
      {Ask("user.deactivate").with("user", "quinn"), "user.deactivate"},
      {Ask("role.set").with("role", "x").with_all("allow", {"step.*"}), "role.set"},
      {Ask("team.add").with("team", "x"), "team.add"},
      {Ask("config.set").with("key", "four_eyes").with("value", "true"), "config.set"},
      {Ask("location.add").with("location", "x").with("name", "x"), "location.add"},
      {Ask("part.add").with("part", "x").with("name", "x").with("tracking", "serial"), "part.add"},
      {Ask("procedure.add").with_file("files", "a.yaml", kBracket), "procedure.add"},
      {Ask("procedure.release").with_all("procedures", {"bracket"}), "procedure.release"},
      {Ask("run.create").with("part", "x"), "run.create"},
  };
  for (const auto& [ask, permission] : asks) {
    Ask as_bob = ask;
    CAPTURE(permission);
    const Error error = shop.refused(as_bob.by("bob"), ErrorCode::kPermissionDenied);
    CHECK(error.message().find(permission) != std::string::npos);
    CHECK(error.message().find("bob") != std::string::npos);
  }
}

TEST_CASE("people: reading needs no permission") {
  Workshop shop;
  shop.run(Ask("role.set").with("role", "nobody").with_all("allow", {"split*"}));
  shop.run(set_roles("bob", {"nobody"}));
  for (const char* read : {"user.list", "team.list", "role.list", "config.list", "location.list", "part.list",
                           "procedure.list", "run.list", "step.next", "log", "status", "verify"}) {
    CAPTURE(read);
    CHECK_NOTHROW(shop.run(Ask(read).by("bob")));
  }
}

TEST_CASE("people: roles add up, also through teams") {
  Workshop shop;
  shop.refused(add_part_as("bob", "P1"), ErrorCode::kPermissionDenied);
  shop.run(Ask("team.add").with("team", "line-1").with_all("users", {"bob"}).with_all("roles", {"engineer"}));
  shop.run(add_part_as("bob", "P1"));
  shop.refused(add_part_as("quinn", "P2"), ErrorCode::kPermissionDenied);
  // A name that is only the beginning of a member's is no member.
  shop.add_user("bo", "Bob's namesake", "operator");
  shop.refused(add_part_as("bo", "P2"), ErrorCode::kPermissionDenied);
  shop.run(Ask("team.add").with("team", "line-1").with_all("users", {"quinn"}));
  shop.run(add_part_as("quinn", "P2"));
  const Value team = shop.run(Ask("team.list")).as_list().front();
  CHECK(team["name"] == Value("line-1"));
  CHECK(shop.run(Ask("user.show").with("user", "bob"))["teams"] == Value(Value::List{"line-1"}));
  shop.refused(Ask("team.add").with("team", "line-2").with_all("users", {"nobody"}), ErrorCode::kNotFound);
  shop.refused(Ask("team.add").with("team", "line-2").with_all("roles", {"wizard"}), ErrorCode::kNotFound);
  shop.refused(Ask("team.add").with("team", "line 2"), ErrorCode::kValueInvalid);
}

TEST_CASE("people: a role of one's own allows its globs") {
  Workshop shop;
  shop.run(Ask("role.set").with("role", "clerk").with_all("allow", {"part.*", "location.add"}));
  shop.run(set_roles("bob", {"clerk"}));
  shop.run(add_part_as("bob", "P1"));
  shop.run(Ask("location.add").with("location", "A1").with("name", "Shelf").by("bob"));
  shop.refused(Ask("procedure.add").with_file("files", "a.yaml", kBracket).by("bob"),
               ErrorCode::kPermissionDenied);
  shop.run(Ask("role.set").with("role", "clerk").with_all("allow", {"location.*"}));
  shop.refused(add_part_as("bob", "P2"), ErrorCode::kPermissionDenied);
  for (const char* builtin : {"operator", "engineer", "quality", "admin"}) {
    shop.refused(Ask("role.set").with("role", builtin).with_all("allow", {"*"}), ErrorCode::kRuleRefused);
  }
  shop.refused(Ask("role.set").with("role", "clerk").with_all("allow", {"*", "-step.*"}),
               ErrorCode::kValueInvalid);
  shop.refused(Ask("role.set").with("role", "clerk").with_all("allow", {"part.ad"}),
               ErrorCode::kValueInvalid);
  shop.refused(Ask("role.set").with("role", "clerk").with_all("allow", {"part add"}),
               ErrorCode::kValueInvalid);
  const Value roles = shop.run(Ask("role.list"));
  CHECK(column(roles, "name") == Texts{"operator", "engineer", "quality", "admin", "clerk"});
}

TEST_CASE("people: somebody is left who can give roles") {
  Workshop shop;
  shop.refused(Ask("user.deactivate").with("user", "alice"), ErrorCode::kRuleRefused);
  shop.refused(set_roles("alice", {"engineer"}), ErrorCode::kRuleRefused);
  shop.run(set_roles("bob", {"operator", "admin"}));
  shop.run(Ask("user.deactivate").with("user", "alice"));
  shop.refused(Ask("user.deactivate").with("user", "bob").by("bob"), ErrorCode::kRuleRefused);
}

TEST_CASE("people: what changes nothing appends nothing") {
  Workshop shop;
  const std::int64_t head = shop.head();
  shop.run(set_roles("bob", {"operator"}));
  CHECK(shop.head() == head);
}

TEST_CASE("people: a deactivated user gets no work, and what is left to them is told") {
  Workshop shop;
  shop.add_user("ann", "Ann", "operator");
  shop.run(Ask("part.add").with("part", "P").with("name", "Part").with("tracking", "lot"));
  const auto create = [] {
    return Ask("run.create").with("part", "P").with("lot", "auto").with("quantity", "1");
  };
  shop.run(create().with("assignee", "ann"));
  shop.run(create().with("assignee", "ann"));
  shop.run(Ask("run.fail").with("run", "R-1").because("made by mistake"));
  const Value told = shop.run(Ask("user.deactivate").with("user", "ann"));
  CHECK(column(told["runs"], "id") == Texts{"R-2"});
  const Error refusal =
      shop.refused(Ask("run.assign").with("run", "R-2").with("assignee", "ann"), ErrorCode::kRuleRefused);
  CHECK(refusal.hint().find("active=true") != std::string::npos);
  shop.refused(create().with("assignee", "ann"), ErrorCode::kRuleRefused);
  shop.run(Ask("user.set").with("user", "ann").with("active", true));
  shop.run(Ask("run.assign").with("run", "R-2").with("assignee", "ann"));
}

TEST_CASE("people: what is changed on an ended run has a reason") {
  Workshop shop;
  shop.run(Ask("part.add").with("part", "P").with("name", "Part").with("tracking", "lot"));
  shop.run(Ask("run.create").with("part", "P").with("lot", "L").with("quantity", "1"));
  const Value failed = shop.run(Ask("run.fail").with("run", "R-1").because("made by mistake"));
  // Nothing says that it is good.
  CHECK(failed["inventory"].as_list().front()["status"] == Value("quarantined"));
  const Ask assign = Ask("run.assign").with("run", "R-1").with("assignee", "bob");
  const Ask set = Ask("run.set").with("run", "R-1").with("set", Value::object().add("title", "Scrap"));
  for (const Ask& ask : {assign, set}) {
    shop.refused(ask, ErrorCode::kUsage);
    shop.run(Ask(ask).because("for the record"));
  }
  CHECK(shop.run(Ask("run.show").with("run", "R-1"))["title"] == Value("Scrap"));
}

TEST_CASE("people: nothing happened before the workspace was made") {
  Workshop shop;
  const Ask add = Ask("part.add").with("part", "P").with("name", "Part").with("tracking", "lot");
  const Error refusal = shop.refused(Ask(add).at("1999-12-31T23:59:59.999999Z"), ErrorCode::kValueInvalid);
  CHECK(refusal.message().find("2000-01-01") != std::string::npos);
  shop.run(Ask(add).at("2000-01-01T00:00:00Z"));
}
