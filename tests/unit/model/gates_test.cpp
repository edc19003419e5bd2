#include "model/gates.h"

#include <catch2/catch.hpp>
#include <set>

using namespace traveler;

namespace {

FieldDef field(const char* key, FieldType type, bool required = true) {
  FieldDef out;
  out.key = key;
  out.title = key;
  out.type = type;
  out.required = required;
  if (type == FieldType::kSignoff) out.role = "quality";
  return out;
}

Reading reading(const char* key, std::optional<std::string> value, Judgement judgement = Judgement::kOk) {
  Reading out;
  out.run = 1;
  out.field = key;
  out.value = std::move(value);
  out.judgement = judgement;
  return out;
}

/// "code subject" of each unmet gate.
using Unmet = std::vector<std::string>;
Unmet texts(const std::vector<Blocker>& blockers) {
  Unmet out;
  for (const Blocker& blocker : blockers) {
    CHECK_FALSE(blocker.message.empty());
    out.push_back(blocker.code + ' ' + blocker.subject);
  }
  return out;
}

Unmet unmet(const StepDef& definition, std::vector<Reading> readings = {},
            std::vector<ChildFact> children = {}, const std::vector<Install>& installs = {}) {
  StepGateFacts facts;
  for (const RequirementDef& requirement : definition.requirements) {
    facts.requirements.push_back(requirement_state(requirement, Quantity::whole(2), "torque", installs, {}));
  }
  facts.run = 1;
  facts.step_key = "torque";
  facts.definition = &definition;
  facts.readings = std::move(readings);
  facts.children = std::move(children);
  return texts(unmet_step_gates(facts));
}

Run run_with(StepCounts counts, std::int64_t open_required, std::int64_t required_steps,
             Lifecycle lifecycle = Lifecycle::kInProgress) {
  Run run;
  run.id = 7;
  run.counts = counts;
  run.open_required = open_required;
  run.required_steps = required_steps;
  run.lifecycle = lifecycle;
  return run;
}

// todo, in_progress, hold, redline, completed, failed, canceled
constexpr StepCounts kAllDone{0, 0, 0, 0, 2, 0, 0};

/// R-7, of which the step `a` with one number field and one requirement is completed.
class RunFacts {
 public:
  RunFacts() {
    definition_.fields = {field("nm", FieldType::kNumber)};
    RequirementDef bolt;
    bolt.part = "BOLT-M6";
    bolt.quantity = Quantity::whole(1);
    definition_.requirements = {bolt};
    facts.run = 7;
    StepGateFacts step;
    step.run = 7;
    step.step_key = "a";
    step.definition = &definition_;
    step.readings = {reading("nm", "10")};
    step.requirements = {{Quantity::whole(4), Quantity::whole(2), Quantity::whole(4), {}}};
    facts.completed_steps = {step};
  }
  RunFacts(const RunFacts&) = delete;
  RunFacts& operator=(const RunFacts&) = delete;

  StepDef& definition() { return definition_; }
  StepGateFacts& step() { return facts.completed_steps.front(); }
  Unmet blockers() const { return texts(unmet_run_gates(facts).blockers); }
  Unmet warnings() const { return texts(unmet_run_gates(facts).warnings); }
  bool met() const { return blockers().empty() && warnings().empty(); }

  RunGateFacts facts;

 private:
  StepDef definition_;
};

Issue open_issue(std::int64_t id, std::optional<std::string> step) {
  Issue issue;
  issue.id = id;
  issue.title = "Scratched";
  issue.step = std::move(step);
  return issue;
}

/// Puts the weight to each of its values and says where `what` is then found.
void check_weighed(RunFacts& run, GateWeight& weight, const Unmet& what) {
  weight = GateWeight::kWarn;
  CHECK(run.blockers().empty());
  CHECK(run.warnings() == what);
  weight = GateWeight::kBlock;
  CHECK(run.blockers() == what);
  CHECK(run.warnings().empty());
  weight = GateWeight::kIgnore;
  CHECK(run.met());
}

}  // namespace

TEST_CASE("gates: a step without anything to do may be completed") { CHECK(unmet(StepDef{}).empty()); }

TEST_CASE("gates: a required field needs a value or an allowed N/A") {
  StepDef step;
  step.fields = {field("nm", FieldType::kNumber)};
  const Unmet missing{"field.missing R-1/torque#nm"};
  CHECK(unmet(step) == missing);
  CHECK(unmet(step, {reading("nm", std::nullopt, Judgement::kEmpty)}) == missing);
  CHECK(unmet(step, {reading("other", "1")}) == missing);
  CHECK(unmet(step, {reading("nm", "1")}).empty());
  CHECK(unmet(step, {reading("nm", "N/A", Judgement::kNa)}).empty());
  Reading old = reading("nm", "1");
  old.current = false;
  CHECK(unmet(step, {old}) == missing);
  step.fields[0].required = false;
  CHECK(unmet(step).empty());
}

TEST_CASE("gates: a value out of spec blocks until it is covered, required or not") {
  for (const bool required : {true, false}) {
    StepDef step;
    step.fields = {field("nm", FieldType::kNumber, required)};
    CHECK(unmet(step, {reading("nm", "99", Judgement::kOutOfSpec)}) ==
          Unmet{"field.out_of_spec R-1/torque#nm"});
    CHECK(unmet(step, {reading("nm", "99", Judgement::kDeviated)}).empty());
    CHECK(unmet(step, {reading("nm", "10", Judgement::kOk)}).empty());
  }
}

TEST_CASE("gates: an open issue covers values out of spec where it may, and nothing else") {
  StepDef step;
  step.fields = {field("nm", FieldType::kNumber), field("mm", FieldType::kNumber)};
  StepGateFacts facts;
  facts.run = 1;
  facts.step_key = "torque";
  facts.definition = &step;
  facts.readings = {reading("nm", "99", Judgement::kOutOfSpec)};
  CHECK(texts(unmet_step_gates(facts)) ==
        Unmet{"field.out_of_spec R-1/torque#nm", "field.missing R-1/torque#mm"});
  facts.issue_covers = true;
  CHECK(texts(unmet_step_gates(facts)) == Unmet{"field.missing R-1/torque#mm"});
}

TEST_CASE("gates: a required sign-off must be signed, and again after a value has changed") {
  StepDef step;
  step.fields = {field("inspector", FieldType::kSignoff)};
  const Unmet missing{"signoff.missing R-1/torque#inspector"};
  CHECK(unmet(step) == missing);
  CHECK(unmet(step, {reading("inspector", "quinn")}).empty());
  Reading superseded = reading("inspector", "quinn");
  superseded.superseded = true;
  CHECK(unmet(step, {superseded}) == missing);
  step.fields[0].required = false;
  CHECK(unmet(step).empty());
  CHECK(unmet(step, {superseded}).empty());
}

TEST_CASE("gates: requirements are installed up to the minimum") {
  StepDef step;
  RequirementDef bolts;
  bolts.part = "BOLT-M6";
  bolts.quantity = Quantity::whole(4);
  step.requirements = {bolts};
  const Unmet open{"requirement.open R-1/torque"};
  CHECK(unmet(step) == open);
  const auto installed = [](int quantity) {
    Install install;
    install.run = 1;
    install.step = "torque";
    install.part = "BOLT-M6";
    install.quantity = Quantity::whole(quantity);
    return std::vector<Install>{install};
  };
  // Two units of four each.
  CHECK(unmet(step, {}, {}, installed(7)) == open);
  CHECK(unmet(step, {}, {}, installed(8)).empty());
  step.requirements[0].minimum = Quantity::whole(1);
  CHECK(unmet(step, {}, {}, installed(1)) == open);
  CHECK(unmet(step, {}, {}, installed(2)).empty());
  // Nothing is needed for the step itself: the run's gate asks for it.
  step.requirements[0].minimum = Quantity::whole(0);
  CHECK(unmet(step).empty());
  step.requirements[0].minimum.reset();
  step.requirements[0].quantity = {};
  step.requirements[0].trace_only = true;
  CHECK(unmet(step).empty());
}

TEST_CASE("gates: approvals and outside processes are open until granted and received") {
  StepDef step;
  step.approvals = {{"mrb", "quality", 1}, {"eng", "engineer", 2}};
  CHECK(unmet(step) == Unmet{"approval.open R-1/torque", "approval.open R-1/torque"});
  step.approvals.clear();
  step.outside = OutsideDef{"anodize", {}, {}};
  CHECK(unmet(step) == Unmet{"outside.open R-1/torque"});
}

TEST_CASE("gates: every child is completed or canceled, an optional one may be todo") {
  for (std::size_t i = 0; i < kStepStates; ++i) {
    for (const bool required : {true, false}) {
      const auto state = static_cast<StepState>(i);
      const std::string_view text = to_text(state);
      CAPTURE(text, required);
      const bool met = text == "completed" || text == "canceled" || (!required && text == "todo");
      CHECK(unmet(StepDef{}, {}, {{"R-1/child", state, required}}) ==
            (met ? Unmet{} : Unmet{"child.open R-1/child"}));
    }
  }
}

TEST_CASE("gates: all unmet gates of a step are listed at once, one blocker each") {
  StepDef step;
  step.fields = {field("nm", FieldType::kNumber), field("mm", FieldType::kNumber, false),
                 field("inspector", FieldType::kSignoff)};
  RequirementDef bolts;
  bolts.part = "BOLT-M6";
  bolts.quantity = Quantity::whole(4);
  step.requirements = {bolts};
  step.approvals = {{"mrb", "quality", 1}};
  step.outside = OutsideDef{"anodize", {}, {}};
  const Unmet all = unmet(step, {reading("mm", "99", Judgement::kOutOfSpec)},
                          {{"R-1/a", StepState::kTodo, true}, {"R-1/b", StepState::kHold, false}});
  const std::multiset<std::string> expected{"field.missing R-1/torque#nm",
                                            "field.out_of_spec R-1/torque#mm",
                                            "signoff.missing R-1/torque#inspector",
                                            "requirement.open R-1/torque",
                                            "approval.open R-1/torque",
                                            "outside.open R-1/torque",
                                            "child.open R-1/a",
                                            "child.open R-1/b"};
  CHECK(std::multiset<std::string>(all.begin(), all.end()) == expected);
}

TEST_CASE("gates: a run asks that every step be settled, or optional and still todo") {
  RunFacts run;
  CHECK(run.met());
  for (std::size_t i = 0; i < kStepStates; ++i) {
    for (const bool required : {true, false}) {
      const auto state = static_cast<StepState>(i);
      const std::string_view text = to_text(state);
      if (text == "completed" || text == "canceled") continue;
      CAPTURE(text, required);
      run.facts.open_steps = {{"R-7/b", state, required}};
      CHECK(run.warnings().empty());
      if (!required && text == "todo") {
        CHECK(run.blockers().empty());
      } else {
        CHECK(run.blockers() == Unmet{text == "redline" ? "redline.open R-7/b" : "step.open R-7/b"});
      }
    }
  }
}

TEST_CASE("gates: a run needs one completed step") {
  RunFacts run;
  run.facts.completed_steps.clear();
  CHECK(run.blockers() == Unmet{"step.open R-7"});
}

TEST_CASE("gates: a run asks of its completed steps that the required fields have values") {
  RunFacts run;
  run.step().readings.clear();
  CHECK(run.blockers() == Unmet{"field.missing R-7/a#nm"});
  run.definition().fields[0].required = false;
  CHECK(run.met());
  // A sign-off, an approval and a value out of spec were gates of the step alone.
  run.definition().fields.push_back(field("checked", FieldType::kSignoff));
  run.definition().approvals = {{"buyoff", "quality", 1}};
  run.step().readings = {reading("nm", "99", Judgement::kOutOfSpec)};
  CHECK(run.met());
}

TEST_CASE("gates: a run asks for all of a requirement where the step was content with its minimum") {
  RunFacts run;
  RequirementState& bolts = run.step().requirements.front();
  bolts.installed = Quantity::whole(2);
  CHECK(run.blockers() == Unmet{"requirement.open R-7/a"});
  CHECK(unmet_run_gates(run.facts).blockers.front().message == "BOLT-M6: 4 needed, 2 installed");
  bolts.excepted = Quantity::whole(2);
  CHECK(run.met());
}

TEST_CASE("gates: a run tells what its open steps will want from others, and leaves their values to them") {
  RunFacts run;
  StepDef open;
  open.fields = {field("nm", FieldType::kNumber)};
  RequirementDef bolts;
  bolts.part = "BOLT-M6";
  open.requirements = {bolts};
  open.approvals = {{"buyoff", "quality", 1}};
  open.outside = OutsideDef{};
  StepGateFacts to_do;
  to_do.run = 7;
  to_do.step_key = "late";
  to_do.definition = &open;
  RequirementState needed;
  needed.needed = Quantity::whole(2);
  to_do.requirements = {needed};
  run.facts.open_steps = {{"R-7/late", StepState::kTodo, true}};
  run.facts.steps_to_do = {to_do};
  CHECK(run.blockers() == Unmet{"step.open R-7/late", "requirement.open R-7/late", "approval.open R-7/late",
                                "outside.open R-7/late"});
}

TEST_CASE("gates: a run asks for its approvals, what came back from outside, and no open redline") {
  RunFacts run;
  run.facts.approvals = {{{"buyoff", "quality", 1}, false}, {{"ship", "sales", 1}, true}};
  CHECK(run.blockers() == Unmet{"approval.open R-7"});
  CHECK(unmet_run_gates(run.facts).blockers.front().message == "approval buyoff by quality is not granted");
  run.facts.approvals.front().granted = true;
  CHECK(run.met());

  run.definition().outside.emplace();
  CHECK(run.blockers() == Unmet{"outside.open R-7/a"});
  run.step().outside_received = true;
  CHECK(run.met());

  run.facts.open_redlines = {"RL-2"};
  CHECK(run.blockers() == Unmet{"redline.open RL-2"});
  CHECK(run.warnings().empty());
}

TEST_CASE("gates: an open issue weighs what its setting says") {
  RunFacts run;
  run.facts.open_issues = {open_issue(3, std::nullopt), open_issue(4, "a")};
  check_weighed(run, run.facts.on_open_issue, {"issue.open I-3", "issue.open I-4"});
}

TEST_CASE("gates: a deviation weighs what its setting says, unless an issue is open on its step") {
  RunFacts run;
  run.facts.on_open_issue = GateWeight::kIgnore;
  run.step().readings = {reading("nm", "99", Judgement::kDeviated)};
  const Unmet deviation{"field.out_of_spec R-7/a#nm"};
  check_weighed(run, run.facts.on_deviation, deviation);
  run.facts.on_deviation = GateWeight::kBlock;
  run.facts.open_issues = {open_issue(3, "b"), open_issue(4, std::nullopt)};
  CHECK(run.blockers() == deviation);
  run.facts.open_issues.push_back(open_issue(5, "a"));
  CHECK(run.met());
}

TEST_CASE("gates: a shared install weighs what its setting says") {
  RunFacts run;
  Install install;
  install.id = 2;
  install.part = "BOLT-M6";
  install.parents = {"INV-1", "INV-9"};
  run.facts.shared_installs = {install};
  check_weighed(run, run.facts.on_shared_install, {"install.shared IN-2"});
}

TEST_CASE("gates: all unmet gates of a run come at once, in a fixed order") {
  RunFacts run;
  run.facts.open_steps = {{"R-7/b", StepState::kHold, true}};
  run.step().readings = {reading("mm", "99", Judgement::kDeviated)};
  run.step().requirements.front().installed = Quantity{};
  run.facts.approvals = {{{"buyoff", "quality", 1}, false}};
  run.facts.open_issues = {open_issue(3, std::nullopt)};
  run.facts.on_deviation = GateWeight::kBlock;
  CHECK(run.blockers() == Unmet{"step.open R-7/b", "field.missing R-7/a#nm", "requirement.open R-7/a",
                                "approval.open R-7", "field.out_of_spec R-7/a#mm"});
  CHECK(run.warnings() == Unmet{"issue.open I-3"});
}

TEST_CASE("gates: a run is worth completing when its required steps are settled") {
  CHECK(may_complete(run_with(kAllDone, 0, 2)));
  CHECK(may_complete(run_with({1, 0, 0, 0, 1, 0, 0}, 0, 1)));  // an optional one is todo
  CHECK_FALSE(may_complete(run_with(kAllDone, 0, 0)));         // nothing is required
  CHECK_FALSE(may_complete(run_with({1, 0, 0, 0, 1, 0, 0}, 1, 2)));
  CHECK_FALSE(may_complete(run_with(kAllDone, 0, 2, Lifecycle::kComplete)));
  CHECK_FALSE(may_complete(run_with(kAllDone, 0, 2, Lifecycle::kFailed)));
  for (const std::size_t state : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{5}}) {
    StepCounts counts = kAllDone;
    counts[state] = 1;
    CAPTURE(state);
    CHECK_FALSE(may_complete(run_with(counts, 0, 2)));
  }
}

TEST_CASE("gates: readings are found by field and cell, current ones only") {
  Reading old = reading("bores", "1");
  old.current = false;
  Reading cell = reading("bores", "2");
  cell.row = "3";
  cell.column = "diameter";
  const std::vector<Reading> all{old, cell, reading("nm", "5")};
  CHECK(find_reading(all, "bores") == nullptr);
  CHECK(find_reading(all, "bores", "3", "diameter")->value == "2");
  CHECK(find_reading(all, "bores", "3", "depth") == nullptr);
  CHECK(find_reading(all, "nm")->value == "5");
  CHECK(find_reading(all, "mm") == nullptr);
}
