#include <set>

#include "raw_command.h"
#include "store/batches.h"
#include "traveler/bulk.h"
#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

constexpr std::string_view kBoard = R"(procedure: board
title: Board
steps:
  - {id: kit, title: Kit}
  - id: solder
    title: Solder
    fields:
      - {id: temp, type: number, min: 200, max: 260, required: true}
      - {id: label, type: text, per_unit: true}
      - {id: checked, type: signoff, role: quality, required: true}
  - id: box
    title: Box
    steps: [{id: foam, title: Foam}, {id: lid, title: Lid}]
  - {id: plate, title: Plate, after: [], outside: {operation: plating}}
)";

/// A shop with boards in a batch.
class BatchShop : public Workshop {
 public:
  explicit BatchShop(int runs = 3) {
    add_part("PCB", "serial");
    make_procedure(kBoard);
    boards(runs);
    Ask create("batch.create");
    Texts all;
    for (int i = 1; i <= runs; ++i) all.push_back("R-" + std::to_string(i));
    run(create.with("title", "Boards").with_all("runs", all));
  }
  void boards(int runs) {
    run(Ask("run.create")
            .with("part", "PCB")
            .with("procedure", "board")
            .with("serial", "auto")
            .with("copies", runs));
  }
  /// The states of a step in runs 1, 2, 3...
  std::string states(const std::string& key, int runs = 3) {
    std::string out;
    for (int i = 1; i <= runs; ++i) {
      out += (i == 1 ? "" : " ") + state("R-" + std::to_string(i) + "/" + key);
    }
    return out;
  }
  /// The runs of the group that a step is in, one text.
  std::string siblings(const std::string& key) {
    const Value batch = run(Ask("batch.show").with("batch", "B-1"));
    for (const Value& group : batch["siblings"].as_list()) {
      if (group["key"].as_text() != key) continue;
      std::string out;
      for (const Value& id : group["runs"].as_list()) out += (out.empty() ? "" : " ") + id.as_text();
      return out;
    }
    return "none";
  }
  void work_until_solder() {
    start({"R-1/kit"});
    complete({"R-1/kit"});
    start({"R-1/solder"});
  }
};

std::set<std::string> subjects(const Error& error) {
  std::set<std::string> out;
  for (const Blocker& blocker : error.blockers()) out.insert(blocker.subject);
  return out;
}

}  // namespace

TEST_CASE("batch: one act moves all siblings, in one entry each") {
  BatchShop shop;
  const Value answer = shop.run(Ask("step.start").with_all("steps", {"R-2/kit"}));
  CHECK(answer["steps"].as_list().size() == 3);
  CHECK(answer["steps"].as_list().front()["id"] == Value("R-2/kit"));
  CHECK(answer["runs"].as_list().size() == 3);
  CHECK(shop.states("kit") == "in_progress in_progress in_progress");
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("batch: several ids, of which one has moved as a sibling, are one act") {
  BatchShop shop;
  shop.run(Ask("step.start").with_all("steps", {"R-1/kit", "R-3/kit", "R-1/kit"}));
  CHECK(shop.states("kit") == "in_progress in_progress in_progress");
}

TEST_CASE("batch: one refusing sibling leaves all as they were, and each that refuses is named") {
  BatchShop shop(4);
  shop.run(Ask("step.hold").with_all("steps", {"R-1/kit"}).with("only", true).because("x"));
  shop.run(Ask("step.start").with_all("steps", {"R-2/kit"}));
  CHECK(shop.states("kit", 4) == "hold in_progress in_progress in_progress");
  shop.run(Ask("step.complete").with_all("steps", {"R-2/kit"}));
  // R-1 cannot start its own solder: it still is a sibling of the others'.
  const Error error =
      shop.refused(Ask("step.start").with_all("steps", {"R-3/solder"}), ErrorCode::kStepNotAvailable);
  CHECK(error.subject() == "R-3/solder");
  CHECK(subjects(error) == std::set<std::string>{"R-1/kit"});
  CHECK(shop.states("solder", 4) == "todo todo todo todo");
  shop.run(Ask("step.start").with_all("steps", {"R-3/solder"}).with("only", true));
  CHECK(shop.states("solder", 4) == "todo todo in_progress todo");
  CHECK(shop.siblings("solder") == "R-1 R-2 R-4");
}

TEST_CASE("batch: values and sign-offs go to all, per-unit ones to their run") {
  BatchShop shop;
  shop.work_until_solder();
  shop.run(Workshop::record("R-1/solder", {{"temp", "230"}, {"label", "A1"}}));
  CHECK(shop.field("R-3/solder", "temp")["value"] == Value("230"));
  CHECK(shop.field("R-3/solder", "label")["value"].is_null());
  shop.run(Workshop::sign("R-2/solder", "checked"));
  CHECK(shop.field("R-1/solder", "checked")["value"] == Value("quinn"));

  SECTION("a per-unit value takes the sign-off of its own run alone") {
    shop.run(Workshop::record("R-2/solder", {{"label", "A2"}}));
    CHECK(shop.field("R-2/solder", "checked")["superseded"] == Value(true));
    CHECK(shop.field("R-1/solder", "checked")["superseded"] == Value(false));
    SECTION("signing gives it to those that lack it") {
      const Value answer = shop.run(Workshop::sign("R-1/solder", "checked"));
      REQUIRE(answer["steps"].as_list().size() == 1);
      CHECK(answer["steps"].as_list().front()["id"] == Value("R-2/solder"));
      shop.refused(Workshop::sign("R-1/solder", "checked"), ErrorCode::kRuleRefused);
    }
  }
  SECTION("each run must have its own before the step completes, though it is not required") {
    const Error error =
        shop.refused(Ask("step.complete").with_all("steps", {"R-1/solder"}), ErrorCode::kGateUnmet);
    CHECK(subjects(error) == std::set<std::string>{"R-2/solder#label", "R-3/solder#label"});
    SECTION("a step that goes alone asks for what is required only") {
      shop.run(Ask("step.complete").with_all("steps", {"R-2/solder"}).with("only", true));
      CHECK(shop.states("solder") == "in_progress completed in_progress");
    }
    SECTION("with all of them it goes through") {
      shop.run(Workshop::record("R-2/solder", {{"label", "A2"}}));
      shop.run(Workshop::record("R-3/solder", {{"label", "A3"}}));
      shop.run(Workshop::sign("R-1/solder", "checked"));
      shop.run(Ask("step.complete").with_all("steps", {"R-1/solder"}));
      CHECK(shop.states("solder") == "completed completed completed");
    }
  }
}

TEST_CASE("batch: each run cancels and restores on its own graph") {
  BatchShop shop;
  shop.run(Ask("step.cancel").with_all("steps", {"R-1/box"}).because("no box"));
  CHECK(shop.states("box") == "canceled canceled canceled");
  CHECK(shop.states("lid") == "canceled canceled canceled");
  shop.run(Ask("step.restore").with_all("steps", {"R-2/box"}).because("after all"));
  CHECK(shop.states("lid") == "todo todo todo");
}

TEST_CASE("batch: --only takes the step and what it moves out of their groups, on record") {
  BatchShop shop;
  shop.run(Ask("step.cancel").with_all("steps", {"R-1/box"}).with("only", true).because("no box"));
  CHECK(shop.siblings("box") == "R-2 R-3");
  CHECK(shop.siblings("lid") == "R-2 R-3");
  CHECK(shop.siblings("kit") == "R-1 R-2 R-3");
  bool on_record = false;
  const Value log = shop.run(Ask("log").with("subject", "R-1/box"));
  for (const Value& entry : log.as_list()) {
    for (const Value& change : entry["changes"].as_list()) {
      on_record = on_record || (change["field"] == Value("sibling") && change["new"] == Value(false));
    }
  }
  CHECK(on_record);
  CHECK(shop.run(Ask("step.show").with("step", "R-2/box"))["sibling_runs"] == Value(Value::List{"R-3"}));
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("batch: a value by --only leaves the group too") {
  BatchShop shop;
  shop.work_until_solder();
  shop.run(Workshop::record("R-2/solder", {{"temp", "210"}}).with("only", true));
  CHECK(shop.siblings("solder") == "R-1 R-3");
  CHECK(shop.field("R-1/solder", "temp")["value"].is_null());
}

TEST_CASE("batch: steps with an outside process are never siblings") {
  BatchShop shop;
  CHECK(shop.siblings("plate") == "none");
  shop.start({"R-1/plate"});
  CHECK(shop.states("plate") == "in_progress todo todo");
}

TEST_CASE("batch: a run joins later for what is todo on both sides") {
  BatchShop shop;
  shop.start({"R-1/kit"});
  shop.boards(1);
  shop.run(Ask("batch.add").with("batch", "B-1").with_all("runs", {"R-4"}));
  CHECK(shop.siblings("kit") == "R-1 R-2 R-3");
  CHECK(shop.siblings("solder") == "R-1 R-2 R-3 R-4");
  CHECK(shop.states("kit", 4) == "in_progress in_progress in_progress todo");
}

TEST_CASE("batch: an ended run takes no part and holds nobody back") {
  BatchShop shop;
  shop.run(Ask("run.fail").with("run", "R-2").because("dropped"));
  shop.start({"R-1/kit"});
  CHECK(shop.states("kit") == "in_progress todo in_progress");
  shop.boards(1);
  shop.run(Ask("batch.add").with("batch", "B-1").with_all("runs", {"R-4"}));
  CHECK(shop.siblings("solder") == "R-1 R-2 R-3 R-4");
  shop.refused(Ask("batch.create").with_all("runs", {"R-2"}), ErrorCode::kRunLocked);
}

TEST_CASE("batch: joining and leaving is all or nothing, with all that refuse") {
  BatchShop shop;
  shop.boards(2);
  const Error join =
      shop.refused(Ask("batch.create").with_all("runs", {"R-4", "R-1", "R-2"}), ErrorCode::kRuleRefused);
  CHECK(subjects(join) == std::set<std::string>{"R-1", "R-2"});
  CHECK(shop.run(Ask("batch.list")).as_list().size() == 1);
  const Error leave =
      shop.refused(Ask("batch.remove").with("batch", "B-1").with_all("runs", {"R-1", "R-4", "R-5"}),
                   ErrorCode::kRuleRefused);
  CHECK(subjects(leave) == std::set<std::string>{"R-4", "R-5"});
  CHECK(shop.run(Ask("batch.show").with("batch", "B-1"))["runs"].as_list().size() == 3);
  shop.refused(Ask("batch.show").with("batch", "B-9"), ErrorCode::kNotFound);
  shop.refused(Ask("batch.show").with("batch", "R-1"), ErrorCode::kUsage);
}

TEST_CASE("batch: nobody leaves in the middle of a redline") {
  BatchShop shop;
  raw_command(shop.database(), "redline.open", [](store::Connection&, ops::Command& command) {
    SubjectChange change{ObjectKind::kStep, "R-2/kit", {}};
    change.fields.push_back({"state", "todo", "redline"});
    command.record("R-2/kit", {change});
  });
  const Error error = shop.refused(Ask("batch.dissolve").with("batch", "B-1"), ErrorCode::kRuleRefused);
  REQUIRE(error.blockers().size() == 1);
  CHECK(error.blockers().front().code == "redline.open");
  CHECK(error.blockers().front().subject == "R-2");
  shop.run(Ask("batch.remove").with("batch", "B-1").with_all("runs", {"R-1"}));
}

TEST_CASE("batch: what left moves alone, with all that it has") {
  BatchShop shop;
  shop.work_until_solder();
  shop.run(Workshop::record("R-1/solder", {{"temp", "230"}}));
  shop.run(Ask("batch.dissolve").with("batch", "B-1"));
  CHECK(shop.run(Ask("batch.show").with("batch", "B-1"))["runs"].as_list().empty());
  shop.run(Workshop::record("R-1/solder", {{"temp", "240"}}));
  CHECK(shop.field("R-2/solder", "temp")["value"] == Value("230"));
  CHECK(shop.show_run("R-2")["batch"].is_null());
  shop.run(Ask("batch.add").with("batch", "B-1").with_all("runs", {"R-1", "R-2"}));
  CHECK(shop.siblings("solder") == "none");
  CHECK(shop.siblings("lid") == "R-1 R-2");
}

TEST_CASE("batch: assignee and due date are the batch's, unless --only") {
  BatchShop shop;
  shop.run(Ask("run.assign").with("run", "R-2").with("assignee", "bob"));
  CHECK(shop.show_run("R-3")["assignee"] == Value("bob"));
  shop.run(Ask("run.assign").with("run", "R-2").with("assignee", "none").with("only", true));
  CHECK(shop.show_run("R-2")["assignee"].is_null());
  CHECK(shop.show_run("R-3")["assignee"] == Value("bob"));
  shop.run(Ask("run.set")
               .with("run", "R-1")
               .with("set", Value::object().add("due", "2027-01-01").add("title", "First")));
  CHECK(shop.show_run("R-3")["due"] == Value("2027-01-01T23:59:59.000000Z"));
  CHECK(shop.show_run("R-3")["title"] != Value("First"));
}

TEST_CASE("batch: runs made in a batch are grouped like runs that join it") {
  BatchShop shop;
  const Value made = shop.run(Ask("run.create")
                                  .with("part", "PCB")
                                  .with("procedure", "board")
                                  .with("serial", "auto")
                                  .with("copies", 3)
                                  .with("batch", "Made"));
  REQUIRE(made["batch"]["siblings"].as_list().size() ==
          shop.run(Ask("batch.show").with("batch", "B-1"))["siblings"].as_list().size());
  CHECK(made["batch"]["title"] == Value("Made"));
  CHECK(made["runs"].as_list().front()["batch"] == Value("B-2"));
  shop.start({"R-5/kit"});
  CHECK(shop.state("R-4/kit") == "in_progress");
  CHECK(shop.state("R-1/kit") == "todo");
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("batch: a per-unit value asks nothing of the siblings") {
  BatchShop shop;
  shop.work_until_solder();
  // R-2 goes back to todo within its group: by its own graph.
  shop.run(Ask("step.hold").with_all("steps", {"R-1/solder"}).because("x"));
  shop.run(Ask("step.resume").with_all("steps", {"R-1/solder"}));
  raw_command(shop.database(), "step.hold", [](store::Connection&, ops::Command& command) {
    SubjectChange change{ObjectKind::kStep, "R-2/solder", {}};
    change.fields.push_back({"state", "in_progress", "hold"});
    command.record("R-2/solder", {change});
  });
  shop.run(Workshop::record("R-1/solder", {{"label", "A1"}}));
  shop.refused(Workshop::record("R-1/solder", {{"label", "A1"}, {"temp", "230"}}), ErrorCode::kStateRefused);
}

TEST_CASE("batch: a group that all have left is none, and its children's is not joined below another") {
  BatchShop shop(2);
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  for (const char* step : {"R-1/box", "R-2/box"})
    shop.run(Ask("step.hold").with_all("steps", {step}).with("only", true).because("x"));
  shop.boards(1);
  shop.run(Ask("batch.add").with("batch", "B-1").with_all("runs", {"R-3"}));
  // What is inside of a step that leaves goes with it.
  CHECK(shop.siblings("lid") == "none");
  CHECK(shop.siblings("solder") == "R-1 R-2 R-3");
}

TEST_CASE("batch: who joins finds the living, not a group of ended runs") {
  BatchShop shop(1);
  shop.start({"R-1/kit"});
  shop.boards(2);
  shop.run(Ask("batch.add").with("batch", "B-1").with_all("runs", {"R-2"}));
  shop.run(Ask("run.fail").with("run", "R-1").because("dropped"));
  shop.run(Ask("batch.add").with("batch", "B-1").with_all("runs", {"R-3"}));
  CHECK(shop.siblings("kit") == "R-2 R-3");
}

TEST_CASE("batch: a per-unit column asks each run for its own, though the table is optional") {
  Workshop shop;
  shop.add_part("PCB", "serial");
  shop.make_procedure(
      "procedure: p\ntitle: P\nsteps:\n  - id: a\n    title: A\n    fields:\n"
      "      - {id: t, type: table, rows: [x, y], columns: [{id: own, type: number, per_unit: true}]}\n");
  for (int i = 0; i < 2; ++i) shop.make_run("PCB", "p");
  shop.run(Ask("batch.create").with_all("runs", {"R-1", "R-2"}));
  shop.start({"R-1/a"});
  shop.run(Workshop::record("R-1/a", {{"t[x].own", "3"}, {"t[y].own", "4"}}));
  const Error error = shop.refused(Ask("step.complete").with_all("steps", {"R-1/a"}), ErrorCode::kGateUnmet);
  CHECK(subjects(error) == std::set<std::string>{"R-2/a#t[x].own", "R-2/a#t[y].own"});
}

TEST_CASE("batch: steps are siblings by what they say, whichever revision of a standard step says it") {
  Workshop shop;
  shop.add_part("PCB", "serial");
  shop.make_procedure("standard_step: clean\ntitle: Clean\n");
  shop.make_procedure("standard_step: clean\ntitle: Clean\nsteps: [{id: dry, title: Dry}]\n");
  shop.make_procedure("procedure: one\ntitle: One\nsteps: [{id: a, use: \"std:clean@1\"}]\n");
  shop.make_procedure("procedure: two\ntitle: Two\nsteps: [{id: b, use: \"std:clean@2\"}]\n");
  shop.make_run("PCB", "one");
  shop.make_run("PCB", "two");
  shop.run(Ask("batch.create").with_all("runs", {"R-1", "R-2"}));
  shop.start({"R-2/b"});
  CHECK(shop.state("R-1/a") == "in_progress");
}

TEST_CASE("batch: what is entered late is not dated before the run's last change") {
  BatchShop shop;
  for (Ask ask : {Ask("batch.remove").with("batch", "B-1").with_all("runs", {"R-2"}),
                  Ask("run.assign").with("run", "R-1").with("assignee", "bob"),
                  Ask("run.fail").with("run", "R-1").because("x")}) {
    shop.refused(ask.at("2001-01-01T00:00:00Z"), ErrorCode::kValueInvalid);
  }
}

TEST_CASE("batch: a title says something") {
  BatchShop shop;
  shop.refused(Ask("batch.rename").with("batch", "B-1").with("title", " \t"), ErrorCode::kValueInvalid);
  shop.run(Ask("batch.rename").with("batch", "B-1").with("title", "Monday"));
  CHECK(shop.run(Ask("batch.show").with("batch", "B-1"))["title"] == Value("Monday"));
}

TEST_CASE("batch: run create --batch asks for batch.create too") {
  BatchShop shop;
  shop.run(Ask("role.set").with("role", "maker").with_all("allow", {"run.create"}));
  shop.add_user("mae", "Mae", "maker");
  const auto create = [] {
    return Ask("run.create").with("part", "PCB").with("procedure", "board").with("serial", "auto").by("mae");
  };
  shop.run(create());
  const Error refusal = shop.refused(create().with("batch", "Mine"), ErrorCode::kPermissionDenied);
  CHECK(refusal.message() == "mae lacks the permission batch.create");
  shop.run(Ask("role.set").with("role", "maker").with_all("allow", {"run.create", "batch.create"}));
  CHECK(shop.run(create().with("batch", "Mine"))["batch"]["title"] == Value("Mine"));
}

TEST_CASE("batch: a step that has begun is no sibling of who joins after, told at once or one by one") {
  Workshop shop;
  shop.add_part("PIN", "quantity");
  shop.make_procedure("procedure: p\ntitle: P\nflow: graph\nsteps: [{id: a, title: A}, {id: b, title: B}]\n");
  shop.run(
      Ask("run.create").with("part", "PIN").with("procedure", "p").with("quantity", "1").with("copies", 3));
  shop.start({"R-1/a", "R-2/a", "R-3/a"});
  shop.run(Ask("batch.create").with("title", "B").with_all("runs", {"R-1"}));
  const auto add = [](const char* run) {
    return Ask("batch.add").with("batch", "B-1").with_all("runs", {run});
  };
  const Ask begin = Ask("step.start").with_all("steps", {"R-1/b"});
  SECTION("each in a transaction of its own") {
    shop.run(add("R-2"));
    shop.run(begin);
    shop.run(add("R-3"));
  }
  SECTION("all in one") {
    Bulk bulk(shop.workspace());
    bulk.execute(add("R-2").request());
    bulk.execute(begin.request());
    bulk.execute(add("R-3").request());
    bulk.commit();
  }
  CHECK(shop.state("R-2/b") == "in_progress");
  CHECK(shop.state("R-3/b") == "todo");
  shop.complete({"R-1/b"});
  CHECK(shop.state("R-2/b") == "completed");
  CHECK(shop.state("R-3/b") == "todo");
  // The replay has all of it in one go.
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("batch: who joins after the others have ended is alone, told at once or one by one") {
  BatchShop shop(1);
  shop.boards(1);
  const Ask fail = Ask("run.fail").with("run", "R-1").because("dropped");
  const Ask add = Ask("batch.add").with("batch", "B-1").with_all("runs", {"R-2"});
  SECTION("each in a transaction of its own") {
    shop.run(fail);
    shop.run(add);
  }
  SECTION("all in one") {
    Bulk bulk(shop.workspace());
    bulk.execute(fail.request());
    bulk.execute(add.request());
    bulk.commit();
  }
  CHECK(shop.scalar("SELECT count(DISTINCT siblings) FROM run_step WHERE siblings IS NOT NULL") ==
        2 * shop.scalar("SELECT count(siblings) FROM run_step WHERE run = 1"));
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("batch: runs made together are siblings by what their steps are, not by their place") {
  Workshop shop;
  shop.add_part("PIN", "quantity");
  const std::string steps = "title: T\nsteps: [{id: cut, title: Cut}, {id: wash, title: Wash}]\n";
  shop.make_procedure("procedure: one\n" + steps);
  shop.make_procedure("procedure: two\n" + steps);
  shop.make_procedure(
      "procedure: one\ntitle: T\nsteps: [{id: cut, title: Cut, instructions: Slowly}, {id: wash, title: Wash}]\n");
  const auto make = [&](const std::string& first, const std::string& second) {
    shop.run(Ask("run.create")
                 .with_file("file", "runs.yaml",
                            "runs:\n  - {part: PIN, quantity: 1, procedure: " + first +
                                "}\n  - {part: PIN, quantity: 1, procedure: " + second + "}\n")
                 .with("batch", "Together"));
  };
  const auto grouped = [&](const std::string& run, const std::string& other, const std::string& key) {
    shop.start({run + "/" + key});
    return shop.state(other + "/" + key) == "in_progress";
  };
  // The same plan, but of another procedure.
  make("one@1", "two");
  CHECK_FALSE(grouped("R-1", "R-2", "cut"));
  // The same procedure, but another plan: what says the same is shared.
  make("one@1", "one@2");
  CHECK_FALSE(grouped("R-3", "R-4", "cut"));
  shop.complete({"R-3/cut"});
  shop.start({"R-4/cut"});
  shop.complete({"R-4/cut"});
  CHECK(grouped("R-3", "R-4", "wash"));
  // Both are the same.
  make("one@2", "one@2");
  CHECK(grouped("R-5", "R-6", "cut"));
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("batch: a step of a run that has ended says so itself, not for its siblings") {
  BatchShop shop;
  shop.run(Ask("run.fail").with("run", "R-2").because("dropped"));
  const Error refusal = shop.refused(Ask("step.start").with_all("steps", {"R-2/kit"}), ErrorCode::kRunLocked);
  CHECK(refusal.subject() == "R-2/kit");
  CHECK(refusal.message().find("sibling") == std::string::npos);
  shop.start({"R-1/kit"});
  CHECK(shop.states("kit") == "in_progress todo in_progress");
}

TEST_CASE("batch: a group of which one step has begun is not all todo") {
  BatchShop shop;
  auto db = store::Connection::open(shop.database());
  const std::int64_t group = db.scalar("SELECT siblings FROM run_step WHERE run = 1 AND slot = 1");
  CHECK(store::all_todo(db, group));
  db.run_script("UPDATE run_step SET state = 1 WHERE run = 2 AND slot = 1");
  CHECK_FALSE(store::all_todo(db, group));
  // A run that has ended does not count, whichever way its step is.
  db.run_script("UPDATE run SET lifecycle = 3 WHERE id = 2");
  CHECK(store::all_todo(db, group));
  db.run_script("UPDATE run SET lifecycle = 3");
  CHECK_FALSE(store::all_todo(db, group));
}
