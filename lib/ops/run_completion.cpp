#include "ops/run_completion.h"

#include <map>

#include "base/concat.h"
#include "model/gates.h"
#include "model/ids.h"
#include "model/rollup.h"
#include "model/settings.h"
#include "model/state_tables.h"
#include "ops/step_gates.h"
#include "store/installs.h"
#include "store/inventory.h"
#include "store/issues.h"
#include "store/material.h"
#include "store/readings.h"
#include "store/runs.h"
#include "store/settings.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

std::string setting_of(store::Connection& db, std::string_view key) {
  return store::find_setting(db, key).value_or(std::string(find_setting_spec(key)->fallback));
}

GateWeight weight_of(store::Connection& db, std::string_view key) {
  return from_text<GateWeight>(setting_of(db, key)).value_or(GateWeight::kWarn);
}

StepGateFacts step_facts(store::Connection& db, Definitions& definitions, const Run& run,
                         const store::StepOfRun& step) {
  StepGateFacts facts;
  facts.run = run.id;
  facts.step_key = step.plan.key;
  facts.definition = &definitions.get(step.plan);
  facts.requirements = requirement_states(db, run, step.plan.key, *facts.definition);
  return facts;
}

/// Gives the completed steps of a run the readings of their attempts, asked for together.
void add_readings(store::Connection& db, const std::vector<store::StepOfRun>& steps, RunGateFacts& facts) {
  std::map<std::pair<std::int64_t, std::int64_t>, StepGateFacts*> with_fields;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (facts.completed_steps[i].definition->fields.empty()) continue;
    with_fields.emplace(std::pair(steps[i].plan.slot, steps[i].step.attempt), &facts.completed_steps[i]);
  }
  if (with_fields.empty()) return;
  for (Reading& reading : store::current_readings_of_run(db, facts.run)) {
    const auto step = with_fields.find({reading.slot, reading.attempt});
    if (step != with_fields.end()) step->second->readings.push_back(std::move(reading));
  }
}

RunGateFacts run_gate_facts(store::Connection& db, Definitions& definitions, const Run& run) {
  RunGateFacts facts;
  facts.run = run.id;
  for (const store::StepOfRun& step : store::open_steps_of_run(db, run)) {
    facts.open_steps.push_back({step_id(run.id, step.plan.key), step.step.state, step.plan.required_for_run});
    const bool may_stay = !step.plan.required_for_run && step.step.state == StepState::kTodo;
    if (!may_stay) facts.steps_to_do.push_back(step_facts(db, definitions, run, step));
  }
  const auto completed = store::completed_steps_of_run(db, run);
  for (const store::StepOfRun& step : completed)
    facts.completed_steps.push_back(step_facts(db, definitions, run, step));
  add_readings(db, completed, facts);
  for (const ApprovalDef& gate : definitions.approvals_of(run)) facts.approvals.push_back({gate, false});
  facts.open_issues = store::open_issues_of_run(db, run.id);
  // Also what an earlier run put into the item.
  for (Install& install : store::installs_held_by(db, run.inventory)) {
    if (install.shared()) facts.shared_installs.push_back(std::move(install));
  }
  facts.on_open_issue = weight_of(db, "on_open_issue");
  facts.on_deviation = weight_of(db, "on_deviation");
  facts.on_shared_install = weight_of(db, "on_shared_install");
  return facts;
}

}  // namespace

RunGates check_run(store::Connection& db, Definitions& definitions, const Run& run) {
  return unmet_run_gates(run_gate_facts(db, definitions, run));
}

std::vector<std::int64_t> give_back_kits(Command& command, std::int64_t run,
                                         std::vector<SubjectChange>& changes) {
  std::vector<std::int64_t> items;
  for (const Inventory& kitted : store::kitted_for(command.db(), run)) {
    Inventory free = kitted;
    free.kitted.reset();
    changes.push_back(change_of(&kitted, free));
    items.push_back(kitted.id);
  }
  return items;
}

void complete_run(Command& command, std::int64_t id, const std::vector<Blocker>& warnings, Changed& changed) {
  const Run before = command.rows().run(id);
  Run after = before;
  after.lifecycle = kRunTable.next(before.lifecycle, RunVerb::kComplete).value();
  // A step that is entered late does not end the run before its other steps.
  after.completed_at =
      std::max(command.at(), store::last_completion(command.db(), id).value_or(command.at()));
  std::vector<SubjectChange> changes{change_of(&before, after)};
  if (!warnings.empty()) {
    Value list = Value::list();
    for (const Blocker& warning : warnings) list.push(concat(warning.code, ' ', warning.subject));
    command.warn(run_id(id), list);
    changes.front().fields.push_back({RecordFields<Run>::kWarnings, {}, std::move(list)});
  }
  if (const auto item = store::find_inventory(command.db(), before.inventory)) {
    Inventory finished = *item;
    finished.wip = false;
    SubjectChange made = change_of(&*item, finished);
    if (!made.fields.empty()) changes.push_back(std::move(made));
  }
  for (const std::int64_t kit : give_back_kits(command, id, changes)) changed.add_item(kit);
  command.record(run_id(id), std::move(changes), "run.complete");
  changed.add_run(id);
}

void complete_run_if_done(Command& command, Definitions& definitions, std::int64_t id, Changed& changed) {
  if (!may_complete(command.rows().run(id)) || !command.setting_is("auto_complete", "true")) return;
  command.flush();
  const RunGates check = check_run(command.db(), definitions, command.rows().run(id));
  if (check.blockers.empty()) complete_run(command, id, check.warnings, changed);
}

}  // namespace traveler::ops
