#include <fstream>

#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

// The answers of what records values have these values, with their judgement.

namespace {

const Value::List& recorded(const Value& answer) {
  return answer["steps"].as_list().front()["fields"].as_list();
}

/// R-1 with a step `a` in progress that takes every kind of value.
class ValueShop : public Workshop {
 public:
  ValueShop() {
    run(Ask("user.add").with("user", "ann").with("name", "Ann").with_all("roles", {"operator", "quality"}));
    add_part("BRKT", "serial");
    make_procedure(R"(procedure: p
title: P
steps:
  - id: a
    title: A
    fields:
      - {id: nm, title: Torque, type: number, unit: N.m, max: 10, required: true}
      - {id: photo, type: file}
      - id: bores
        type: table
        columns: [{id: dia, type: number}]
        rows: {max: 3}
      - {id: inspector, type: signoff, role: quality, required: true}
)");
    make_run("BRKT", "p");
    start({"R-1/a"});
    std::ofstream(file()) << "a picture";
  }
  std::string file() const { return folder() + "/photo.png"; }

  /// What an answer has of a field is what `step.show` has.
  void check_told(const Value& answer, const std::string& key) {
    const Value::List& fields = recorded(answer);
    const auto told = std::find_if(fields.begin(), fields.end(),
                                   [&](const Value& field) { return field["key"] == Value(key); });
    INFO(key << " in " << answer.to_json());
    REQUIRE(told != fields.end());
    const Value shown = show_step("R-1/a");
    for (const Value& field : shown["fields"].as_list()) {
      if (field["key"] == Value(key)) CHECK(told->to_json() == field.to_json());
      if (field.find("cells") == nullptr) continue;
      for (const Value& cell : field["cells"].as_list()) {
        if (cell["key"] == Value(key)) CHECK(told->to_json() == cell.to_json());
      }
    }
  }
};

}  // namespace

TEST_CASE("answers: what is recorded is told with its judgement, as step show has it") {
  ValueShop shop;
  const Value first = shop.run(Workshop::record("R-1/a", {{"nm", "12"}, {"bores[2].dia", "3"}}));
  CHECK(recorded(first).size() == 2);
  CHECK(recorded(first)[0]["judgement"] == Value("out_of_spec"));
  shop.check_told(first, "nm");
  shop.check_told(first, "bores[2].dia");
  const Value deviated =
      shop.run(Ask("step.deviate").with("step", "R-1/a").with("field", "nm").because("fits"));
  CHECK(recorded(deviated)[0]["judgement"] == Value("deviated"));
  shop.check_told(deviated, "nm");
  shop.check_told(
      shop.run(Ask("step.attach").with("step", "R-1/a").with("field", "photo").with("file", shop.file())),
      "photo");
  shop.check_told(shop.run(Workshop::sign("R-1/a", "inspector")), "inspector");
  const Value cleared = shop.run(Workshop::record("R-1/a", {{"nm", ""}}));
  CHECK(recorded(cleared)[0]["judgement"] == Value("empty"));
  shop.check_told(cleared, "nm");
}

TEST_CASE("answers: complete tells the values and sign-offs that came with it, a bare one none") {
  ValueShop shop;
  const Value done = shop.run(Ask("step.complete")
                                  .with_all("steps", {"R-1/a"})
                                  .with("set", pairs({{"nm", "9.50"}}))
                                  .with_all("sign", {"inspector"})
                                  .by("ann"));
  REQUIRE(recorded(done).size() == 2);
  CHECK(recorded(done)[0]["value"] == Value("9.50"));
  CHECK(recorded(done)[0]["judgement"] == Value("ok"));
  shop.check_told(done, "nm");
  shop.check_told(done, "inspector");

  BracketShop bare;
  CHECK(bare.start({"R-1/kit"})["steps"].as_list().front().find("fields") == nullptr);
  CHECK(recorded(bare.complete({"R-1/kit"})).empty());
}

TEST_CASE("values: choices come as lists or as one text, from everywhere") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(R"(procedure: look
title: Look
steps:
  - id: look
    title: Look
    fields:
      - {id: found, type: multiselect, required: true, options: ["dent, deep", '3" crack', scratch]}
)");
  shop.make_run("BRKT", "look");
  shop.make_run("BRKT", "look");
  shop.run(Ask("batch.create").with_all("runs", {"R-1", "R-2"}).with("title", "Two"));
  shop.start({"R-1/look"});
  const auto found = [&](const std::string& run) {
    return shop.show_step(run + "/look")["fields"].as_list().front()["value"].as_text();
  };
  const auto given = [](Value value) {
    return Ask("step.record")
        .with("step", "R-1/look")
        .with("set", Value::object().add("found", std::move(value)));
  };
  const std::string both = R"("dent, deep",scratch)";
  shop.run(given(Value::List{"scratch", "dent, deep"}));
  CHECK(found("R-1") == both);
  CHECK(found("R-2") == both);
  shop.run(given(Value::List{"dent, deep"}));
  CHECK(found("R-1") == R"("dent, deep")");
  shop.run(given(both));
  CHECK(found("R-2") == both);
  shop.run(Ask("step.record")
               .with("step", "R-1/look")
               .with_file("file", "v.json", R"({"found": ["3\" crack", "scratch"]})"));
  CHECK(found("R-2") == R"("3"" crack",scratch)");
  shop.refused(given(Value::List{"dent"}), ErrorCode::kValueInvalid);
  const Error refusal = shop.refused(given("deep"), ErrorCode::kValueInvalid);
  CHECK(refusal.hint().find(R"("dent, deep")") != std::string::npos);
  shop.run(Ask("step.complete")
               .with_all("steps", {"R-1/look"})
               .with("set", Value::object().add("found", Value::List{"dent, deep"})));
  CHECK(found("R-2") == R"("dent, deep")");
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}
