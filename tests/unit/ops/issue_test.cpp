#include "inventory_shop.h"

using namespace traveler;
using namespace traveler::testing;

TEST_CASE("issue: create") {
  StockShop shop;
  const std::string id = shop.bolts();
  const Value made = shop.run(
      Ask("issue.create").with("title", "Burr").with("step", "R-1/torque").with("inventory", id).by("bob"));
  const Value& issue = made["issues"].as_list()[0];
  CHECK(issue["id"] == Value("I-1"));
  CHECK(issue["state"] == Value("pending"));
  CHECK(column(Value::List{issue}, "title") == Texts{"Burr"});
  CHECK(issue["runs"].as_list()[0] == Value("R-1"));
  CHECK(issue["steps"].as_list()[0] == Value("R-1/torque"));
  CHECK(issue["inventory"].as_list()[0] == Value(id));
  CHECK(issue["created_by"] == Value("bob"));
  CHECK(shop.show(id)["issue"] == Value("I-1"));
  CHECK(shop.run(Ask("issue.show").with("issue", "I-1")) == issue);
  CHECK(shop.run(Ask("issue.create").with("title", "Other"))["inventory"].as_list().empty());
  const auto create = [] { return Ask("issue.create").with("title", "x"); };
  shop.run(create().with("run", "R-1").with("step", "R-1/kit"));
  shop.refused(Ask("issue.create"), ErrorCode::kUsage);
  shop.refused(Ask("issue.create").with("title", " "), ErrorCode::kValueInvalid);
  shop.refused(create().with("run", "R-9"), ErrorCode::kNotFound);
  shop.refused(create().with("step", "R-1/paint"), ErrorCode::kNotFound);
  shop.refused(create().with("inventory", "INV-99"), ErrorCode::kNotFound);
  shop.refused(create().with("inventory", id), ErrorCode::kRuleRefused);
  shop.make_run("BRKT", "bracket");
  shop.refused(create().with("run", "R-2").with("step", "R-1/kit"), ErrorCode::kUsage);
  CHECK(shop.is_sound());
}

TEST_CASE("issue: what other verbs open asks for the permission of the verb alone") {
  StockShop shop;
  shop.set("issue_on_fail", "true");
  shop.run(Ask("role.set").with("role", "hand").with_all("allow", {"step.start", "step.fail"}));
  shop.add_user("hal", "Hal", "hand");
  shop.refused(Ask("issue.create").with("title", "Burr").by("hal"), ErrorCode::kPermissionDenied);
  shop.start({"R-1/kit"}, "hal");
  const Value failed = shop.run(Ask("step.fail").with_all("steps", {"R-1/kit"}).by("hal").because("a burr"));
  const Value& issue = failed["issues"].as_list().front();
  CHECK(issue["title"] == Value("a burr"));
  CHECK(issue["created_by"] == Value("hal"));
  CHECK(issue["steps"].as_list() == Value::List{"R-1/kit"});
  CHECK(shop.is_sound());
}
