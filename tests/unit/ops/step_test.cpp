#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

Ask start(const Texts& steps) { return Ask("step.start").with_all("steps", steps).by("bob"); }
Ask complete(const Texts& steps) { return Ask("step.complete").with_all("steps", steps).by("bob"); }

Texts available(Workshop& shop, const std::string& run) {
  return column(shop.run(Ask("step.next").with("run", run)), "key");
}

/// A part and one run, R-1, of a procedure of which `steps` is all but its head.
class Shop : public Workshop {
 public:
  explicit Shop(const std::string& steps, const std::string& head = "") {
    add_part("BRKT", "serial");
    make_procedure("procedure: p\ntitle: P\n" + head + "steps:\n" + steps);
    make_run("BRKT", "p");
  }
};

constexpr const char* kNested = R"(
  - id: frame
    title: Frame
    steps:
      - {id: weld, title: Weld}
      - {id: grind, title: Grind, required: false}
      - {id: paint, title: Paint, after: []}
  - {id: pack, title: Pack}
)";

}  // namespace

TEST_CASE("step: start and complete move a step, the run and its times") {
  BracketShop shop;
  const Value started = shop.run(start({"R-1/kit"}));
  CHECK(started["op"] == Value("step.start"));
  CHECK(started["seq"] == Value(shop.head()));
  const Value& step = started["steps"].as_list().front();
  CHECK(step["id"] == Value("R-1/kit"));
  CHECK(step["state"] == Value("in_progress"));
  CHECK(step["attempt"] == Value(1));
  CHECK(started["runs"].as_list().front()["lifecycle"] == Value("in_progress"));
  Value run = shop.show_run("R-1");
  CHECK(run["lifecycle"] == Value("in_progress"));
  CHECK(run["status"] == Value("in_progress"));
  CHECK_FALSE(run["started_at"].is_null());
  CHECK(run["started_at"] == step["started_at"]);
  CHECK(run["updated_at"] == step["started_at"]);
  CHECK(run["revision"] == Value(2));
  const Value first_start = run["started_at"];

  const Value completed = shop.run(complete({"R-1/kit"}));
  CHECK(completed["steps"].as_list().front()["state"] == Value("completed"));
  CHECK_FALSE(completed["steps"].as_list().front()["completed_at"].is_null());
  shop.run(start({"R-1/torque"}));
  run = shop.show_run("R-1");
  CHECK(run["started_at"] == first_start);
  CHECK(run["completed_at"] == Value());
  CHECK(run["counts"]["completed"] == Value(1));
  CHECK(run["counts"]["in_progress"] == Value(1));
}

TEST_CASE("step: only what the table allows") {
  BracketShop shop;
  shop.refused(complete({"R-1/kit"}), ErrorCode::kStateRefused);
  shop.start({"R-1/kit"});
  const Error error = shop.refused(start({"R-1/kit"}), ErrorCode::kStateRefused);
  CHECK(error.subject() == "R-1/kit");
  CHECK(blockers(error) == Texts{"state R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.refused(start({"R-1/kit"}), ErrorCode::kStateRefused);
  shop.refused(complete({"R-1/kit"}), ErrorCode::kStateRefused);
}

TEST_CASE("step: ids that are none, or name nothing") {
  BracketShop shop;
  shop.refused(start({"kit"}), ErrorCode::kUsage);
  shop.refused(start({"R-1"}), ErrorCode::kUsage);
  shop.refused(start({""}), ErrorCode::kUsage);
  shop.refused(start({}), ErrorCode::kUsage);
  shop.refused(start({"R-1/nothing"}), ErrorCode::kNotFound);
  shop.refused(start({"R-2/kit"}), ErrorCode::kNotFound);
  shop.refused(Ask("step.show").with("step", "R-1/nothing"), ErrorCode::kNotFound);
  shop.refused(Ask("step.show").with("step", "R-1/kit").with("attempt", 2), ErrorCode::kNotFound);
  shop.refused(Ask("step.show").with("step", "R-1/kit").with("attempt", 0), ErrorCode::kNotFound);
  shop.refused(Ask("step.list").with("run", "R-9"), ErrorCode::kNotFound);
}

TEST_CASE("step: each waits for every upstream step") {
  Shop shop(R"(
  - {id: a, title: A}
  - {id: b, title: B}
  - {id: c, title: C, after: [a, b]}
  - {id: d, title: D, after: []}
)",
            "flow: graph\n");
  CHECK(available(shop, "R-1") == Texts{"a", "b", "d"});
  Error error = shop.refused(start({"R-1/c"}), ErrorCode::kStepNotAvailable);
  CHECK(error.subject() == "R-1/c");
  CHECK(blockers(error) == Texts{"upstream.open R-1/a", "upstream.open R-1/b"});
  shop.start({"R-1/a"});
  CHECK(available(shop, "R-1") == Texts{"a", "b", "d"});
  shop.complete({"R-1/a"});
  error = shop.refused(start({"R-1/c"}), ErrorCode::kStepNotAvailable);
  CHECK(blockers(error) == Texts{"upstream.open R-1/b"});
  CHECK(shop.show_step("R-1/c")["blocked_by"].as_list().size() == 1);
  shop.start({"R-1/b"});
  shop.complete({"R-1/b"});
  CHECK(available(shop, "R-1") == Texts{"c", "d"});
  CHECK(shop.show_step("R-1/c")["blocked_by"].as_list().empty());
  shop.start({"R-1/c"});
}

TEST_CASE("step: a child waits for its parent, and the parent for its children") {
  Shop shop(kNested);
  CHECK(available(shop, "R-1") == Texts{"frame"});
  CHECK(blockers(shop.refused(start({"R-1/weld"}), ErrorCode::kStepNotAvailable)) ==
        Texts{"parent.not_started R-1/frame"});
  shop.start({"R-1/frame"});
  CHECK(available(shop, "R-1") == Texts{"frame", "weld", "paint"});
  CHECK(blockers(shop.refused(start({"R-1/grind"}), ErrorCode::kStepNotAvailable)) ==
        Texts{"upstream.open R-1/weld"});
  // The optional child may stay todo.
  CHECK(blockers(shop.refused(complete({"R-1/frame"}), ErrorCode::kGateUnmet)) ==
        Texts{"child.open R-1/paint", "child.open R-1/weld"});
  shop.start({"R-1/weld"});
  shop.complete({"R-1/weld"});
  shop.start({"R-1/paint", "R-1/grind"});
  shop.complete({"R-1/paint"});
  CHECK(blockers(shop.refused(complete({"R-1/frame"}), ErrorCode::kGateUnmet)) ==
        Texts{"child.open R-1/grind"});
  shop.complete({"R-1/grind"});
  shop.complete({"R-1/frame"});
  CHECK(available(shop, "R-1") == Texts{"pack"});
  const Value steps = shop.run(Ask("step.list").with("run", "R-1"));
  CHECK(column(steps, "number") == Texts{"1", "1.1", "1.2", "1.3", "2"});
  CHECK(column(steps, "parent") == Texts{"null", "frame", "frame", "frame", "null"});
  CHECK(steps.as_list()[2]["after"] == Value(Value::List{"weld"}));
  CHECK(steps.as_list()[3]["after"] == Value::list());
}

TEST_CASE("step: a child todo when its optional parent is not started keeps nobody waiting") {
  Shop shop(R"(
  - {id: main, title: Main}
  - id: extra
    title: Extra
    required: false
    steps:
      - {id: inner, title: Inner}
)");
  shop.start({"R-1/main"});
  shop.complete({"R-1/main"});
  CHECK(shop.show_run("R-1")["status"] == Value("complete"));
}

TEST_CASE("step: all unmet gates are listed at once") {
  BracketShop shop;
  shop.add_part("BOLT", "quantity");
  shop.make_procedure(R"(procedure: gates
title: Gates
steps:
  - id: all
    title: All
    fields:
      - {id: need, type: text, required: true}
      - {id: free, type: text}
      - {id: bad, type: number, max: 1}
      - {id: check, type: passfail}
      - {id: sign, type: signoff, role: quality, required: true}
    requires: [{part: BOLT, quantity: 2}]
    approvals: [{id: mrb, role: quality}]
    outside: {operation: anodize}
    steps: [{id: child, title: Child}, {id: maybe, title: Maybe, required: false}]
)");
  shop.make_run("BRKT", "gates");
  shop.start({"R-2/all"});
  shop.run(Workshop::record("R-2/all", {{"bad", "2"}, {"check", "fail"}}));
  const Error error = shop.refused(complete({"R-2/all"}), ErrorCode::kGateUnmet);
  CHECK(error.subject() == "R-2/all");
  CHECK(blockers(error) == Texts{"approval.open R-2/all", "child.open R-2/child",
                                 "field.missing R-2/all#need", "field.out_of_spec R-2/all#bad",
                                 "field.out_of_spec R-2/all#check", "outside.open R-2/all",
                                 "requirement.open R-2/all", "signoff.missing R-2/all#sign"});
}

TEST_CASE("step: values are kept as typed and judged at once") {
  BracketShop shop;
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.start({"R-1/torque"});
  shop.run(Workshop::record("R-1/torque", {{"nm", "10.50"}, {"note", "hand \"tight\", then 90\xC2\xB0"}}));
  Value nm = shop.field("R-1/torque", "nm");
  CHECK(nm["value"] == Value("10.50"));
  CHECK(nm["judgement"] == Value("ok"));
  CHECK(nm["recorded_by"] == Value("bob"));
  CHECK(nm["attempt"] == Value(1));
  CHECK(shop.field("R-1/torque", "note")["value"] == Value("hand \"tight\", then 90\xC2\xB0"));
  CHECK(shop.field("R-1/torque", "inspector")["judgement"] == Value("empty"));
  // Out of spec is stored, never refused.
  shop.run(Workshop::record("R-1/torque", {{"nm", "10.51"}}));
  nm = shop.field("R-1/torque", "nm");
  CHECK(nm["value"] == Value("10.51"));
  CHECK(nm["judgement"] == Value("out_of_spec"));
  // The old value is kept in the history and the exports.
  CHECK(shop.scalar("SELECT count(*) FROM reading WHERE field = 'nm'") == 2);
  CHECK(shop.scalar(
            "SELECT count(*) FROM reading WHERE field = 'nm' AND is_current = 1 AND value = '10.51'") == 1);
  CHECK(shop.scalar(
            "SELECT count(*) FROM reading WHERE field = 'nm' AND is_current = 0 AND value = '10.50'") == 1);
}

TEST_CASE("step: values that do not fit are refused, with all that came with them") {
  BracketShop shop;
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.start({"R-1/torque"});
  for (const char* value : {"x", "NaN", "1e400", "0x10", "N/A", "\xEF\xBC\x91"}) {
    CAPTURE(value);
    const Error error = shop.refused(Workshop::record("R-1/torque", {{"note", "fine"}, {"nm", value}}),
                                     ErrorCode::kValueInvalid);
    CHECK(error.subject() == "R-1/torque#nm");
  }
  shop.refused(Workshop::record("R-1/torque", {{"inspector", "quinn"}}), ErrorCode::kValueInvalid);
  const Error error = shop.refused(Workshop::record("R-1/torque", {{"nmm", "10"}}), ErrorCode::kNotFound);
  CHECK(error.subject() == "R-1/torque#nmm");
  shop.refused(Workshop::record("R-1/torque", {}), ErrorCode::kUsage);
  shop.refused(Workshop::record("R-1/kit", {{"nm", "10"}}), ErrorCode::kStateRefused);
  shop.refused(Workshop::record("R-2/torque", {{"nm", "10"}}), ErrorCode::kNotFound);
}

TEST_CASE("step: values wait for the start") {
  BracketShop shop;
  shop.refused(Workshop::record("R-1/torque", {{"nm", "10"}}), ErrorCode::kStateRefused);
  shop.refused(Workshop::sign("R-1/torque", "inspector"), ErrorCode::kStateRefused);
}

TEST_CASE("step: a cleared value is missing again") {
  BracketShop shop;
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.start({"R-1/torque"});
  for (const Value& cleared : {Value(""), Value()}) {
    shop.run(Workshop::record("R-1/torque", {{"nm", "10"}}));
    CHECK(shop.field("R-1/torque", "nm")["judgement"] == Value("ok"));
    shop.run(Workshop::record("R-1/torque", {{"nm", cleared}}));
    const Value nm = shop.field("R-1/torque", "nm");
    CHECK(nm["value"] == Value());
    CHECK(nm["judgement"] == Value("empty"));
    CHECK(nm["recorded_by"] == Value());
    CHECK(blockers(shop.refused(complete({"R-1/torque"}), ErrorCode::kGateUnmet)) ==
          Texts{"field.missing R-1/torque#nm", "signoff.missing R-1/torque#inspector"});
    // Clearing what is clear changes nothing.
    const std::string before = shop.snapshot();
    shop.run(Workshop::record("R-1/torque", {{"nm", cleared}}));
    CHECK(shop.snapshot() == before);
  }
  // A signature is not taken back by clearing it.
  shop.run(Workshop::sign("R-1/torque", "inspector"));
  shop.refused(Workshop::record("R-1/torque", {{"inspector", ""}}), ErrorCode::kValueInvalid);
  shop.refused(Workshop::record("R-1/torque", {{"inspector", Value()}}), ErrorCode::kValueInvalid);
}

TEST_CASE("step: values from a file") {
  BracketShop shop;
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.start({"R-1/torque"});
  const auto ask = [](const char* text) {
    return Ask("step.record").with("step", "R-1/torque").with_file("file", "v.yaml", text).by("bob");
  };
  shop.run(ask("nm: 10.10\nnote: from a file\n"));
  CHECK(shop.field("R-1/torque", "nm")["value"] == Value("10.10"));
  CHECK(shop.field("R-1/torque", "note")["value"] == Value("from a file"));
  shop.refused(ask("nm: 10\n").with("set", pairs({{"nm", "10"}})), ErrorCode::kUsage);
  shop.refused(ask("nm: 10\nnm: 11\n"), ErrorCode::kDocumentInvalid);
}

TEST_CASE("step: a sign-off needs the permission and the role") {
  BracketShop shop;
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.start({"R-1/torque"});
  shop.refused(Workshop::sign("R-1/torque", "inspector", "bob"), ErrorCode::kPermissionDenied);
  shop.refused(Workshop::sign("R-1/torque", "inspector", "alice"), ErrorCode::kPermissionDenied);
  shop.run(Ask("role.set").with("role", "clerk").with_all("allow", {"part.*"}));
  shop.run(Ask("user.set").with("user", "bob").with_all("roles", {"clerk"}));
  const Error error =
      shop.refused(Workshop::sign("R-1/torque", "inspector", "bob"), ErrorCode::kPermissionDenied);
  CHECK(error.message().find("step.sign") != std::string::npos);
  shop.refused(Workshop::sign("R-1/torque", "nm"), ErrorCode::kValueInvalid);
  shop.refused(Workshop::sign("R-1/torque", "nobody"), ErrorCode::kNotFound);
  shop.run(Workshop::sign("R-1/torque", "inspector"));
  const Value signed_off = shop.field("R-1/torque", "inspector");
  CHECK(signed_off["value"] == Value("quinn"));
  CHECK(signed_off["printed_name"] == Value("Quinn"));
  CHECK_FALSE(signed_off["recorded_at"].is_null());
  CHECK(signed_off["superseded"] == Value(false));
}

TEST_CASE("step: the role of a sign-off may come through a team") {
  BracketShop shop;
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.start({"R-1/torque"});
  shop.run(
      Ask("team.add").with("team", "inspectors").with_all("users", {"alice"}).with_all("roles", {"quality"}));
  shop.run(Workshop::sign("R-1/torque", "inspector", "alice"));
}

TEST_CASE("step: a peer has not started, recorded or completed the step") {
  BracketShop shop;
  shop.run(Ask("user.set").with("user", "bob").with_all("roles", {"operator", "quality"}));
  shop.run(Ask("user.set").with("user", "alice").with_all("roles", {"admin", "quality"}));
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.start({"R-1/torque"}, "bob");
  shop.refused(Workshop::sign("R-1/torque", "inspector", "bob"), ErrorCode::kRuleRefused);
  // Who recorded a value has worked on the step, also when somebody recorded over it.
  shop.run(Workshop::record("R-1/torque", {{"nm", "10"}}, "alice"));
  shop.run(Workshop::record("R-1/torque", {{"nm", "10.1"}}, "bob"));
  shop.refused(Workshop::sign("R-1/torque", "inspector", "alice"), ErrorCode::kRuleRefused);
  // Having signed is not having worked.
  shop.run(Workshop::sign("R-1/torque", "inspector", "quinn"));
  shop.run(Workshop::record("R-1/torque", {{"nm", "10.2"}}, "bob"));
  shop.run(Workshop::sign("R-1/torque", "inspector", "quinn"));
}

TEST_CASE("step: without peer, who worked may sign") {
  Shop shop("\n  - {id: a, title: A, fields: [{id: done, type: signoff, role: operator, required: true}]}\n");
  shop.start({"R-1/a"});
  shop.run(Workshop::sign("R-1/a", "done", "bob"));
  shop.complete({"R-1/a"});
}

TEST_CASE("step: signing what is signed is refused, a value afterwards supersedes") {
  BracketShop shop;
  shop.add_user("q2", "Second", "quality");
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.start({"R-1/torque"});
  shop.run(Workshop::record("R-1/torque", {{"nm", "10"}}));
  shop.run(Workshop::sign("R-1/torque", "inspector"));
  shop.refused(Workshop::sign("R-1/torque", "inspector"), ErrorCode::kRuleRefused);
  shop.refused(Workshop::sign("R-1/torque", "inspector", "q2"), ErrorCode::kRuleRefused);
  // Any value of the step supersedes, also a cleared one or one of a field that is not required.
  for (const Pairs& values : {Pairs{{"nm", "10.1"}}, Pairs{{"note", "x"}}, Pairs{{"note", ""}}}) {
    shop.run(Workshop::record("R-1/torque", values));
    CHECK(shop.field("R-1/torque", "inspector")["superseded"] == Value(true));
    CHECK(blockers(shop.refused(complete({"R-1/torque"}), ErrorCode::kGateUnmet)) ==
          Texts{"signoff.missing R-1/torque#inspector"});
    shop.run(Workshop::sign("R-1/torque", "inspector"));
    CHECK(shop.field("R-1/torque", "inspector")["superseded"] == Value(false));
  }
  shop.complete({"R-1/torque"});
}

TEST_CASE("step: complete records and signs first, all or nothing") {
  BracketShop shop;
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.start({"R-1/torque"});
  shop.run(Ask("role.set").with("role", "lead").with_all("allow", {"step.*"}));
  shop.run(Ask("user.set").with("user", "quinn").with_all("roles", {"quality", "lead"}));
  const auto ask = [](const char* nm) {
    return Ask("step.complete").with_all("steps", {"R-1/torque"}).with("set", pairs({{"nm", nm}})).by("bob");
  };
  // The value goes with the refusal.
  CHECK(blockers(shop.refused(ask("10"), ErrorCode::kGateUnmet)) ==
        Texts{"signoff.missing R-1/torque#inspector"});
  CHECK(shop.field("R-1/torque", "nm")["value"] == Value());
  shop.refused(ask("x"), ErrorCode::kValueInvalid);
  // Who records is no peer.
  shop.refused(ask("10").with_all("sign", {"inspector"}).by("quinn"), ErrorCode::kRuleRefused);
  shop.run(Workshop::record("R-1/torque", {{"nm", "9.5"}}));
  shop.run(
      Ask("step.complete").with_all("steps", {"R-1/torque"}).with_all("sign", {"inspector"}).by("quinn"));
  CHECK(shop.state("R-1/torque") == "completed");
  CHECK(shop.field("R-1/torque", "inspector")["value"] == Value("quinn"));
}

TEST_CASE("step: complete with values needs their permissions too") {
  BracketShop shop;
  shop.start({"R-1/kit"});
  shop.run(Ask("role.set").with("role", "closer").with_all("allow", {"step.complete"}));
  shop.run(Ask("user.set").with("user", "quinn").with_all("roles", {"closer"}));
  const auto ask = [] { return Ask("step.complete").with_all("steps", {"R-1/kit"}).by("quinn"); };
  const Error record = shop.refused(ask().with("set", pairs({{"nm", "1"}})), ErrorCode::kPermissionDenied);
  CHECK(record.message().find("step.record") != std::string::npos);
  const Error sign = shop.refused(ask().with_all("sign", {"inspector"}), ErrorCode::kPermissionDenied);
  CHECK(sign.message().find("step.sign") != std::string::npos);
  shop.run(ask());
}

TEST_CASE("step: many ids are one transaction, judged in order") {
  Shop shop(kNested);
  shop.make_run("BRKT", "p");
  // The child before its parent, the parent before its child.
  shop.refused(start({"R-1/weld", "R-1/frame"}), ErrorCode::kStepNotAvailable);
  const Value started = shop.run(start({"R-1/frame", "R-1/weld", "R-2/frame"}));
  CHECK(column(started["steps"], "id") == Texts{"R-1/frame", "R-1/weld", "R-2/frame"});
  CHECK(column(started["runs"], "id") == Texts{"R-1", "R-2"});
  // One bad one among many undoes all.
  shop.refused(start({"R-1/paint", "R-2/weld", "R-2/pack"}), ErrorCode::kStepNotAvailable);
  shop.refused(start({"R-1/paint", "R-2/nothing"}), ErrorCode::kNotFound);
  CHECK(shop.state("R-1/paint") == "todo");
}

TEST_CASE("step: an id named twice is skipped") {
  BracketShop shop;
  const Value started = shop.run(start({"R-1/kit", "R-1/kit"}));
  CHECK(started["steps"].as_list().size() == 1);
  const Value completed = shop.run(complete({"R-1/kit", "R-1/kit"}));
  CHECK(completed["steps"].as_list().size() == 1);
  CHECK(shop.show_step("R-1/kit")["revision"] == Value(3));
}

TEST_CASE("step: unavailable goes before unmet gates, the state before both") {
  Shop shop(R"(
  - {id: a, title: A}
  - {id: b, title: B, fields: [{id: x, type: text, required: true}]}
)");
  shop.refused(complete({"R-1/b"}), ErrorCode::kStateRefused);
  shop.refused(start({"R-1/b"}), ErrorCode::kStepNotAvailable);
}

TEST_CASE("step: the last one completes the run and makes its item available") {
  BracketShop shop;
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.start({"R-1/torque"});
  shop.run(Workshop::record("R-1/torque", {{"nm", "10"}}));
  shop.run(Workshop::sign("R-1/torque", "inspector"));
  CHECK(shop.scalar("SELECT status FROM inventory_item WHERE id = 1") == 2);  // wip
  const Value completed = shop.complete({"R-1/torque"});
  const Value& run = completed["runs"].as_list().front();
  CHECK(run["lifecycle"] == Value("complete"));
  CHECK(run["status"] == Value("complete"));
  CHECK(run["completed_at"] == completed["steps"].as_list().front()["completed_at"]);
  CHECK(shop.scalar("SELECT status FROM inventory_item WHERE id = 1") == 6);  // available
  CHECK(completed["seq"] == Value(shop.head()));
  CHECK(shop.run(Ask("step.next")).as_list().empty());
}

TEST_CASE("step: a run that has ended is locked, before any other refusal") {
  BracketShop shop;
  shop.make_procedure(
      "procedure: short\ntitle: Short\nsteps:\n  - {id: a, title: A, fields: [{id: x, type: text}]}\n"
      "  - {id: late, title: Late, required: false, fields: [{id: s, type: signoff, role: quality}]}\n");
  shop.make_run("BRKT", "short");
  shop.start({"R-2/a"});
  shop.complete({"R-2/a"});
  CHECK(shop.show_run("R-2")["lifecycle"] == Value("complete"));
  shop.refused(start({"R-2/late"}), ErrorCode::kRunLocked);
  shop.refused(start({"R-2/a"}), ErrorCode::kRunLocked);
  shop.refused(complete({"R-2/a"}), ErrorCode::kRunLocked);
  // Whoever asks: nobody may, so that a permission would not help.
  shop.run(Ask("role.set").with("role", "looker").with_all("allow", {"issue.create"}));
  shop.add_user("vic", "Vic", "looker");
  for (const Ask& ask :
       {start({"R-2/a"}), complete({"R-2/a"}),
        Ask("step.record").with("step", "R-2/a").with("set", Value::object().add("nm", "1"))})
    shop.refused(Ask(ask).by("vic"), ErrorCode::kRunLocked);
  shop.refused(start({"R-2/none"}).by("vic"), ErrorCode::kNotFound);
  Request stale = start({"R-2/a"}).request();
  stale.if_revision = 77;
  CHECK_THROWS_MATCHES(shop.workspace().execute(stale), Error,
                       Catch::Matchers::Predicate<Error>(
                           [](const Error& error) { return error.code() == ErrorCode::kRunLocked; }));
  shop.refused(Workshop::record("R-2/a", {{"x", "1"}}), ErrorCode::kRunLocked);
  shop.refused(Workshop::record("R-2/a", {{"unknown", "1"}}), ErrorCode::kRunLocked);
  shop.refused(Workshop::sign("R-2/late", "s"), ErrorCode::kRunLocked);
  // With others in one command: nothing of it happens.
  shop.refused(start({"R-1/kit", "R-2/late"}), ErrorCode::kRunLocked);
  CHECK(shop.show_step("R-2/late")["available"] == Value(false));
}

TEST_CASE("step: with auto_complete off the run waits") {
  BracketShop shop;
  shop.set("auto_complete", "false");
  shop.make_procedure("procedure: short\ntitle: Short\nsteps: [{id: a, title: A}]\n");
  shop.make_run("BRKT", "short");
  shop.start({"R-2/a"});
  shop.complete({"R-2/a"});
  const Value run = shop.show_run("R-2");
  CHECK(run["lifecycle"] == Value("in_progress"));
  CHECK(run["status"] == Value("complete"));
  CHECK(run["completed_at"] == Value());
  CHECK(shop.scalar("SELECT status FROM inventory_item WHERE id = 2") == 2);  // still wip
}

TEST_CASE("step: a run completes by itself only when it has required steps, all settled") {
  Shop shop(R"(
  - {id: a, title: A, required: false}
  - {id: b, title: B, required: false, after: []}
)");
  shop.start({"R-1/a", "R-1/b"});
  shop.complete({"R-1/a", "R-1/b"});
  CHECK(shop.show_run("R-1")["lifecycle"] == Value("in_progress"));

  shop.make_procedure(
      "procedure: q\ntitle: Q\nflow: graph\nsteps:\n  - {id: a, title: A}\n"
      "  - {id: b, title: B, required: false}\n");
  shop.make_run("BRKT", "q");
  // An optional step that is being worked on keeps the run open.
  shop.start({"R-2/a", "R-2/b"});
  shop.complete({"R-2/a"});
  CHECK(shop.show_run("R-2")["lifecycle"] == Value("in_progress"));
  shop.complete({"R-2/b"});
  CHECK(shop.show_run("R-2")["lifecycle"] == Value("complete"));
}

TEST_CASE("step: next and list show what can be worked on") {
  BracketShop shop;
  shop.make_run("BRKT", "bracket");
  CHECK(column(shop.run(Ask("step.next")), "id") == Texts{"R-1/kit", "R-2/kit"});
  shop.start({"R-2/kit"});
  shop.complete({"R-2/kit"});
  CHECK(column(shop.run(Ask("step.next")), "id") == Texts{"R-1/kit", "R-2/torque"});
  CHECK(column(shop.run(Ask("step.list").with("run", "R-2").with("state", "todo")), "key") ==
        Texts{"torque"});
  shop.refused(Ask("step.list").with("run", "R-2").with("state", "done"), ErrorCode::kUsage);
}
