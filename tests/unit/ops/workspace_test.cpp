#include <stdexcept>

#include "traveler/bulk.h"
#include "workshop.h"

namespace traveler::testing {
namespace {

/// Users by name, until the sink has enough.
Texts listed(Workspace& workspace, std::size_t most) {
  Texts names;
  workspace.execute(Ask("user.list").request(), [&](const Value& row) {
    names.push_back(row["name"].as_text());
    return names.size() < most;
  });
  return names;
}

TEST_CASE("workspace: a sink ends its list when it has enough") {
  Workshop shop;
  CHECK(listed(shop.workspace(), 1) == Texts{"alice"});
  CHECK(listed(shop.workspace(), 2) == Texts{"alice", "bob"});
  CHECK(listed(shop.workspace(), 9) == Texts{"alice", "bob", "quinn"});
  // One that returns nothing takes all.
  std::size_t count = 0;
  shop.workspace().execute(Ask("user.list").request(), [&](const Value&) { ++count; });
  CHECK(count == 3);
}

TEST_CASE("workspace: what a sink throws passes through as it is, and ends the read") {
  Workshop shop;
  struct Broken {};
  const Request users = Ask("user.list").request();
  CHECK_THROWS_AS(shop.workspace().execute(users, [](const Value&) { throw Broken{}; }), Broken);
  CHECK_THROWS_AS(shop.workspace().execute(users, [](const Value&) { throw std::runtime_error("full"); }),
                  std::runtime_error);
  CHECK_THROWS_AS(
      shop.workspace().export_table("history", ExportFormat::kCsv, [](std::string_view) { throw Broken{}; }),
      Broken);
  shop.add_part("NEXT", "lot");
}

TEST_CASE("workspace: an answer says whether it is the one kept under the key") {
  Workshop shop;
  Request request = Ask("part.add").with("part", "P").with("name", "P").with("tracking", "lot").request();
  request.idempotency_key = "once";
  const Answer first = shop.workspace().execute(request);
  const Answer again = shop.workspace().execute(request);
  CHECK_FALSE(first.replayed);
  CHECK(again.replayed);
  CHECK(again == first);
  Bulk bulk(shop.workspace());
  CHECK(bulk.execute(request).replayed);
  CHECK_FALSE(bulk.execute(Ask("part.show").with("part", "P").request()).replayed);
}

TEST_CASE("workspace: the same request in another form has the same key") {
  BracketShop shop;
  Request request =
      Ask("step.record").with("step", "R-1/torque").with("set", pairs({{"nm", "10"}})).request();
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.start({"R-1/torque"});
  request.idempotency_key = "reading";
  CHECK_FALSE(shop.workspace().execute(request).replayed);
  request.arguments =
      Value::object().add("set", pairs({{"nm", 10}})).add("step", "R-1/torque").add("only", nullptr);
  CHECK(shop.workspace().execute(request).replayed);
}

TEST_CASE("workspace: the head is the newest entry, as verify has it") {
  Workshop shop;
  const Head before = shop.workspace().head();
  shop.add_part("P", "lot");
  const Head after = shop.workspace().head();
  CHECK(after.seq == before.seq + 1);
  CHECK(after.hash != before.hash);
  const Value verified = shop.run(Ask("verify"));
  CHECK(verified["head"]["seq"].as_integer() == after.seq);
  CHECK(verified["head"]["hash"].as_text() == after.hash);
}

}  // namespace
}  // namespace traveler::testing
