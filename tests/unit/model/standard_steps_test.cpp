#include "model/standard_steps.h"

#include <catch2/catch.hpp>

#include "model/ids.h"

namespace traveler {
namespace {

StepDef step(std::string key) {
  StepDef out;
  out.key = std::move(key);
  out.title = "T " + out.key;
  return out;
}

StepDef use(std::string key, std::string id) {
  StepDef out;
  out.key = std::move(key);
  out.use = std::move(id);
  return out;
}

/// A standard step `wash` with the children `rinse` and `dry`.
StandardStepDef wash() {
  StandardStepDef out;
  out.key = "wash";
  out.step = step("wash");
  out.step.location = "SINK";
  out.step.required = false;
  out.step.steps = {step("rinse"), step("dry")};
  return out;
}

std::vector<std::string> messages(ProcedureDef& procedure, const StandardStepDef& standard = wash()) {
  std::vector<std::string> out;
  for (const MisfitUse& misfit :
       expand_standard_steps(procedure, [&](const std::string&) { return standard; })) {
    out.push_back(misfit.message);
  }
  return out;
}

using Keys = std::vector<std::string>;

TEST_CASE("standard steps: ids are told from those of procedures") {
  CHECK(is_standard_step_id("std:wash@2"));
  CHECK_FALSE(is_standard_step_id("wash@2"));
  CHECK(standard_step_key("std:wash@2") == "wash");
  CHECK(standard_step_key("std:wash") == "wash");
  CHECK(standard_step_key("wash").empty());
  CHECK(parse_procedure_id("std:wash@2").key == standard_step_family("wash"));
  CHECK(parse_procedure_id("std:wash@2").revision == 2);
  CHECK_THROWS(parse_procedure_id("std:"));
  CHECK_THROWS(parse_procedure_id("stx:wash"));
}

TEST_CASE("standard steps: what a procedure gives goes over what the standard step says") {
  ProcedureDef procedure;
  procedure.steps = {use("first", "std:wash@1"), use("second", "std:wash@1")};
  procedure.steps[1].after = Keys{};
  procedure.steps[1].location = "TUB";
  procedure.steps[1].required_override = true;
  CHECK(standard_steps_used(procedure) == Keys{"std:wash@1"});
  CHECK(messages(procedure).empty());

  const StepDef& first = procedure.steps[0];
  CHECK(first.key == "first");
  CHECK(first.use == "std:wash@1");
  CHECK(first.title == "T wash");
  CHECK(first.location == "SINK");
  CHECK_FALSE(first.required);
  CHECK_FALSE(first.after);
  const StepDef& second = procedure.steps[1];
  CHECK(second.after == Keys{});
  CHECK(second.location == "TUB");
  CHECK(second.required);
}

TEST_CASE("standard steps: children are called ID.CHILD and wait as the standard step says") {
  StandardStepDef standard = wash();
  standard.step.steps[1].steps = {step("blow"), step("wipe")};
  standard.step.steps.push_back(step("look"));
  standard.step.steps[2].after = Keys{"rinse"};
  ProcedureDef procedure;
  procedure.flow = Flow::kGraph;
  procedure.steps = {use("w", "std:wash@1")};
  CHECK(messages(procedure, standard).empty());
  const auto& children = procedure.steps[0].steps;
  REQUIRE(children.size() == 3);
  CHECK(children[0].key == "w.rinse");
  CHECK(children[0].after == Keys{});
  CHECK(children[1].after == Keys{"w.rinse"});
  CHECK(children[1].steps[0].key == "w.blow");
  CHECK(children[1].steps[0].after == Keys{});
  CHECK(children[1].steps[1].after == Keys{"w.blow"});
  CHECK(children[2].after == Keys{"w.rinse"});
}

TEST_CASE("standard steps: what does not fit is said of the use") {
  ProcedureDef deep;
  deep.steps = {step("a")};
  StepDef* at = &deep.steps[0];
  for (const char* key : {"b", "c", "d"}) {
    at->steps = {step(key)};
    at = &at->steps[0];
  }
  ProcedureDef fits = deep;
  at->steps = {use("w", "std:wash@1")};
  REQUIRE(messages(deep).size() == 1);
  fits.steps[0].steps[0].steps[0].steps = {use("w", "std:wash@1")};
  CHECK(messages(fits).empty());

  ProcedureDef taken;
  taken.steps = {use("v", "std:wash@1"), step("w.dry"), use("w", "std:wash@1")};
  const auto misfits = expand_standard_steps(taken, [](const std::string&) { return wash(); });
  REQUIRE(misfits.size() == 1);
  CHECK(misfits[0].use == 1);
  CHECK(misfits[0].message.find("w.dry") != std::string::npos);

  ProcedureDef long_key;
  long_key.steps = {use(std::string(126, 'k'), "std:wash@1")};
  CHECK(messages(long_key).size() == 2);
}

}  // namespace
}  // namespace traveler
