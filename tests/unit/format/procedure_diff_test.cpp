#include "format/procedure_diff.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "../model/change_text.h"
#include "base/concat.h"
#include "format/json.h"
#include "procedure_editor.h"
#include "procedure_rewrite.h"
#include "random_procedure.h"

using namespace traveler;
using namespace traveler::testing;
using Texts = std::vector<std::string>;

namespace {

std::multiset<std::string> places(const std::vector<ProcedureChange>& changes) {
  std::multiset<std::string> out;
  for (const ProcedureChange& change : changes) out.insert(change_place(change));
  return out;
}

}  // namespace

TEST_CASE("a procedure written in another way is equal") {
  const std::uint32_t seed = random_seed();
  CAPTURE(seed);
  Dice dice(seed);
  for (int round = 0; round < 300; ++round) {
    const ProcedureDef a = random_procedure(dice);
    CHECK(change_texts(a, a).empty());
    ProcedureDef b = a;
    rewrite(dice, b);
    REQUIRE(normal_form(a) == normal_form(b));
    CHECK(change_texts(a, b) == Texts{});
  }
}

TEST_CASE("every edit is reported, and nothing else") {
  const std::uint32_t seed = random_seed();
  CAPTURE(seed);
  Dice dice(seed);
  std::map<std::string, int> seen;
  for (int round = 0; round < 1000; ++round) {
    CAPTURE(round);
    const ProcedureDef a = random_procedure(dice);
    ProcedureDef b = a;
    Editor editor(dice, b);
    for (std::int64_t edits = dice.between(1, 25); edits > 0; --edits) editor.edit();
    if (dice.chance(50)) rewrite(dice, b);
    const auto changes = diff_procedures(a, b);
    CHECK(places(changes) == editor.expected);
    CHECK(changes.empty() == (normal_form(a) == normal_form(b)));
    for (const ProcedureChange& change : changes) ++seen[concat(to_text(change.kind), ' ', change.aspect)];
  }
  // The edits that matter most were drawn.
  for (const char* kind : {"added ", "removed ", "moved order", "moved parent", "renamed id", "changed after",
                           "changed flow", "changed limits.max", "changed limits.tolerance"}) {
    INFO(kind);
    CHECK(seen[kind] > 10);
  }
}

TEST_CASE("two procedures are equal just when they have one normal form") {
  const std::uint32_t seed = random_seed();
  CAPTURE(seed);
  Dice dice(seed);
  int equal = 0;
  for (int round = 0; round < 1000; ++round) {
    CAPTURE(round);
    ProcedureDef a = random_procedure(dice);
    ProcedureDef b = a;
    // Any change of order, and of edges: here it does not matter how it is reported.
    for (ProcedureDef* one : {&a, &b}) {
      for (std::int64_t edits = dice.between(0, 1); edits > 0; --edits) {
        const auto steps = all_steps(*one);
        StepDef& step = *dice.one_of(steps);
        switch (dice.between(0, 4)) {
          case 0:
            shuffle(dice, step.steps);
            break;
          case 1:
            step.after.reset();
            break;
          case 2:
            shuffle(dice, step.fields);
            break;
          case 3:
            for (FieldDef& field : step.fields) shuffle(dice, field.options);
            break;
          default:
            shuffle(dice, one->steps);
        }
      }
      rewrite(dice, *one);
    }
    const bool same = normal_form(a) == normal_form(b);
    equal += same ? 1 : 0;
    CHECK(diff_procedures(a, b).empty() == same);
    CHECK(diff_procedures(b, a).empty() == same);
  }
  CHECK(equal > 100);
  CHECK(equal < 900);
}

TEST_CASE("changes as JSON: every key, absent is null") {
  ProcedureDef a;
  a.key = "p";
  a.title = "P";
  ProcedureDef b = a;
  b.steps.push_back({});
  b.steps[0].key = "s";
  b.steps[0].title = "S";
  CHECK(format::to_json(format::procedure_diff_value("p@1", "p.yaml", diff_procedures(a, b))) ==
        R"({"a":"p@1","b":"p.yaml","equal":false,"changes":[{"kind":"added","step":"s","field":null,)"
        R"("column":null,"requirement":null,"approval":null,"aspect":null,"old":null,"new":"S"}]})");
  CHECK(format::to_json(format::procedure_diff_value("x", "y", {})) ==
        R"({"a":"x","b":"y","equal":true,"changes":[]})");
}
