#include "raw_command.h"
#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

Ask verb(const std::string& name, const Texts& steps) {
  return Ask("step." + name).with_all("steps", steps).because("because");
}

/// R-1: a, then p with p1 and (optional) p2, then z.
class Shop : public Workshop {
 public:
  Shop() {
    add_part("BRKT", "serial");
    make_procedure(R"(procedure: p
title: P
steps:
  - {id: a, title: A, fields: [{id: x, type: number, max: 5}, {id: s, type: signoff, role: quality}]}
  - id: p
    title: P
    steps: [{id: p1, title: P1}, {id: p2, title: P2, required: false}]
  - {id: z, title: Z}
)");
    make_run("BRKT", "p");
  }
  void move(const std::string& name, const Texts& steps) { run(verb(name, steps)); }
  /// The states of a, p, p1, p2, z, by their first letters: t i h r c f x.
  std::string states() {
    std::string out;
    for (const std::string& state : column(run(Ask("step.list").with("run", "R-1")), "state")) {
      out += state == "canceled" ? 'x' : state.front();
    }
    return out;
  }
};

}  // namespace

TEST_CASE("step verbs: the verbs of the table, in a run") {
  // Every state, how to get there, and what may be done then.
  const std::vector<std::pair<std::string, Texts>> ways{{"todo", {}},
                                                        {"in_progress", {"start"}},
                                                        {"hold", {"hold"}},
                                                        {"hold", {"start", "hold"}},
                                                        {"completed", {"start", "complete"}},
                                                        {"failed", {"start", "fail"}},
                                                        {"canceled", {"cancel"}}};
  const std::vector<std::pair<std::string, Texts>> allowed{
      {"todo", {"start", "hold", "cancel"}}, {"in_progress", {"complete", "hold", "fail", "cancel"}},
      {"hold", {"resume", "cancel"}},        {"completed", {"reopen"}},
      {"failed", {"rework", "cancel"}},      {"canceled", {"restore"}}};
  for (const auto& [state, way] : ways) {
    Shop shop;
    for (const std::string& step : way) shop.move(step, {"R-1/a"});
    REQUIRE(shop.state("R-1/a") == state);
    const Texts& may = std::find_if(allowed.begin(), allowed.end(), [&s = state](const auto& row) {
                         return row.first == s;
                       })->second;
    for (const char* name :
         {"start", "complete", "hold", "resume", "fail", "rework", "cancel", "restore", "reopen"}) {
      CAPTURE(state, name);
      if (std::find(may.begin(), may.end(), name) != may.end()) {
        CHECK_NOTHROW(shop.run(verb(name, {"R-1/a"}).dry_run()));
      } else {
        shop.refused(verb(name, {"R-1/a"}), ErrorCode::kStateRefused);
      }
    }
  }
}

TEST_CASE("step verbs: the reason is needed where the table says so") {
  Shop shop;
  shop.start({"R-1/a"});
  for (const char* name : {"hold", "fail", "rework", "cancel", "restore", "reopen"}) {
    CAPTURE(name);
    shop.refused(Ask("step." + std::string(name)).with_all("steps", {"R-1/a"}), ErrorCode::kUsage);
    shop.refused(Ask("step." + std::string(name)).with_all("steps", {"R-1/a"}).because(""),
                 ErrorCode::kUsage);
  }
  shop.move("hold", {"R-1/a"});
  CHECK_NOTHROW(shop.run(Ask("step.resume").with_all("steps", {"R-1/a"})));
}

TEST_CASE("step verbs: a resumed step goes on only while it is available") {
  Shop shop;
  shop.start({"R-1/a"});
  shop.complete({"R-1/a"});
  shop.start({"R-1/p", "R-1/p1"});
  shop.move("hold", {"R-1/p1"});
  shop.move("resume", {"R-1/p1"});
  CHECK(shop.state("R-1/p1") == "in_progress");
  shop.move("hold", {"R-1/p1", "R-1/p"});
  shop.move("resume", {"R-1/p1"});
  CHECK(shop.state("R-1/p1") == "todo");
}

TEST_CASE("step verbs: a held or failed parent keeps its children from going on") {
  for (const char* name : {"hold", "fail"}) {
    Shop shop;
    shop.start({"R-1/a"});
    shop.complete({"R-1/a"});
    shop.start({"R-1/p", "R-1/p1"});
    shop.move(name, {"R-1/p"});
    CHECK(shop.state("R-1/p1") == "in_progress");
    CHECK(shop.show_step("R-1/p1")["available"] == Value(false));
    CHECK(blockers(shop.refused(verb("complete", {"R-1/p1"}), ErrorCode::kStepNotAvailable)) ==
          Texts{"parent.not_started R-1/p"});
  }
}

TEST_CASE("step verbs: unavailable goes before unmet gates, and values are taken all the same") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(
      "procedure: p\ntitle: P\nsteps:\n  - id: p\n    title: P\n    steps:\n"
      "      - {id: c, title: C, fields: [{id: x, type: number, required: true}, {id: s, type: signoff, "
      "role: quality}]}\n");
  shop.make_run("BRKT", "p");
  shop.start({"R-1/p", "R-1/c"});
  shop.run(verb("hold", {"R-1/p"}));
  shop.refused(verb("complete", {"R-1/c"}), ErrorCode::kStepNotAvailable);
  shop.run(Workshop::record("R-1/c", {{"x", "1"}}));
  shop.run(Workshop::sign("R-1/c", "s"));
  shop.run(verb("hold", {"R-1/c"}));
  shop.refused(Workshop::record("R-1/c", {{"x", "2"}}), ErrorCode::kStateRefused);
  shop.refused(Workshop::sign("R-1/c", "s"), ErrorCode::kStateRefused);
}

TEST_CASE("step verbs: a new attempt starts empty, the old one stays readable") {
  Shop shop;
  shop.start({"R-1/a"});
  shop.run(Workshop::record("R-1/a", {{"x", "1"}}));
  shop.run(Workshop::sign("R-1/a", "s"));
  shop.move("fail", {"R-1/a"});
  shop.move("rework", {"R-1/a"});
  CHECK(shop.show_step("R-1/a")["attempt"] == Value(2));
  CHECK(shop.field("R-1/a", "x")["value"] == Value());
  CHECK(shop.field("R-1/a", "s")["value"] == Value());
  const Value old = shop.run(Ask("step.show").with("step", "R-1/a").with("attempt", 1));
  CHECK(old["attempt"] == Value(1));
  CHECK(old["fields"].as_list()[0]["value"] == Value("1"));
  CHECK(shop.exported("measurements").find(",x,,,1,number,1,") != std::string::npos);
  // Hold, cancel and restore keep attempt and values.
  shop.start({"R-1/a"});
  shop.run(Workshop::record("R-1/a", {{"x", "2"}}));
  for (const char* name : {"hold", "resume", "cancel", "restore"}) shop.move(name, {"R-1/a"});
  CHECK(shop.show_step("R-1/a")["attempt"] == Value(2));
  CHECK(shop.field("R-1/a", "x")["value"] == Value("2"));
}

TEST_CASE("step verbs: a deviation covers a value out of spec") {
  Shop shop;
  shop.start({"R-1/a"});
  const auto deviate = [](const char* actor) {
    return Ask("step.deviate").with("step", "R-1/a").with("field", "x").by(actor).because("harmless");
  };
  CHECK_THROWS_AS(shop.run(deviate("quinn")), Error);
  shop.run(Workshop::record("R-1/a", {{"x", "9"}}));
  CHECK(blockers(shop.refused(verb("complete", {"R-1/a"}), ErrorCode::kGateUnmet)) ==
        Texts{"field.out_of_spec R-1/a#x"});
  const Error denied = shop.refused(deviate("bob"), ErrorCode::kPermissionDenied);
  CHECK(denied.message().find("step.deviate") != std::string::npos);
  shop.refused(Ask("step.deviate").with("step", "R-1/a").with("field", "x").by("quinn"), ErrorCode::kUsage);
  shop.run(deviate("quinn"));
  CHECK(shop.field("R-1/a", "x")["judgement"] == Value("deviated"));
  CHECK(shop.field("R-1/a", "x")["value"] == Value("9"));
  // Another value out of spec is not the one that was accepted.
  shop.run(Workshop::record("R-1/a", {{"x", "8"}}));
  shop.refused(verb("complete", {"R-1/a"}), ErrorCode::kGateUnmet);
  shop.run(deviate("quinn"));
  shop.complete({"R-1/a"});
}

TEST_CASE("step verbs: canceling takes the open descendants along, restoring brings them back") {
  Shop shop;
  shop.start({"R-1/a"});
  shop.complete({"R-1/a"});
  shop.start({"R-1/p", "R-1/p1"});
  shop.complete({"R-1/p1"});
  shop.move("cancel", {"R-1/p"});
  CHECK(shop.states() == "cxcxt");
  // The canceled step leaves the graph: z waits for a.
  CHECK(column(shop.run(Ask("step.next").with("run", "R-1")), "key") == Texts{"z"});
  // Under a canceled ancestor nothing is restored or reopened.
  shop.refused(verb("restore", {"R-1/p2"}), ErrorCode::kRuleRefused);
  shop.refused(verb("reopen", {"R-1/p1"}), ErrorCode::kRuleRefused);
  shop.move("restore", {"R-1/p"});
  CHECK(shop.states() == "ctctt");
  CHECK(column(shop.run(Ask("step.next").with("run", "R-1")), "key") == Texts{"p"});
  // What was canceled before on its own stays canceled.
  shop.move("cancel", {"R-1/p2"});
  shop.move("cancel", {"R-1/p"});
  shop.move("restore", {"R-1/p"});
  CHECK(shop.states() == "ctcxt");
}

TEST_CASE("step verbs: reopening is refused while work rests on the step, unless it cascades") {
  Shop shop;
  shop.set("auto_complete", "false");
  shop.start({"R-1/a"});
  shop.run(Workshop::record("R-1/a", {{"x", "1"}}));
  shop.complete({"R-1/a"});
  shop.start({"R-1/p", "R-1/p1"});
  shop.complete({"R-1/p1"});
  shop.complete({"R-1/p"});
  shop.start({"R-1/z"});
  CHECK(shop.states() ==
        "ccc"
        "ti");
  const Error error = shop.refused(verb("reopen", {"R-1/a"}), ErrorCode::kRuleRefused);
  CHECK(blockers(error) == Texts{"state R-1/p", "state R-1/p1", "state R-1/z"});
  // A completed ancestor rests on its child.
  CHECK(blockers(shop.refused(verb("reopen", {"R-1/p1"}), ErrorCode::kRuleRefused)) ==
        Texts{"state R-1/p", "state R-1/z"});
  // The step's own descendants do not count.
  CHECK(blockers(shop.refused(verb("reopen", {"R-1/p"}), ErrorCode::kRuleRefused)) == Texts{"state R-1/z"});
  const Value answer = shop.run(verb("reopen", {"R-1/a"}).with("cascade", true));
  CHECK(shop.states() == "ttttt");
  CHECK(answer["steps"].as_list().size() == 4);
  for (const char* step : {"R-1/a", "R-1/p", "R-1/p1", "R-1/z"})
    CHECK(shop.show_step(step)["attempt"] == Value(2));
  CHECK(shop.show_step("R-1/p2")["attempt"] == Value(1));
  CHECK(shop.field("R-1/a", "x")["value"] == Value());
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("step verbs: restoring is refused while work rests on what comes back") {
  Shop shop;
  shop.start({"R-1/a"});
  shop.complete({"R-1/a"});
  shop.move("cancel", {"R-1/p"});
  shop.start({"R-1/z"});
  CHECK(blockers(shop.refused(verb("restore", {"R-1/p"}), ErrorCode::kRuleRefused)) == Texts{"state R-1/z"});
  shop.run(verb("restore", {"R-1/p"}).with("cascade", true));
  CHECK(shop.states() == "ctttt");
  CHECK(shop.show_step("R-1/z")["attempt"] == Value(2));
  CHECK(shop.show_step("R-1/p")["attempt"] == Value(1));
}

TEST_CASE("step verbs: status and counters follow") {
  Shop shop;
  const auto status = [&] { return shop.show_run("R-1")["status"].as_text(); };
  CHECK(status() == "todo");
  shop.move("hold", {"R-1/z"});
  CHECK(status() == "hold");
  CHECK(shop.show_run("R-1")["lifecycle"] == Value("todo"));
  shop.start({"R-1/a"});
  CHECK(status() == "hold");
  shop.move("fail", {"R-1/a"});
  CHECK(status() == "failed");
  CHECK(shop.show_run("R-1")["lifecycle"] == Value("in_progress"));
  shop.move("cancel", {"R-1/a", "R-1/z", "R-1/p"});
  CHECK(status() == "canceled");
  shop.move("restore", {"R-1/z"});
  CHECK(status() == "in_progress");
  shop.start({"R-1/z"});
  const Value done = shop.complete({"R-1/z"});
  CHECK(done["runs"].as_list().front()["status"] == Value("partial_complete"));
  CHECK(done["runs"].as_list().front()["lifecycle"] == Value("complete"));
}

TEST_CASE("step verbs: a failed step opens an issue where the setting says so") {
  Shop shop;
  shop.start({"R-1/a"});
  shop.move("fail", {"R-1/a"});
  CHECK(shop.run(Ask("issue.list")).as_list().empty());
  shop.move("rework", {"R-1/a"});
  shop.set("issue_on_fail", "true");
  shop.start({"R-1/a"});
  const Value failed = shop.run(verb("fail", {"R-1/a"}));
  CHECK(column(failed["issues"], "id") == Texts{"I-1"});
  CHECK(shop.run(Ask("issue.list")).as_list().size() == 1);
}

TEST_CASE("step verbs: a cascade reaches work under what the same restore brings back") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(R"(procedure: p
title: P
steps:
  - id: s1
    title: S1
    steps:
      - {id: s2, title: S2, steps: [{id: s3, title: S3}]}
      - {id: s4, title: S4, steps: [{id: s5, title: S5}, {id: s6, title: S6}]}
)");
  shop.make_run("BRKT", "p");
  const auto move = [&](const std::string& name, const Texts& steps, bool cascade = false) {
    Ask ask = verb(name, steps);
    if (cascade) ask.with("cascade", true);
    shop.run(ask);
  };
  move("start", {"R-1/s1", "R-1/s2", "R-1/s3"});
  move("complete", {"R-1/s3", "R-1/s2"});
  move("start", {"R-1/s4", "R-1/s5"});
  move("complete", {"R-1/s5"});
  move("cancel", {"R-1/s4"});
  move("reopen", {"R-1/s2"}, true);
  CHECK(shop.state("R-1/s5") == "completed");  // under a canceled ancestor it is left as it is
  move("restore", {"R-1/s4"});
  move("cancel", {"R-1/s1"});
  move("restore", {"R-1/s1"}, true);
  CHECK(shop.state("R-1/s5") == "todo");
}

TEST_CASE("step verbs: the signatures of a reopened step stay and no longer count") {
  Shop shop;
  shop.move("start", {"R-1/a"});
  shop.run(Ask("step.sign").with("step", "R-1/a").with("field", "s").by("quinn"));
  shop.move("complete", {"R-1/a"});
  shop.move("reopen", {"R-1/a"});
  const Value old = shop.run(Ask("step.show").with("step", "R-1/a").with("attempt", 1));
  CHECK(old["fields"].as_list()[1]["value"] == Value("quinn"));
  CHECK(old["fields"].as_list()[1]["superseded"] == Value(true));
}

TEST_CASE("step verbs: an issue covers the values of its own step alone") {
  Workshop shop;
  shop.set("out_of_spec", "issue");
  shop.add_part("BRKT", "serial");
  shop.make_procedure(R"(procedure: p
title: P
flow: graph
steps:
  - {id: a, title: A, fields: [{id: nm, type: number, max: 5}]}
  - {id: b, title: B, fields: [{id: nm, type: number, max: 5}]}
)");
  shop.make_run("BRKT", "p");
  shop.start({"R-1/a", "R-1/b"});
  shop.run(Workshop::record("R-1/a", {{"nm", "9"}}));
  shop.run(Workshop::record("R-1/b", {{"nm", "9"}}));
  const auto complete = [](const char* step) {
    return Ask("step.complete").with_all("steps", {step}).by("bob");
  };
  shop.refused(complete("R-1/a"), ErrorCode::kGateUnmet);
  // One of the whole run covers no value of it either.
  shop.run(Ask("issue.create").with("title", "Dull tool").with("run", "R-1"));
  shop.run(Ask("issue.create").with("title", "Too tight").with("step", "R-1/a"));
  shop.run(complete("R-1/a"));
  const Error refusal = shop.refused(complete("R-1/b"), ErrorCode::kGateUnmet);
  CHECK(blockers(refusal) == Texts{"field.out_of_spec R-1/b#nm"});
}

TEST_CASE("step verbs: work that failed rests on what is reopened as all other work does") {
  Shop shop;
  shop.start({"R-1/a"});
  shop.complete({"R-1/a"});
  shop.start({"R-1/p"});
  shop.move("fail", {"R-1/p"});
  const Error refusal = shop.refused(verb("reopen", {"R-1/a"}), ErrorCode::kRuleRefused);
  CHECK(blockers(refusal) == Texts{"state R-1/p"});
  shop.run(verb("reopen", {"R-1/a"}).with("cascade", true));
  CHECK(shop.states() == "ttttt");
}

TEST_CASE("step verbs: a step in redline takes values, and no sign-off") {
  Shop shop;
  shop.start({"R-1/a"});
  raw_command(shop.database(), "redline.open", [](store::Connection&, ops::Command& command) {
    SubjectChange change{ObjectKind::kStep, "R-1/a", {}};
    change.fields.push_back({"state", "in_progress", "redline"});
    command.record("R-1/a", {change});
  });
  shop.run(Workshop::record("R-1/a", {{"x", "1"}}));
  shop.refused(Workshop::sign("R-1/a", "s"), ErrorCode::kStateRefused);
}

TEST_CASE("step verbs: a deviation is for a step that goes on") {
  Shop shop;
  shop.start({"R-1/a"});
  shop.run(Workshop::record("R-1/a", {{"x", "9"}}));
  const Ask deviate =
      Ask("step.deviate").with("step", "R-1/a").with("field", "x").because("no harm").by("quinn");
  shop.run(Ask(deviate).dry_run());
  shop.move("cancel", {"R-1/a"});
  shop.refused(deviate, ErrorCode::kStateRefused);
}

TEST_CASE("step verbs: a reopened run is complete no more, and makes what there is of its item") {
  Workshop shop;
  shop.add_part("WIRE", "quantity");
  shop.make_procedure("procedure: w\ntitle: W\nsteps: [{id: a, title: A}]\n");
  shop.run(Ask("run.create").with("part", "WIRE").with("procedure", "w").with("quantity", "5"));
  shop.start({"R-1/a"});
  shop.complete({"R-1/a"});
  const Value done = shop.show_run("R-1");
  REQUIRE(done["lifecycle"] == Value("complete"));
  REQUIRE_FALSE(done["completed_at"].is_null());
  shop.run(Ask("inventory.adjust").with("inventory", "INV-1").with("to", "3").because("two were lost"));
  shop.run(Ask("run.reopen").with("run", "R-1").because("again"));
  const Value open = shop.show_run("R-1");
  CHECK(open["lifecycle"] == Value("in_progress"));
  CHECK(open["completed_at"].is_null());
  CHECK(open["quantity"] == Value("3"));
  CHECK(open["started_at"] == done["started_at"]);
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("step verbs: a completion over warnings lists them in its entry") {
  Shop shop;
  shop.run(Ask("issue.create").with("title", "A scratch").with("run", "R-1"));
  shop.start({"R-1/a"});
  shop.complete({"R-1/a"});
  REQUIRE(shop.states() == "ctttt");
  shop.start({"R-1/p"});
  shop.start({"R-1/p1"});
  shop.complete({"R-1/p1"});
  shop.complete({"R-1/p"});
  shop.start({"R-1/z"});
  shop.complete({"R-1/z"});
  REQUIRE(shop.show_run("R-1")["lifecycle"] == Value("complete"));
  const Value log = shop.run(Ask("log"));
  const Value& entry = log.as_list().back();
  CHECK(entry["op"] == Value("run.complete"));
  CHECK(entry["actor"] == Value("bob"));
  Value warnings;
  for (const Value& change : entry["changes"].as_list()) {
    if (change["field"] == Value("warnings")) warnings = change["new"];
  }
  CHECK(warnings == Value(Value::List{Value("issue.open I-1")}));
}

TEST_CASE("step verbs: an approval of the procedure is a gate of its runs") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(
      "procedure: g\ntitle: G\napprovals: [{id: final, role: quality}, {id: shop, role: engineer}]\n"
      "steps: [{id: a, title: A}]\n");
  shop.make_run("BRKT", "g");
  shop.start({"R-1/a"});
  shop.complete({"R-1/a"});
  CHECK(shop.show_run("R-1")["lifecycle"] == Value("in_progress"));
  const Error refusal = shop.refused(Ask("run.complete").with("run", "R-1"), ErrorCode::kGateUnmet);
  CHECK(blockers(refusal) == Texts{"approval.open R-1", "approval.open R-1"});
  CHECK(refusal.blockers().front().message.find("final") != std::string::npos);
}
