#include "format/json.h"
#include "format/procedure_document.h"
#include "model/plan.h"
#include "model/standard_steps.h"
#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

constexpr std::string_view kDeburr = R"(standard_step: deburr
title: Deburr the edges
location: BENCH
fields:
  - {id: edges, title: Edges, type: passfail, required: true}
steps:
  - {id: file, title: File}
  - {id: wipe, title: Wipe}
)";

constexpr std::string_view kPlate = R"(procedure: plate
title: Plate
parts: [PLATE]
steps:
  - {id: cut, title: Cut}
  - {use: std:deburr@1}
  - {id: again, use: std:deburr@1, required: false, after: [cut]}
)";

class PlateShop : public Workshop {
 public:
  PlateShop() {
    add_part("PLATE", "serial");
    run(Ask("location.add").with("location", "BENCH").with("name", "Bench"));
  }
  Value add_both() {
    return run(Ask("procedure.add").with_files("files", {{"p.proc.yaml", kPlate}, {"d.std.yaml", kDeburr}}));
  }
};

Ask verb(const char* operation, const std::string& id) { return Ask(operation).with_all("procedures", {id}); }

std::vector<std::string> keys(const Value& run) {
  std::vector<std::string> out;
  for (const Value& step : run["steps"].as_list()) out.push_back(step["key"].as_text());
  return out;
}

}  // namespace

TEST_CASE("standard step: has revisions and a lifecycle of its own") {
  PlateShop shop;
  const Value added = shop.run(Ask("procedure.add").with_file("files", "d.std.yaml", kDeburr));
  const Value& made = added["procedures"].as_list().front();
  CHECK(made["key"] == Value("std:deburr"));
  CHECK(made["revision"] == Value(1));
  CHECK(made["state"] == Value("draft"));
  CHECK(made["type"] == Value());
  CHECK(made["outcome"] == Value("added"));
  CHECK(shop.run(Ask("procedure.show").with("procedure", "std:deburr"))["document"]["standard_step"] ==
        Value("deburr"));
  const Value again = shop.run(Ask("procedure.add").with_file("files", "d.std.yaml", kDeburr));
  CHECK(again["procedures"].as_list().front()["outcome"] == Value("unchanged"));
  shop.run(verb("procedure.submit", "std:deburr"));
  shop.release("std:deburr@1");
  const Value text = shop.run(Ask("procedure.export").with("procedure", "std:deburr@1"));
  CHECK(text["text"].as_text().starts_with("standard_step: deburr\n"));
  shop.run(verb("procedure.archive", "std:deburr@1"));
  CHECK(shop.run(Ask("procedure.show").with("procedure", "std:deburr"))["state"] == Value("archived"));
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("standard step: an unknown revision is found where it is used") {
  PlateShop shop;
  const Error refusal = shop.refused(Ask("procedure.add").with_file("files", "p.proc.yaml", kPlate),
                                     ErrorCode::kDocumentInvalid);
  REQUIRE(refusal.findings().size() == 2);
  CHECK(refusal.findings()[0].rule == "standard_step.unknown");
  CHECK(refusal.findings()[0].line == 6);
  CHECK(refusal.findings()[0].column == 11);
  shop.add_both();
  const Error next = shop.refused(
      Ask("procedure.add")
          .with_file("files", "q.yaml", "procedure: q\ntitle: Q\nsteps: [{use: 'std:deburr@2'}]\n"),
      ErrorCode::kDocumentInvalid);
  CHECK(next.findings()[0].hint == "its newest revision is std:deburr@1");
}

TEST_CASE("standard step: may come with its procedure, in any order, in one transaction") {
  PlateShop shop;
  const Value added = shop.add_both();
  REQUIRE(added["procedures"].as_list().size() == 2);
  CHECK(added["procedures"].as_list()[0]["key"] == Value("plate"));
  CHECK(added["procedures"].as_list()[1]["key"] == Value("std:deburr"));
  // The next revision of it is one that the same command brings.
  shop.release("std:deburr@1");
  const std::string changed = std::string(kDeburr) + "  - {id: check, title: Check}\n";
  shop.run(
      Ask("procedure.add")
          .with_files("files", {{"d.std.yaml", changed},
                                {"q.yaml", "procedure: q\ntitle: Q\nsteps: [{use: 'std:deburr@2'}]\n"}}));
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("standard step: unreleased ones refuse the release of a procedure, and runs of it") {
  PlateShop shop;
  shop.add_both();
  const Error refusal = shop.refused(verb("procedure.release", "plate"), ErrorCode::kRuleRefused);
  CHECK(refusal.message() == "Procedure has unreleased steps");
  REQUIRE(refusal.blockers().size() == 1);
  CHECK(refusal.blockers()[0].subject == "std:deburr@1");
  shop.run(verb("procedure.submit", "std:deburr"));
  shop.refused(verb("procedure.release", "plate"), ErrorCode::kRuleRefused);

  shop.run(Ask("procedure.release").with_all("procedures", {"std:deburr", "plate"}));
  CHECK(shop.make_run("PLATE", "plate") == "R-1");
  // What has been archived since is not released.
  shop.run(verb("procedure.archive", "std:deburr"));
  for (const char* procedure : {"plate", "plate@1", "auto"}) {
    const Error run = shop.refused(
        Ask("run.create").with("part", "PLATE").with("procedure", procedure).with("serial", "auto"),
        ErrorCode::kRuleRefused);
    CHECK(run.message() == "Procedure has unreleased steps");
  }
}

TEST_CASE("standard step: is no procedure to run") {
  PlateShop shop;
  shop.run(Ask("procedure.add").with_file("files", "d.std.yaml", kDeburr));
  shop.release("std:deburr");
  shop.refused(Ask("run.create").with("part", "PLATE").with("procedure", "std:deburr").with("serial", "auto"),
               ErrorCode::kRuleRefused);
  const Error none =
      shop.refused(Ask("run.create").with("part", "PLATE").with("procedure", "auto").with("serial", "auto"),
                   ErrorCode::kRuleRefused);
  CHECK(none.message() == "No procedures available for this part");
}

TEST_CASE("standard step: a run has its steps, with what the procedure gives") {
  PlateShop shop;
  shop.add_both();
  shop.run(Ask("procedure.release").with_all("procedures", {"std:deburr", "plate"}));
  shop.make_run("PLATE", "plate");
  const Value run = shop.show_run("R-1");
  CHECK(keys(run) == std::vector<std::string>{"cut", "deburr", "deburr.file", "deburr.wipe", "again",
                                              "again.file", "again.wipe"});
  CHECK(shop.show_step("R-1/deburr")["title"] == Value("Deburr the edges"));
  CHECK(shop.show_step("R-1/deburr")["location"] == Value("BENCH"));
  CHECK(shop.show_step("R-1/deburr")["required"] == Value(true));
  CHECK(shop.show_step("R-1/again")["required"] == Value(false));
  CHECK(shop.show_step("R-1/again")["fields"].as_list().size() == 1);
  CHECK(shop.show_step("R-1/again.wipe")["after"] == Value(Value::List{Value("again.file")}));

  shop.start({"R-1/cut"});
  shop.complete({"R-1/cut"});
  shop.start({"R-1/deburr", "R-1/deburr.file"});
  shop.complete({"R-1/deburr.file"});
  shop.start({"R-1/deburr.wipe"});
  shop.complete({"R-1/deburr.wipe"});
  shop.refused(Ask("step.complete").with_all("steps", {"R-1/deburr"}).by("alice"), ErrorCode::kGateUnmet);
  shop.run(Workshop::record("R-1/deburr", {{"edges", "pass"}}, "alice"));
  shop.complete({"R-1/deburr"}, "alice");
  CHECK(shop.show_run("R-1")["lifecycle"] == Value("complete"));
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("standard step: a run has the content that was released, not an earlier draft's") {
  PlateShop shop;
  shop.add_both();
  shop.run(Ask("procedure.add")
               .with_file("files", "d.std.yaml", "standard_step: deburr\ntitle: Deburr with care\n"));
  shop.run(Ask("procedure.release").with_all("procedures", {"std:deburr", "plate"}));
  shop.make_run("PLATE", "plate");
  CHECK(keys(shop.show_run("R-1")) == std::vector<std::string>{"cut", "deburr", "again"});
  CHECK(shop.show_step("R-1/deburr")["title"] == Value("Deburr with care"));
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("standard step: one that does not fit where it is used is refused there") {
  PlateShop shop;
  shop.run(Ask("procedure.add").with_file("files", "d.std.yaml", kDeburr));
  const Error refusal =
      shop.refused(Ask("procedure.add")
                       .with_file("files", "q.yaml",
                                  "procedure: q\ntitle: Q\nsteps:\n  - {id: deburr.wipe, title: W}\n"
                                  "  - use: std:deburr@1\n"),
                   ErrorCode::kDocumentInvalid);
  REQUIRE(refusal.findings().size() == 1);
  CHECK(refusal.findings()[0].rule == "use.misfit");
  CHECK(refusal.findings()[0].line == 5);
  CHECK(refusal.findings()[0].column == 10);
}

TEST_CASE("standard step: one that does not fit is found beside what is unknown") {
  PlateShop shop;
  const Error refusal = shop.refused(
      Ask("procedure.add")
          .with_files(
              "files",
              {{"d.std.yaml", kDeburr},
               {"q.yaml",
                "procedure: q\ntitle: Q\nsteps:\n  - {id: deburr.wipe, title: W}\n"
                "  - {id: other, use: std:deburr@2}\n  - use: std:deburr@1\n    location: NOWHERE\n"}}),
      ErrorCode::kDocumentInvalid);
  REQUIRE(refusal.findings().size() == 3);
  CHECK(refusal.findings()[0].rule == "standard_step.unknown");
  CHECK(refusal.findings()[1].rule == "location.unknown");
  CHECK(refusal.findings()[2].rule == "use.misfit");
  CHECK(refusal.findings()[2].line == 6);
}

TEST_CASE("procedure: two files of one procedure that differ are refused together") {
  PlateShop shop;
  const Error refusal = shop.refused(
      Ask("procedure.add")
          .with_files("files", {{"a.yaml", "procedure: q\ntitle: Q\nsteps: [{id: a, title: A}]\n"},
                                {"b.yaml", "procedure: q\ntitle: R\nsteps: [{id: a, title: A}]\n"}}),
      ErrorCode::kDocumentInvalid);
  REQUIRE(refusal.findings().size() == 1);
  CHECK(refusal.findings()[0].rule == "procedure.duplicate");
  CHECK(refusal.findings()[0].file == "b.yaml");
  // The same content twice is one revision.
  const Value same = shop.run(
      Ask("procedure.add")
          .with_files("files", {{"a.yaml", "procedure: q\ntitle: Q\nsteps: [{id: a, title: A}]\n"},
                                {"b.yaml",
                                 "{\"procedure\": \"q\", \"title\": \"Q\", \"steps\": [{\"id\": \"a\", "
                                 "\"title\": \"A\"}]}"}}));
  CHECK(same["procedures"].as_list()[0]["outcome"] == Value("added"));
  CHECK(same["procedures"].as_list()[1]["outcome"] == Value("unchanged"));
}

TEST_CASE("standard step: its meaning in a plan is what workspaces have compared siblings by") {
  // Canonical JSON without the member `use`, byte by byte as SQLite's json_remove leaves it.
  constexpr std::string_view kWash = R"(standard_step: wash
title: "Wash \"hot\" \\ 60 °C / 😀"
instructions: "First line\n\tsecond \u0001 line"
fields:
  - {id: bath, title: use, type: number, min: 1.50, max: "60"}
  - {id: how, type: select, options: ["use", "std:wash@1"]}
)";
  constexpr std::string_view kBody = R"(procedure: body
title: Body
steps:
  - {id: cut, title: Cut}
  - {id: clean, use: std:wash@1, required: false, location: BENCH}
)";
  format::Document standard = format::read_document("w.std.yaml", kWash);
  const auto wash = format::decode_standard_step(standard);
  REQUIRE(wash);
  format::Document document = format::read_document("b.proc.yaml", kBody);
  auto body = format::decode_procedure(document);
  REQUIRE(body);
  REQUIRE(expand_standard_steps(*body, [&](const std::string&) { return *wash; }).empty());
  const Plan plan = make_plan(
      *body, [](const StepDef& step) { return format::to_canonical_json(format::definition_value(step)); });
  Folder folder;
  auto db = store::Connection::create(folder.path() + "/t.db");
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    CAPTURE(plan.definitions[i].body);
    auto& row = db.query("SELECT json_remove($1, '$.use')", plan.definitions[i].body);
    REQUIRE(row.step());
    CHECK(plan.definitions[i].meaning.hex() == sha256({row.text(0)}).hex());
    CHECK_FALSE(row.step());
  }
  CHECK(plan.definitions[1].meaning != plan.definitions[1].digest);
  CHECK(plan.steps[1].standard == "std:wash");
}
