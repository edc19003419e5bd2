#include "ops/step_target.h"

#include <algorithm>

#include "base/concat.h"
#include "model/ids.h"
#include "model/state_tables.h"
#include "traveler/error.h"

namespace traveler::ops {

StepTarget find_target(store::WorkingSet& rows, const std::string& id) {
  const StepAddress address = parse_step_id(id);
  const PlanStep& plan = rows.plan_step(address.run, address.key);
  return {address.run, plan.slot, plan.key};
}

void check_open(Command& command, const StepTarget& target) {
  const Run& run = command.rows().run(target.run);
  if (has_ended(run)) {
    throw Error(ErrorCode::kRunLocked,
                concat(run_id(run.id), " is ", to_text(run.lifecycle), "; its steps are locked"))
        .with_subject(target.id())
        .with_hint(kRunTable.allows(run.lifecycle, RunVerb::kReopen)
                       ? concat("an admin can open it again: `run.reopen run=", run_id(run.id), "`")
                       : std::string());
  }
  if (!command.backdated()) return;
  const RunStep& step = command.rows().step(target.run, target.slot);
  const Timestamp last = std::max(run.created_at, step.updated_at.value_or(run.created_at));
  if (command.at() < last) {
    throw Error(ErrorCode::kValueInvalid,
                concat("`at=`: ", command.at().text(), " is before the last change of ", target.id(), " at ",
                       last.text()))
        .with_subject(target.id());
  }
}

}  // namespace traveler::ops
