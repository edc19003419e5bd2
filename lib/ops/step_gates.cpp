#include "ops/step_gates.h"

#include <algorithm>

#include "base/concat.h"
#include "model/graph.h"
#include "model/ids.h"
#include "model/transitions.h"
#include "ops/lookups.h"
#include "store/installs.h"
#include "store/issues.h"
#include "store/readings.h"
#include "store/runs.h"

namespace traveler::ops {

std::vector<Blocker> unavailable_because(store::WorkingSet& rows, const StepTarget& target) {
  std::vector<Blocker> out;
  const PlanStep plan = rows.plan_step(target.run, target.slot);
  if (plan.parent) {
    const StepState state = rows.step(target.run, *plan.parent).state;
    const std::string id = step_id(target.run, rows.plan_step(target.run, *plan.parent).key);
    if (state != StepState::kInProgress) {
      out.push_back({"parent.not_started", id, concat("its parent ", id, " is ", describe(state))});
    }
  }
  store::WorkingSet::Graph graph(rows, target.run);
  for (const std::int64_t slot : effective_upstreams(graph, target.slot)) {
    const StepState state = rows.step(target.run, slot).state;
    if (state == StepState::kCompleted) continue;
    const std::string id = step_id(target.run, rows.plan_step(target.run, slot).key);
    out.push_back({"upstream.open", id, concat(id, " is ", describe(state))});
  }
  return out;
}

std::vector<RequirementState> requirement_states(store::Connection& db, const Run& run, std::string_view step,
                                                 const StepDef& definition) {
  if (definition.requirements.empty()) return {};
  const auto installs = store::installs_of_step(db, run.id, step);
  const auto exceptions = store::exceptions_of_run(db, run.id);
  std::vector<RequirementState> states;
  for (const RequirementDef& requirement : definition.requirements) {
    RequirementState state = requirement_state(requirement, run.quantity, step, installs, exceptions);
    if (state.is_broken() || state.open() > Quantity{}) {
      state.precision = part_precision(db, requirement.part);
      // Half of what comes whole would never be met.
      state.round_up();
    }
    states.push_back(state);
  }
  return states;
}

StepGateFacts gate_facts(Command& command, Definitions& definitions, const StepTarget& target,
                         bool has_siblings) {
  store::WorkingSet& rows = command.rows();
  const PlanStep plan = rows.plan_step(target.run, target.slot);
  const RunStep& step = rows.step(target.run, target.slot);
  StepGateFacts facts;
  facts.run = target.run;
  facts.step_key = target.key;
  facts.has_siblings = has_siblings;
  facts.definition = &definitions.get(plan);
  facts.readings = store::readings_of_step(command.db(), target.run, target.slot, step.attempt, true);
  if (!facts.definition->requirements.empty()) {
    facts.requirements =
        requirement_states(command.db(), rows.run(target.run), target.key, *facts.definition);
  }
  if (command.setting_is("out_of_spec", "issue")) {
    const auto issues = store::open_issues_of_run(command.db(), target.run);
    facts.issue_covers = std::any_of(issues.begin(), issues.end(),
                                     [&](const Issue& issue) { return issue.step == target.key; });
  }
  for (const std::int64_t child : rows.plans().children(plan.plan, plan.slot)) {
    const PlanStep& child_plan = rows.plan_step(target.run, child);
    facts.children.push_back(
        {step_id(target.run, child_plan.key), rows.step(target.run, child).state, child_plan.required});
  }
  return facts;
}

}  // namespace traveler::ops
