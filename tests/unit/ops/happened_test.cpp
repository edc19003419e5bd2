#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

// What an answer tells besides its object, for people.

namespace {

Answer explained(Workshop& shop, const Ask& ask) {
  Request request = ask.request();
  request.explain = true;
  return shop.workspace().execute(request);
}

/// "op args" of each call that can be made next, with the arguments that the operation takes.
Texts next(const Answer& answer) {
  Texts out;
  for (const Value& call : answer.happened["next"].as_list()) {
    out.push_back(call["op"].as_text() + ' ' + call["args"].to_json());
    INFO(out.back());
    const OperationSpec* operation = find_operation(call["op"].as_text());
    REQUIRE(operation != nullptr);
    for (const auto& [name, value] : call["args"].as_object()) {
      const bool takes =
          std::any_of(operation->arguments.begin(), operation->arguments.end(),
                      [&](const ArgumentSpec& argument) { return request_name(argument) == name; });
      INFO(name);
      CHECK(takes);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("happened: only who asks for it is told") {
  BracketShop shop;
  CHECK(shop.workspace().execute(Ask("step.start").with_all("steps", {"R-1/kit"}).request()).happened ==
        Value());
  CHECK(explained(shop, Ask("step.complete").with_all("steps", {"R-1/kit"})).happened.is_object());
}

TEST_CASE("happened: the entries appended are counted, those of a dry run too") {
  BracketShop shop;
  const std::int64_t before = shop.head();
  const Ask start = Ask("step.start").with_all("steps", {"R-1/kit"});
  const Answer tried = explained(shop, Ask(start).dry_run());
  CHECK(tried.happened["entries"] == Value(1));
  CHECK(next(tried).empty());
  const Answer started = explained(shop, start);
  CHECK(started.happened["entries"] == Value(shop.head() - before));
}

TEST_CASE("happened: what can be done next follows the work") {
  BracketShop shop;
  const auto move = [&](const char* verb, const char* step) {
    return next(explained(shop, Ask(verb).with_all("steps", {step}).because("counted").by("alice")));
  };
  CHECK(move("step.start", "R-1/kit") == Texts{R"(step.complete {"steps":["R-1/kit"]})"});
  CHECK(move("step.hold", "R-1/kit") == Texts{R"(step.resume {"steps":["R-1/kit"]})"});
  CHECK(move("step.resume", "R-1/kit") == Texts{R"(step.complete {"steps":["R-1/kit"]})"});
  CHECK(move("step.complete", "R-1/kit") == Texts{R"(step.start {"steps":["R-1/torque"]})"});
  CHECK(move("step.start", "R-1/torque") == Texts{R"(step.record {"step":"R-1/torque","set":{"nm":null}})"});
  const Answer wrong = explained(shop, Workshop::record("R-1/torque", {{"nm", "12"}}));
  CHECK(next(wrong) == Texts{R"(step.record {"step":"R-1/torque","set":{"nm":null}})",
                             R"(step.deviate {"step":"R-1/torque","field":"nm"})"});
  CHECK(wrong.happened["next"].as_list()[1].find("reason") != nullptr);
  CHECK(wrong.happened["out_of_spec"].as_list().front()["value"] == Value("12"));
  CHECK(next(explained(shop, Workshop::record("R-1/torque", {{"nm", "10"}}))) ==
        Texts{R"(step.sign {"step":"R-1/torque","field":"inspector"})"});
  CHECK(next(explained(shop, Workshop::sign("R-1/torque", "inspector"))) ==
        Texts{R"(step.complete {"steps":["R-1/torque"]})"});
  shop.set("auto_complete", "false");
  CHECK(move("step.complete", "R-1/torque") == Texts{R"(run.complete {"run":"R-1"})"});
  CHECK(next(explained(shop, Ask("run.complete").with("run", "R-1"))).empty());
}

TEST_CASE("happened: a run of which all steps are canceled is ended by failing it, and the answers say so") {
  BracketShop shop;
  const auto cancel = [&](const char* step) {
    Request request = Ask("step.cancel").with_all("steps", {step}).because("typed wrong").request();
    request.explain = true;
    return shop.workspace().execute(request).happened["next"].as_list();
  };
  const auto first = cancel("R-1/kit");
  REQUIRE_FALSE(first.empty());
  CHECK(first.front()["op"] != Value("run.fail"));
  const auto last = cancel("R-1/torque");
  REQUIRE(last.size() == 1);
  CHECK(last.front()["op"] == Value("run.fail"));
  CHECK(last.front()["args"]["run"] == Value("R-1"));
  CHECK(last.front().find("reason") != nullptr);
  const Error refusal = shop.refused(Ask("run.complete").with("run", "R-1"), ErrorCode::kGateUnmet);
  CHECK(refusal.hint().find("run.fail run=R-1") != std::string::npos);
}

TEST_CASE("happened: what can be started comes before what is under way, inside of a started parent too") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(R"(procedure: p
title: P
flow: graph
steps:
  - {id: a, title: A}
  - id: b
    title: B
    steps: [{id: c, title: C}, {id: d, title: D, after: [c]}]
)");
  const auto move = [&](const char* verb, const char* step) {
    return next(explained(shop, Ask(verb).with_all("steps", {step}).because("counted")));
  };
  const Answer made =
      explained(shop, Ask("run.create").with("part", "BRKT").with("procedure", "p").with("serial", "auto"));
  CHECK(next(made) == Texts{R"(step.start {"steps":["R-1/a"]})"});
  shop.start({"R-1/a", "R-1/b"});
  CHECK(move("step.complete", "R-1/a") == Texts{R"(step.start {"steps":["R-1/c"]})"});
  shop.start({"R-1/c"});
  CHECK(move("step.fail", "R-1/c") == Texts{R"(step.show {"step":"R-1/b"})"});
  shop.make_run("BRKT", "p");
  shop.start({"R-2/a", "R-2/b"});
  move("step.hold", "R-2/b");
  CHECK(move("step.complete", "R-2/a") == Texts{R"(run.show {"run":"R-2"})"});
}

TEST_CASE("happened: what can be done next of procedures, stock, batches and issues") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.add_part("BOLT", "lot");
  CHECK(next(explained(shop, Ask("procedure.add").with_file("files", "p.yaml", kBracket))) ==
        Texts{R"(procedure.release {"procedures":["bracket@1"]})"});
  CHECK(next(explained(shop, Ask("procedure.release").with_all("procedures", {"bracket"}))) ==
        Texts{R"(run.create {"part":"BRKT","procedure":"bracket"})"});
  const std::string run = shop.make_run("BRKT", "bracket");
  CHECK(next(explained(shop, Ask("batch.create").with_all("runs", {run}))) ==
        Texts{R"(batch.show {"batch":"B-1"})"});
  CHECK(next(explained(shop, Ask("issue.create").with("title", "Rust"))) ==
        Texts{R"(issue.show {"issue":"I-1"})"});
  const Value received =
      shop.run(Ask("inventory.receive").with("part", "BOLT").with("lot", "L-1").with("quantity", "9"));
  const std::string item = received["inventory"].as_list().front()["id"].as_text();
  CHECK(next(explained(shop, Ask("inventory.kit").with("inventory", item).with("run", run))) ==
        Texts{R"(step.next {"run":"R-1"})"});
  shop.run(Ask("inventory.unkit").with("inventory", item));
  CHECK(next(explained(shop, Ask("inventory.quarantine").with("inventory", item).because("rust"))) ==
        Texts{R"(inventory.release {"inventory":")" + item + R"("})"});
}

TEST_CASE("happened: a replay tells what can be done now, and no entries") {
  BracketShop shop;
  Request request = Ask("step.start").with_all("steps", {"R-1/kit"}).request();
  request.idempotency_key = "k";
  request.explain = true;
  const Answer first = shop.workspace().execute(request);
  const Answer again = shop.workspace().execute(request);
  CHECK(again.replayed);
  CHECK(again.to_json() == first.to_json());
  CHECK(next(again) == next(first));
  CHECK(again.happened["entries"] == Value(0));
  request.explain = false;
  CHECK(shop.workspace().execute(request).replayed);
}

TEST_CASE("step show: people are told who moved a step that stands still") {
  BracketShop shop;
  shop.start({"R-1/kit"});
  shop.run(Ask("step.hold").with_all("steps", {"R-1/kit"}).by("bob").because("no bolts"));
  const Ask show = Ask("step.show").with("step", "R-1/kit");
  const Answer told = explained(shop, show);
  CHECK(told["started_by"] == Value("bob"));
  CHECK(told["completed_by"] == Value());
  CHECK(told["moved"]["by"] == Value("bob"));
  CHECK(told["moved"]["reason"] == Value("no bolts"));
  CHECK(shop.run(show).find("moved") == nullptr);
}
