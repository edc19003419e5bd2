#include "base/concat.h"
#include "model/gates.h"
#include "model/ids.h"
#include "ops/step_support.h"
#include "store/material.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {

std::vector<Blocker> unmet_gates_of_run(store::Connection& db, Definitions& definitions, const Run& run) {
  RunGateFacts facts;
  facts.run = &run;
  for (const store::StepOfRun& step : store::open_steps_of_run(db, run)) {
    facts.open_steps.push_back({step_id(run.id, step.plan.key), step.step.state, step.plan.required});
  }
  for (const store::StepOfRun& step : store::completed_steps_of_run(db, run)) {
    StepGateFacts gate;
    gate.run = run.id;
    gate.step_key = step.plan.key;
    gate.definition = &definitions.get(step.plan);
    gate.readings = store::readings_of_step(db, run.id, step.plan.slot, step.step.attempt, true);
    for (Blocker& blocker : unmet_step_gates(gate)) {
      if (blocker.code == "field.missing") facts.unmet_step_fields.push_back(std::move(blocker));
    }
  }
  return unmet_run_gates(facts);
}

void complete_run(Command& command, std::int64_t id, Changed& changed) {
  const Run before = command.rows().run(id);
  Run after = before;
  after.lifecycle = Lifecycle::kComplete;
  after.completed_at = command.at();
  std::vector<SubjectChange> changes{change_of(&before, after)};
  if (const auto item = store::find_inventory(command.db(), before.inventory)) {
    Inventory finished = *item;
    finished.status = InventoryStatus::kAvailable;
    SubjectChange made = change_of(&*item, finished);
    if (!made.fields.empty()) changes.push_back(std::move(made));
  }
  command.record(run_id(id), std::move(changes), "run.complete");
  changed.add_run(id);
}

void complete_run_if_done(Command& command, Definitions& definitions, std::int64_t id, Changed& changed) {
  if (!may_complete(command.rows().run(id)) || !command.setting_is("auto_complete", "true")) return;
  command.flush();
  if (unmet_gates_of_run(command.db(), definitions, command.rows().run(id)).empty()) {
    complete_run(command, id, changed);
  }
}

}  // namespace traveler::ops
