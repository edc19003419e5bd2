#include "oracle.h"

namespace oracle {
namespace {

std::string id_of(const Run& run, const std::string& key) { return run.id + "/" + key; }
State state_of(const Run& run, const std::string& key) { return run.steps.at(key).state; }

bool settled(State state) { return state == State::kCompleted || state == State::kCanceled; }

/// From which states a verb goes (the table of section 4), and in which a step takes values.
std::set<State> from_states(const std::string& operation) {
  static const std::map<std::string, std::set<State>> table = {
      {"step.start", {State::kTodo}},
      {"step.complete", {State::kInProgress}},
      {"step.hold", {State::kTodo, State::kInProgress}},
      {"step.resume", {State::kHold}},
      {"step.fail", {State::kInProgress}},
      {"step.rework", {State::kFailed}},
      {"step.cancel", {State::kTodo, State::kInProgress, State::kHold, State::kRedline, State::kFailed}},
      {"step.restore", {State::kCanceled}},
      {"step.reopen", {State::kCompleted}},
      {"step.record", {State::kInProgress, State::kRedline}},
      {"step.sign", {State::kInProgress}},
      {"step.deviate", {State::kTodo, State::kInProgress, State::kHold, State::kRedline, State::kFailed}},
  };
  return table.at(operation);
}

void begin_attempt(StepRecord& step) { step.attempts.emplace_back(); }

/// Marks the sign-offs that stand.
void supersede(Run& run, const std::string& key) {
  Readings& readings = run.steps.at(key).attempts.back();
  for (const Field& field : find_step(*run.procedure, key).fields) {
    if (is_sign_off(field) && reading_of(run, key, field.key) != nullptr)
      readings[field.key].superseded = true;
  }
}

/// Back to todo with a new attempt. The sign-offs of a completed step are superseded by that.
void back_to_todo(Run& run, const std::string& key) {
  StepRecord& step = run.steps.at(key);
  if (step.state == State::kCompleted) supersede(run, key);
  step.state = State::kTodo;
  begin_attempt(step);
}

bool under_canceled(const Run& run, const std::string& key) {
  for (const std::string& ancestor : ancestors(*run.procedure, key)) {
    if (state_of(run, ancestor) == State::kCanceled) return true;
  }
  return false;
}

}  // namespace

void Model::send_back(const Command& command, Run& run, const std::string& key) {
  const bool restoring = command.operation == "step.restore";
  if (under_canceled(run, key)) {
    std::set<Blocker> blockers;
    for (const std::string& ancestor : ancestors(*run.procedure, key)) {
      if (state_of(run, ancestor) == State::kCanceled) blockers.insert({"state", id_of(run, ancestor)});
    }
    refuse("rule.refused", blockers);
  }
  const std::set<std::string> resting = rests_on(run, key, restoring);
  if (!resting.empty() && !command.cascade) {
    std::set<Blocker> blockers;
    for (const std::string& step : resting) blockers.insert({"state", id_of(run, step)});
    refuse("rule.refused", blockers);
  }
  StepRecord& step = run.steps.at(key);
  if (restoring) {
    for (const std::string& below : descendants(*run.procedure, key)) {
      StepRecord& record = run.steps.at(below);
      if (record.state == State::kCanceled && record.canceled_with == key) record.state = State::kTodo;
    }
    step.state = State::kTodo;
  } else {
    back_to_todo(run, key);
  }
  for (const std::string& other : resting) {
    if (!under_canceled(run, other)) back_to_todo(run, other);
  }
}

void Model::check_state(const std::string& operation, const Run& run, const std::string& key) {
  if (ended(run)) refuse("run.locked");
  if (from_states(operation).count(state_of(run, key)) == 0)
    refuse("state.refused", {{"state", id_of(run, key)}});
}

void Model::move(const Command& command, Run& run, const std::string& key, bool siblings) {
  StepRecord& step = run.steps.at(key);
  const std::string& operation = command.operation;
  if (operation == "step.start" || operation == "step.complete") {
    if (!available(run, key)) refuse("step.not_available", unavailable_because(run, key));
  }
  if (operation == "step.start") {
    step.state = State::kInProgress;
    step.workers.insert(command.actor);
    if (run.lifecycle == Lifecycle::kTodo) run.lifecycle = Lifecycle::kInProgress;
    run.started = true;
  } else if (operation == "step.complete") {
    const std::set<Blocker> unmet = unmet_gates(run, key, siblings);
    if (!unmet.empty()) refuse("gate.unmet", unmet);
    step.state = State::kCompleted;
    step.workers.insert(command.actor);
    bool has_required = false;
    for (const Step& one : run.procedure->steps) {
      has_required = has_required || required_for_run(*run.procedure, one.key);
    }
    if (has_required && !setting_is("auto_complete", "false") && unmet_run_gates(run).empty()) {
      run.lifecycle = Lifecycle::kComplete;
    }
  } else if (operation == "step.hold") {
    step.before_hold = step.state;
    step.state = State::kHold;
  } else if (operation == "step.resume") {
    step.state = step.before_hold;
    if (!available(run, key)) step.state = State::kTodo;
  } else if (operation == "step.fail") {
    step.state = State::kFailed;
  } else if (operation == "step.rework") {
    back_to_todo(run, key);
  } else if (operation == "step.cancel") {
    step.state = State::kCanceled;
    step.canceled_with = key;
    for (const std::string& below : descendants(*run.procedure, key)) {
      StepRecord& record = run.steps.at(below);
      if (settled(record.state)) continue;
      record.state = State::kCanceled;
      record.canceled_with = key;
    }
  } else {
    send_back(command, run, key);
  }
}

void Model::record(const Command& command, Run& run, const std::string& key, bool shared_only) {
  const Step& step = find_step(*run.procedure, key);
  StepRecord& record = run.steps.at(key);
  Readings& readings = record.attempts.back();
  bool changes = false;
  for (const auto& [name, value] : command.set) {
    const Field& field = find_field(step, name);
    if (shared_only && field.per_unit) continue;
    if (is_sign_off(field)) refuse("value.invalid");
    if (!value && reading_of(run, key, name) == nullptr) continue;  // nothing to clear
    Reading reading;
    reading.value = value;
    reading.by = command.actor;
    if (value) {
      const auto judgement = judge(field, *value);
      if (!judgement) refuse("value.invalid");
      reading.judgement = *judgement;
    }
    readings[name] = reading;
    changes = true;
  }
  if (!changes) return;
  record.workers.insert(command.actor);
  supersede(run, key);
}

void Model::sign(const Command& command, Run& run, const std::string& key, const std::string& name) {
  const Field& field = find_field(find_step(*run.procedure, key), name);
  if (!is_sign_off(field)) refuse("value.invalid");
  if (users_.at(command.actor).roles.count(field.role) == 0) refuse("permission.denied");
  if (stands(run, key, name)) refuse("rule.refused");
  if (field.peer && run.steps.at(key).workers.count(command.actor) > 0) refuse("rule.refused");
  Reading signature;
  signature.value = command.actor;
  signature.judgement = "ok";
  signature.by = command.actor;
  run.steps.at(key).attempts.back()[name] = signature;
}

void Model::deviate(Run& run, const std::string& key, const std::string& name) {
  const Reading* reading = reading_of(run, key, name);
  if (reading == nullptr || reading->judgement != "out_of_spec") refuse("rule.refused");
  run.steps.at(key).attempts.back()[name].judgement = "deviated";
}

}  // namespace oracle
