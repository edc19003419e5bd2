#include "traveler/bulk.h"
#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

Request keyed(const Ask& ask, std::string key) {
  Request request = ask.request();
  request.idempotency_key = std::move(key);
  return request;
}

ErrorCode refusal(Workspace& workspace, const Request& request) {
  try {
    workspace.execute(request);
  } catch (const Error& error) {
    return error.code();
  }
  FAIL("not refused");
  return ErrorCode::kInternal;
}

Ask start(const std::string& step) { return Ask("step.start").with_all("steps", {step}); }

}  // namespace

TEST_CASE("key: the same request again gets the same answer, and nothing is done") {
  BracketShop shop;
  const Answer first = shop.workspace().execute(keyed(start("R-1/kit"), "k"));
  CHECK_FALSE(first.replayed);
  shop.complete({"R-1/kit"});
  const std::string before = shop.snapshot();
  const Answer again = shop.workspace().execute(keyed(start("R-1/kit"), "k"));
  CHECK(again == first);
  CHECK(again.replayed);
  CHECK(shop.snapshot() == before);
}

TEST_CASE("key: any part of another request is told") {
  BracketShop shop;
  shop.workspace().execute(keyed(start("R-1/kit"), "k"));
  const std::string before = shop.snapshot();
  Request other = keyed(start("R-1/kit"), "k");
  SECTION("the arguments") { other.arguments = start("R-1/torque").request().arguments; }
  SECTION("the operation") { other.operation = "step.complete"; }
  SECTION("the actor") { other.actor = "bob"; }
  SECTION("the reason") { other.reason = "x"; }
  SECTION("the time") { other.at = "2026-01-01T00:00:00Z"; }
  SECTION("the revision") { other.if_revision = 1; }
  CHECK(refusal(shop.workspace(), other) == ErrorCode::kIdempotencyMismatch);
  CHECK(shop.snapshot() == before);
}

TEST_CASE("key: a document counts by what it says, not by its name") {
  Workshop shop;
  const Ask named =
      Ask("part.add").with_file("file", "a.yaml", "parts: [{number: X, name: X, tracking: serial}]");
  const Ask renamed =
      Ask("part.add").with_file("file", "b.yaml", "parts: [{number: X, name: X, tracking: serial}]");
  const Value first = shop.workspace().execute(keyed(named, "k"));
  CHECK(shop.workspace().execute(keyed(renamed, "k")) == first);
}

TEST_CASE("key: what was refused or only tried is not remembered") {
  BracketShop shop;
  CHECK(refusal(shop.workspace(), keyed(start("R-1/torque"), "k")) == ErrorCode::kStepNotAvailable);
  Request trial = keyed(start("R-1/kit"), "k");
  trial.dry_run = true;
  shop.workspace().execute(trial);
  CHECK_FALSE(shop.workspace().execute(keyed(start("R-1/kit"), "k")).replayed);
  CHECK(shop.state("R-1/kit") == "in_progress");
}

TEST_CASE("key: an empty or long one is none, and a read takes none") {
  BracketShop shop;
  CHECK(refusal(shop.workspace(), keyed(start("R-1/kit"), "")) == ErrorCode::kUsage);
  CHECK(refusal(shop.workspace(), keyed(start("R-1/kit"), std::string(201, 'k'))) == ErrorCode::kUsage);
  CHECK(refusal(shop.workspace(), keyed(Ask("run.list"), "k")) == ErrorCode::kUsage);
  shop.workspace().execute(keyed(start("R-1/kit"), std::string(200, 'k')));
}

TEST_CASE("revision: every kind of subject is compared with what its object shows") {
  BracketShop shop;
  shop.add_part("BOLT", "quantity");
  shop.run(Ask("location.add").with("location", "A1").with("name", "A1"));
  shop.run(Ask("inventory.receive").with("part", "BOLT").with("quantity", "5"));
  shop.run(Ask("batch.create").with_all("runs", {"R-1"}));
  shop.start({"R-1/kit"});
  const std::vector<std::pair<Ask, std::int64_t>> changes{
      {Ask("run.set").with("run", "R-1").with("set", pairs({{"title", "T"}})),
       shop.show_run("R-1")["revision"].as_integer()},
      {Ask("step.complete").with_all("steps", {"R-1/kit"}),
       shop.show_step("R-1/kit")["revision"].as_integer()},
      {Ask("inventory.move").with_all("inventories", {"INV-2"}).with("to", "A1"),
       shop.run(Ask("inventory.show").with("inventory", "INV-2"))["revision"].as_integer()},
      {Ask("batch.rename").with("batch", "B-1").with("title", "T"),
       shop.run(Ask("batch.show").with("batch", "B-1"))["revision"].as_integer()},
      {Ask("procedure.archive").with_all("procedures", {"bracket"}), 1},
      {Ask("user.set").with("user", "bob").with("name", "B"), 1},
  };
  for (const auto& [ask, revision] : changes) {
    CAPTURE(ask.request().operation);
    Request request = ask.request();
    // One that is to come is as wrong as one that was.
    for (const std::int64_t other : {revision + 1, revision - 1}) {
      CAPTURE(other);
      request.if_revision = other;
      CHECK(refusal(shop.workspace(), request) == ErrorCode::kRevisionStale);
    }
    request.if_revision = revision;
    shop.workspace().execute(request);
  }
  Request none = Ask("config.set").with("key", "auto_complete").with("value", "true").request();
  none.if_revision = 1;
  CHECK(refusal(shop.workspace(), none) == ErrorCode::kUsage);
}

TEST_CASE("bulk: what follows is judged on what went before, and counts with the commit") {
  BracketShop shop;
  const std::string before = shop.snapshot();
  {
    Bulk bulk(shop.workspace());
    bulk.execute(start("R-1/kit").request());
    bulk.execute(Ask("step.complete").with_all("steps", {"R-1/kit"}).request());
    CHECK(bulk.execute(Ask("step.show").with("step", "R-1/kit").request())["state"] == Value("completed"));
  }
  CHECK(shop.snapshot() == before);
  Bulk bulk(shop.workspace());
  bulk.execute(start("R-1/kit").request());
  bulk.commit();
  CHECK(shop.state("R-1/kit") == "in_progress");
}

TEST_CASE("bulk: after a refusal nothing can be done or committed") {
  BracketShop shop;
  Bulk bulk(shop.workspace());
  bulk.execute(start("R-1/kit").request());
  CHECK_THROWS_AS(bulk.execute(start("R-1/torque").request()), Error);
  CHECK_THROWS_AS(bulk.execute(Ask("run.list").request()), Error);
  CHECK_THROWS_AS(bulk.commit(), Error);
}

TEST_CASE("bulk: a refused request that is undone leaves no trace") {
  BracketShop shop;
  {
    Bulk bulk(shop.workspace(), true);
    bulk.execute(start("R-1/kit").request());
    // The value is recorded before the gate refuses.
    CHECK_THROWS_AS(bulk.execute(Ask("step.complete").with_all("steps", {"R-1/kit", "R-1/torque"}).request()),
                    Error);
    CHECK(bulk.execute(Ask("step.show").with("step", "R-1/kit").request())["state"] == Value("in_progress"));
    bulk.execute(Ask("step.complete").with_all("steps", {"R-1/kit"}).request());
    bulk.commit();
  }
  CHECK(shop.state("R-1/kit") == "completed");
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("bulk: people, roles and settings that change within it hold at once") {
  BracketShop shop;
  Bulk bulk(shop.workspace(), true);
  const auto done = [&](const Ask& ask) {
    try {
      bulk.execute(ask.request());
      return std::string("done");
    } catch (const Error& error) {
      return std::string(to_text(error.code()));
    }
  };
  const Ask complete = Ask("step.complete").with_all("steps", {"R-1/kit"}).by("carl");
  CHECK(done(start("R-1/kit").by("carl")) == "actor.unknown");
  CHECK(done(Ask("user.add").with("user", "carl").with("name", "C").with_all("roles", {"operator"})) ==
        "done");
  CHECK(done(start("R-1/kit").by("carl")) == "done");
  CHECK(done(Ask("user.set").with("user", "carl").with_all("roles", {"quality"})) == "done");
  CHECK(done(complete) == "permission.denied");
  CHECK(done(Ask("role.set").with("role", "closer").with_all("allow", {"step.start"})) == "done");
  CHECK(done(Ask("team.add").with("team", "t").with_all("users", {"carl"}).with_all("roles", {"closer"})) ==
        "done");
  CHECK(done(complete) == "permission.denied");
  CHECK(done(Ask("role.set").with("role", "closer").with_all("allow", {"step.complete"})) == "done");
  CHECK(done(complete) == "done");
}

TEST_CASE("bulk: a setting that changes holds from then on, also when it was asked for before") {
  BracketShop shop;
  shop.make_run("BRKT", "bracket");
  Bulk bulk(shop.workspace());
  const auto fail = [&](const std::string& run) {
    bulk.execute(start(run + "/kit").request());
    return bulk.execute(Ask("step.fail").with_all("steps", {run + "/kit"}).because("x").request());
  };
  CHECK(fail("R-1")["issues"].is_null());
  bulk.execute(Ask("config.set").with("key", "issue_on_fail").with("value", "true").request());
  CHECK(fail("R-2")["issues"].as_list().size() == 1);
}

TEST_CASE("key: a trial of what was done already says that it is a trial") {
  BracketShop shop;
  const Answer first = shop.workspace().execute(keyed(start("R-1/kit"), "k"));
  Request trial = keyed(start("R-1/kit"), "k");
  trial.dry_run = true;
  const Answer tried = shop.workspace().execute(trial);
  CHECK(tried.replayed);
  CHECK(tried["dry_run"] == Value(true));
  CHECK(tried["seq"].is_null());
  CHECK(tried["steps"] == first["steps"]);
  CHECK(shop.workspace().execute(keyed(start("R-1/kit"), "k"))["seq"] == first["seq"]);
}
