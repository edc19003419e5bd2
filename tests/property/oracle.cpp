#include "oracle.h"

namespace oracle {
namespace {

bool needs_reason(const std::string& operation) {
  static const std::set<std::string> all = {"step.hold",    "step.fail",    "step.rework",
                                            "step.cancel",  "step.restore", "step.reopen",
                                            "step.deviate", "run.fail",     "run.reopen"};
  return all.count(operation) > 0;
}

}  // namespace

void Model::add_runs(const std::vector<std::pair<std::string, const Procedure*>>& runs, bool batched,
                     const std::string& title) {
  for (const auto& [id, procedure] : runs) {
    Run& run = state_.runs[id];
    run.id = id;
    run.procedure = procedure;
    for (const Step& step : procedure->steps) run.steps[step.key].attempts.emplace_back();
  }
  if (!batched) return;
  const std::string batch = new_batch(title);
  for (const auto& [id, procedure] : runs) join(id, batch);
}

bool Model::setting_is(const std::string& key, const std::string& value) const {
  const auto it = state_.settings.find(key);
  return it != state_.settings.end() && it->second == value;
}

bool Model::permits(const std::string& actor, const std::string& operation) const {
  static const std::map<std::string, std::set<std::string>> table = {
      {"operator",
       {"step.start", "step.complete", "step.hold", "step.resume", "step.fail", "step.record", "step.sign"}},
      {"quality", {"step.sign", "step.deviate", "step.hold", "run.complete"}},
  };
  for (const std::string& role : users_.at(actor).roles) {
    if (role == "admin" || table.at(role).count(operation) > 0) return true;
  }
  return false;
}

void Model::carry_out_on_run(const Command& command) {
  Run& run = state_.runs.at(command.run);
  if (command.operation == "run.complete") {
    if (ended(run)) refuse("state.refused", {{"state", run.id}});
    const std::set<Blocker> unmet = unmet_run_gates(run);
    if (!unmet.empty()) refuse("gate.unmet", unmet);
    run.lifecycle = Lifecycle::kComplete;
  } else if (command.operation == "run.fail") {
    if (ended(run)) refuse("state.refused", {{"state", run.id}});
    run.lifecycle = Lifecycle::kFailed;
  } else {
    if (run.lifecycle != Lifecycle::kComplete) refuse("state.refused", {{"state", run.id}});
    run.lifecycle = Lifecycle::kInProgress;
  }
}

void Model::carry_out(const Command& command) {
  if (!permits(command.actor, command.operation)) {
    // An ended run is told of first.
    for (const StepId& id : command.steps) {
      if (ended(run(id.run))) refuse("run.locked");
    }
    refuse("permission.denied");
  }
  if (needs_reason(command.operation) && !command.reason) refuse("usage");
  if (command.operation == "config.set") {
    state_.settings[command.setting] = command.value;
  } else if (command.operation == "run.assign" || command.operation == "run.set") {
    plan_run(command);
  } else if (command.operation.starts_with("run.")) {
    carry_out_on_run(command);
  } else if (command.operation.starts_with("batch.")) {
    carry_out_on_batch(command);
  } else {
    carry_out_on_steps(command);
  }
}

Outcome Model::apply(const Command& command) {
  try {
    carry_out(command);
  } catch (const Refusal& refusal) {
    return refusal;
  }
  return std::nullopt;
}

}  // namespace oracle
