#include <algorithm>

#include "base/concat.h"
#include "base/text.h"
#include "format/json.h"
#include "format/procedure_document.h"
#include "model/gates.h"
#include "model/ids.h"
#include "model/rollup.h"
#include "model/settings.h"
#include "model/state_tables.h"
#include "ops/step_support.h"
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

/// Sorts what a setting calls `block`, `warn` or `ignore` to its place.
void weigh(store::Connection& db, std::string_view setting, std::vector<Blocker> found, RunCheck& check) {
  if (found.empty()) return;
  const std::string weight = setting_of(db, setting);
  auto& to = weight == "block" ? check.blockers : check.warnings;
  if (weight != "ignore") std::move(found.begin(), found.end(), std::back_inserter(to));
}

/// The approval gates that the procedure puts on the run itself.
std::vector<Blocker> open_approvals(store::Connection& db, const Run& run) {
  std::vector<Blocker> out;
  if (!run.procedure) return out;
  const auto procedure = store::find_procedure(db, *run.procedure, *run.procedure_revision);
  const auto body = procedure ? store::find_document(db, procedure->document) : std::nullopt;
  if (!body) return out;
  const Value document = format::parse_stored_json(*body);
  const Value& approvals = document["approvals"];
  if (!approvals.is_list()) return out;
  for (const Value& approval : approvals.as_list()) {
    out.push_back({"approval.open", run_id(run.id),
                   concat("approval ", approval["id"].as_text(), " by ", approval["role"].as_text(),
                          " is not granted")});
  }
  return out;
}

/// What is in one of several groups since a split, and nobody has said in which.
std::vector<Blocker> shared_installs(store::Connection& db, const Run& run) {
  std::vector<Blocker> out;
  // Also what an earlier run put into the item.
  for (const Install& install : store::installs_held_by(db, run.inventory)) {
    if (!install.shared()) continue;
    out.push_back({"install.shared", install_id(install.id),
                   concat(install_id(install.id), " of ", install.part, " is shared by ",
                          join_words(install.parents))});
  }
  return out;
}

}  // namespace

RunCheck check_run(store::Connection& db, Definitions& definitions, const Run& run) {
  RunGateFacts facts;
  facts.run = &run;
  for (const store::StepOfRun& step : store::open_steps_of_run(db, run)) {
    facts.open_steps.push_back({step_id(run.id, step.plan.key), step.step.state, step.plan.required_for_run});
  }
  const auto issues = store::open_issues_of_run(db, run.id);
  std::vector<Blocker> deviations;
  for (const store::StepOfRun& step : store::completed_steps_of_run(db, run)) {
    StepGateFacts gate;
    gate.run = run.id;
    gate.step_key = step.plan.key;
    gate.definition = &definitions.get(step.plan);
    gate.requirements = requirement_states(db, run, step.plan.key, *gate.definition);
    gate.readings = store::readings_of_step(db, run.id, step.plan.slot, step.step.attempt, true);
    for (Blocker& blocker : unmet_step_gates(gate)) {
      if (blocker.code == "field.missing") facts.unmet_of_steps.push_back(std::move(blocker));
    }
    // The step may have been content with its `minimum`; the run asks for all of it.
    for (std::size_t i = 0; i < gate.requirements.size(); ++i) {
      const RequirementState& state = gate.requirements[i];
      if (state.open() == Quantity{}) continue;
      facts.unmet_of_steps.push_back(requirement_blocker(
          step_id(run.id, step.plan.key), gate.definition->requirements[i].part, state.needed, state));
    }
    const bool has_issue = std::any_of(issues.begin(), issues.end(),
                                       [&](const Issue& issue) { return issue.step == step.plan.key; });
    for (const Reading& reading : gate.readings) {
      if (reading.judgement != Judgement::kDeviated || has_issue) continue;
      const std::string id = cell_id(run.id, step.plan.key, reading.field, reading.row, reading.column);
      deviations.push_back(
          {"field.out_of_spec", id, concat(id, " was accepted as a deviation without an issue")});
    }
  }
  RunCheck check;
  check.blockers = unmet_run_gates(facts);
  for (Blocker& blocker : open_approvals(db, run)) check.blockers.push_back(std::move(blocker));
  std::vector<Blocker> open_issues;
  for (const Issue& issue : issues) {
    open_issues.push_back(
        {"issue.open", issue_id(issue.id), concat(issue_id(issue.id), " is open: ", issue.title)});
  }
  weigh(db, "on_open_issue", std::move(open_issues), check);
  weigh(db, "on_deviation", std::move(deviations), check);
  weigh(db, "on_shared_install", shared_installs(db, run), check);
  return check;
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
    changes.front().fields.push_back({"warnings", {}, std::move(list)});
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
  const RunCheck check = check_run(command.db(), definitions, command.rows().run(id));
  if (check.blockers.empty()) complete_run(command, id, check.warnings, changed);
}

}  // namespace traveler::ops
