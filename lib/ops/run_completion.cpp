#include "ops/run_completion.h"

#include "base/concat.h"
#include "format/json.h"
#include "format/procedure_document.h"
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
#include "store/plans.h"
#include "store/procedures.h"
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

/// The approval gates of a run: those of its procedure at its revision.
std::vector<RunApproval> run_approvals(store::Connection& db, const Run& run) {
  std::vector<RunApproval> out;
  if (!run.procedure) return out;
  const auto procedure = store::find_procedure(db, *run.procedure, *run.procedure_revision);
  const auto body = procedure ? store::find_document(db, procedure->document) : std::nullopt;
  if (!body) return out;
  const Value document = format::parse_stored_json(*body);
  const Value& approvals = document["approvals"];
  if (!approvals.is_list()) return out;
  for (const Value& approval : approvals.as_list())
    out.push_back({{approval["id"].as_text(), approval["role"].as_text()}, false});
  return out;
}

StepGateFacts completed_step(store::Connection& db, Definitions& definitions, const Run& run,
                             const store::StepOfRun& step) {
  StepGateFacts facts;
  facts.run = run.id;
  facts.step_key = step.plan.key;
  facts.definition = &definitions.get(step.plan);
  facts.requirements = requirement_states(db, run, step.plan.key, *facts.definition);
  facts.readings = store::readings_of_step(db, run.id, step.plan.slot, step.step.attempt, true);
  return facts;
}

RunGateFacts run_gate_facts(store::Connection& db, Definitions& definitions, const Run& run) {
  RunGateFacts facts;
  facts.run = run.id;
  for (const store::StepOfRun& step : store::open_steps_of_run(db, run)) {
    facts.open_steps.push_back({step_id(run.id, step.plan.key), step.step.state, step.plan.required_for_run});
  }
  for (const store::StepOfRun& step : store::completed_steps_of_run(db, run))
    facts.completed_steps.push_back(completed_step(db, definitions, run, step));
  facts.approvals = run_approvals(db, run);
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

void complete_run(Command& command, std::int64_t id, const std::vector<Blocker>& warnings, Changed& changed) {
  const Run before = command.rows().run(id);
  Run after = before;
  after.lifecycle = kRunTable.next(before.lifecycle, RunVerb::kComplete).value();
  after.completed_at = command.at();
  std::vector<SubjectChange> changes{change_of(&before, after)};
  if (!warnings.empty()) {
    Value list = Value::list();
    for (const Blocker& warning : warnings) list.push(concat(warning.code, ' ', warning.subject));
    changes.front().fields.push_back({RecordFields<Run>::kWarnings, {}, std::move(list)});
  }
  if (const auto item = store::find_inventory(command.db(), before.inventory)) {
    Inventory finished = *item;
    finished.wip = false;
    SubjectChange made = change_of(&*item, finished);
    if (!made.fields.empty()) changes.push_back(std::move(made));
  }
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
