#include "oracle.h"

#include <algorithm>
#include <functional>

namespace oracle {
namespace {

[[noreturn]] void refuse(std::string code, std::set<Blocker> blockers = {}) {
  throw Refusal{std::move(code), std::move(blockers)};
}

std::string id_of(const Run& run, const std::string& key) { return run.id + "/" + key; }
std::string id_of(const Run& run, const std::string& key, const std::string& field) {
  return id_of(run, key) + "#" + field;
}

State state_of(const Run& run, const std::string& key) { return run.steps.at(key).state; }

/// A decimal in billionths, or nothing when the text is none.
std::optional<std::int64_t> decimal(const std::string& text) {
  constexpr int kPlaces = 9;
  std::size_t at = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) ++at;
  std::int64_t value = 0;
  int digits = 0;
  int places = -1;  // -1 before the point
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && places < 0 && digits > 0) {
      places = 0;
    } else if (text[at] >= '0' && text[at] <= '9') {
      value = value * 10 + (text[at] - '0');
      ++digits;
      if (places >= 0) ++places;
    } else {
      return std::nullopt;
    }
  }
  if (digits == 0 || places == 0) return std::nullopt;
  for (int i = std::max(places, 0); i < kPlaces; ++i) value *= 10;
  return negative ? -value : value;
}

bool is_sign_off(const Field& field) { return field.type == FieldType::kSignoff; }

bool ended(const Run& run) {
  return run.lifecycle == Lifecycle::kComplete || run.lifecycle == Lifecycle::kFailed;
}

bool settled(State state) { return state == State::kCompleted || state == State::kCanceled; }

const Reading* reading_of(const Run& run, const std::string& key, const std::string& field) {
  const Readings& current = run.steps.at(key).attempts.back();
  const auto it = current.find(field);
  return it == current.end() || !it->second.value ? nullptr : &it->second;
}

/// From which states a verb goes (the table of section 4).
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
  };
  return table.at(operation);
}

bool needs_reason(const std::string& operation) {
  static const std::set<std::string> all = {"step.hold",    "step.fail",    "step.rework",
                                            "step.cancel",  "step.restore", "step.reopen",
                                            "step.deviate", "run.fail",     "run.reopen"};
  return all.count(operation) > 0;
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

std::string text(State state) {
  static const char* const texts[] = {"todo",      "in_progress", "hold",    "redline",
                                      "completed", "failed",      "canceled"};
  return texts[static_cast<std::size_t>(state)];
}

std::string text(Lifecycle lifecycle) {
  static const char* const texts[] = {"todo", "in_progress", "complete", "failed"};
  return texts[static_cast<std::size_t>(lifecycle)];
}

const Step& find_step(const Procedure& procedure, const std::string& key) {
  return *std::find_if(procedure.steps.begin(), procedure.steps.end(),
                       [&](const Step& s) { return s.key == key; });
}

const Field& find_field(const Step& step, const std::string& key) {
  return *std::find_if(step.fields.begin(), step.fields.end(), [&](const Field& f) { return f.key == key; });
}

std::vector<std::string> ancestors(const Procedure& procedure, const std::string& key) {
  std::vector<std::string> out;
  for (std::string at = find_step(procedure, key).parent; !at.empty(); at = find_step(procedure, at).parent) {
    out.push_back(at);
  }
  return out;
}

std::vector<std::string> children(const Procedure& procedure, const std::string& key) {
  std::vector<std::string> out;
  for (const Step& step : procedure.steps) {
    if (step.parent == key) out.push_back(step.key);
  }
  return out;
}

std::set<std::string> descendants(const Procedure& procedure, const std::string& key) {
  std::set<std::string> out;
  for (const Step& step : procedure.steps) {
    for (const std::string& ancestor : ancestors(procedure, step.key)) {
      if (ancestor == key) out.insert(step.key);
    }
  }
  return out;
}

// Section 3.

std::optional<std::string> judge(const Field& field, const std::string& value) {
  if (value == "N/A") return field.allow_na ? std::optional<std::string>("na") : std::nullopt;
  switch (field.type) {
    case FieldType::kNumber: {
      const auto number = decimal(value);
      if (!number) return std::nullopt;
      std::optional<std::int64_t> min;
      std::optional<std::int64_t> max;
      if (field.min) min = decimal(*field.min);
      if (field.max) max = decimal(*field.max);
      if (field.target) {
        min = *decimal(*field.target) - *decimal(field.tolerance_minus);
        max = *decimal(*field.target) + *decimal(field.tolerance_plus);
      }
      return (min && *number < *min) || (max && *number > *max) ? "out_of_spec" : "ok";
    }
    case FieldType::kPassfail:
      if (value == "pass") return "ok";
      if (value == "fail") return "out_of_spec";
      return std::nullopt;
    case FieldType::kSelect:
      if (std::find(field.options.begin(), field.options.end(), value) == field.options.end())
        return std::nullopt;
      return "ok";
    case FieldType::kText:
      return "ok";
    case FieldType::kSignoff:
      break;
  }
  return std::nullopt;
}

// Section 5.

std::set<std::string> Model::written_upstreams(const Procedure& procedure, const std::string& key) {
  const Step& step = find_step(procedure, key);
  if (step.after) return {step.after->begin(), step.after->end()};
  if (!procedure.serial) return {};
  std::string before;
  for (const std::string& sibling : children(procedure, step.parent)) {
    if (sibling == key) break;
    before = sibling;
  }
  if (before.empty()) return {};
  return {before};
}

std::set<std::string> Model::upstreams(const Run& run, const std::string& key) {
  std::set<std::string> out;
  for (const std::string& upstream : written_upstreams(*run.procedure, key)) {
    if (state_of(run, upstream) == State::kCanceled) {
      out.merge(upstreams(run, upstream));
    } else {
      out.insert(upstream);
    }
  }
  return out;
}

std::set<Blocker> Model::unavailable_because(const Run& run, const std::string& key) {
  std::set<Blocker> out;
  for (const std::string& upstream : upstreams(run, key)) {
    if (state_of(run, upstream) != State::kCompleted) out.insert({"upstream.open", id_of(run, upstream)});
  }
  const std::string& parent = find_step(*run.procedure, key).parent;
  if (!parent.empty() && state_of(run, parent) != State::kInProgress) {
    out.insert({"parent.not_started", id_of(run, parent)});
  }
  return out;
}

bool Model::available(const Run& run, const std::string& key) {
  const State state = state_of(run, key);
  if (state != State::kTodo && state != State::kInProgress) return false;
  return !ended(run) && unavailable_because(run, key).empty();
}

// Section 4.

std::set<Blocker> Model::unmet_gates(const Run& run, const std::string& key) {
  std::set<Blocker> out;
  for (const Field& field : find_step(*run.procedure, key).fields) {
    const Reading* reading = reading_of(run, key, field.key);
    const std::string id = id_of(run, key, field.key);
    if (is_sign_off(field)) {
      if (field.required && (reading == nullptr || reading->superseded)) out.insert({"signoff.missing", id});
    } else {
      if (field.required && reading == nullptr) out.insert({"field.missing", id});
      if (reading != nullptr && reading->judgement == "out_of_spec") out.insert({"field.out_of_spec", id});
    }
  }
  for (const std::string& child : children(*run.procedure, key)) {
    const State state = state_of(run, child);
    if (settled(state)) continue;
    if (state == State::kTodo && !find_step(*run.procedure, child).required) continue;
    out.insert({"child.open", id_of(run, child)});
  }
  return out;
}

/// Every step that rests on one that `restore` or `reopen` sends back to todo.
std::set<std::string> Model::rests_on(const Run& run, const std::string& key, bool restoring) {
  const Procedure& procedure = *run.procedure;
  std::set<std::string> sent = {key};
  if (restoring) {
    for (const std::string& below : descendants(procedure, key)) {
      if (state_of(run, below) == State::kCanceled && run.steps.at(below).canceled_with == key)
        sent.insert(below);
    }
  }
  const auto downstream_of = [&](const std::string& from) {
    std::set<std::string> out;
    const std::function<void(const std::string&)> walk = [&](const std::string& at) {
      for (const Step& step : procedure.steps) {
        if (written_upstreams(procedure, step.key).count(at) > 0 && out.insert(step.key).second)
          walk(step.key);
      }
    };
    walk(from);
    return out;
  };
  std::set<std::string> found;
  std::vector<std::string> open(sent.begin(), sent.end());
  while (!open.empty()) {
    const std::string at = open.back();
    open.pop_back();
    std::set<std::string> named;
    for (const std::string& downstream : downstream_of(at)) {
      named.insert(downstream);
      named.merge(descendants(procedure, downstream));
    }
    for (const std::string& ancestor : ancestors(procedure, at)) {
      if (state_of(run, ancestor) == State::kCompleted) named.insert(ancestor);
    }
    for (const std::string& step : named) {
      const State state = state_of(run, step);
      if (state == State::kTodo || state == State::kCanceled || sent.count(step) > 0) continue;
      if (found.insert(step).second) open.push_back(step);
    }
  }
  return found;
}

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

void Model::move(const Command& command, Run& run, const std::string& key) {
  if (ended(run)) refuse("run.locked");
  StepRecord& step = run.steps.at(key);
  const std::string& operation = command.operation;
  if (from_states(operation).count(step.state) == 0) refuse("state.refused", {{"state", id_of(run, key)}});
  if (operation == "step.complete") {
    record(command, run, key);
    for (const std::string& field : command.sign) sign(command, run, key, field);
  }
  if (operation == "step.start" || operation == "step.complete") {
    if (!available(run, key)) refuse("step.not_available", unavailable_because(run, key));
  }
  if (operation == "step.start") {
    step.state = State::kInProgress;
    step.workers.insert(command.actor);
    if (run.lifecycle == Lifecycle::kTodo) run.lifecycle = Lifecycle::kInProgress;
    run.started = true;
  } else if (operation == "step.complete") {
    const std::set<Blocker> unmet = unmet_gates(run, key);
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

void Model::record(const Command& command, Run& run, const std::string& key) {
  const Step& step = find_step(*run.procedure, key);
  StepRecord& record = run.steps.at(key);
  Readings& readings = record.attempts.back();
  bool changes = false;
  for (const auto& [name, value] : command.set) {
    const Field& field = find_field(step, name);
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
  const Reading* before = reading_of(run, key, name);
  if (before != nullptr && !before->superseded) refuse("rule.refused");
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

// Section 6.

bool Model::required_for_run(const Procedure& procedure, const std::string& key) {
  bool required = find_step(procedure, key).required;
  for (const std::string& ancestor : ancestors(procedure, key)) {
    required = required && find_step(procedure, ancestor).required;
  }
  return required;
}

std::string Model::status(const Run& run) {
  const auto any = [&](State state) {
    return std::any_of(run.steps.begin(), run.steps.end(),
                       [&](const auto& s) { return s.second.state == state; });
  };
  const auto all = [&](State state) {
    return std::all_of(run.steps.begin(), run.steps.end(),
                       [&](const auto& s) { return s.second.state == state; });
  };
  if (any(State::kFailed)) return "failed";
  if (any(State::kRedline)) return "redline";
  if (any(State::kHold)) return "hold";
  if (any(State::kInProgress)) return "in_progress";
  if (all(State::kTodo)) return "todo";
  if (all(State::kCanceled)) return "canceled";
  bool done = true;
  for (const auto& [key, step] : run.steps) {
    if (required_for_run(*run.procedure, key) && !settled(step.state)) done = false;
  }
  if (done) return any(State::kCanceled) ? "partial_complete" : "complete";
  return "in_progress";
}

/// The values of completed steps that a deviation covers.
std::set<Blocker> Model::deviations(const Run& run) const {
  std::set<Blocker> out;
  for (const auto& [key, step] : run.steps) {
    if (step.state != State::kCompleted) continue;
    for (const auto& [field, reading] : step.attempts.back()) {
      if (reading.judgement == "deviated") out.insert({"field.out_of_spec", id_of(run, key, field)});
    }
  }
  return out;
}

/// What `run check` answers: an ended run cannot be completed, whatever its gates.
std::set<Blocker> Model::check_run(const Run& run) const {
  if (ended(run)) return {{"state", run.id}};
  return unmet_run_gates(run);
}

std::set<Blocker> Model::run_warnings(const Run& run) const {
  if (ended(run)) return {};
  const bool warns = !setting_is("on_deviation", "block") && !setting_is("on_deviation", "ignore");
  return warns ? deviations(run) : std::set<Blocker>{};
}

std::set<Blocker> Model::unmet_run_gates(const Run& run) const {
  std::set<Blocker> out;
  bool any_completed = false;
  for (const auto& [key, step] : run.steps) {
    if (step.state == State::kCompleted) {
      any_completed = true;
      for (const Blocker& unmet : unmet_gates(run, key)) {
        if (unmet.code == "field.missing") out.insert(unmet);
      }
    }
    if (settled(step.state)) continue;
    if (step.state == State::kTodo && !required_for_run(*run.procedure, key)) continue;
    out.insert({"step.open", id_of(run, key)});
  }
  if (!any_completed) out.insert({"step.open", run.id});
  if (setting_is("on_deviation", "block")) out.merge(deviations(run));
  return out;
}

// Commands.

void Model::add_run(std::string id, const Procedure& procedure) {
  Run& run = runs_[id];
  run.id = std::move(id);
  run.procedure = &procedure;
  for (const Step& step : procedure.steps) begin_attempt(run.steps[step.key]);
}

bool Model::setting_is(const std::string& key, const std::string& value) const {
  const auto it = settings_.find(key);
  return it != settings_.end() && it->second == value;
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

void Model::carry_out(const Command& command) {
  if (!permits(command.actor, command.operation)) refuse("permission.denied");
  if (needs_reason(command.operation) && !command.reason) refuse("usage");
  if (command.operation == "config.set") {
    settings_[command.setting] = command.value;
  } else if (command.operation == "run.complete") {
    Run& run = runs_.at(command.run);
    if (ended(run)) refuse("state.refused", {{"state", run.id}});
    const std::set<Blocker> unmet = unmet_run_gates(run);
    if (!unmet.empty()) refuse("gate.unmet", unmet);
    run.lifecycle = Lifecycle::kComplete;
  } else if (command.operation == "run.fail") {
    Run& run = runs_.at(command.run);
    if (ended(run)) refuse("state.refused", {{"state", run.id}});
    run.lifecycle = Lifecycle::kFailed;
  } else if (command.operation == "run.reopen") {
    Run& run = runs_.at(command.run);
    if (run.lifecycle != Lifecycle::kComplete) refuse("state.refused", {{"state", run.id}});
    run.lifecycle = Lifecycle::kInProgress;
  } else if (command.operation == "step.record" || command.operation == "step.sign" ||
             command.operation == "step.deviate") {
    const StepId& id = command.steps.front();
    Run& run = runs_.at(id.run);
    if (ended(run)) refuse("run.locked");
    const State state = state_of(run, id.key);
    bool takes = state == State::kInProgress;
    if (command.operation == "step.record") takes = takes || state == State::kRedline;
    if (command.operation == "step.deviate") takes = !settled(state);
    if (!takes) refuse("state.refused", {{"state", id.text()}});
    if (command.operation == "step.record") record(command, run, id.key);
    for (const std::string& field : command.sign) {
      if (command.operation == "step.sign") sign(command, run, id.key, field);
      if (command.operation == "step.deviate") deviate(run, id.key, field);
    }
  } else {
    std::set<std::string> named;
    for (const StepId& id : command.steps) {
      if (named.insert(id.text()).second) move(command, runs_.at(id.run), id.key);
    }
  }
}

Outcome Model::apply(const Command& command) {
  const auto runs_before = runs_;
  const auto settings_before = settings_;
  try {
    carry_out(command);
  } catch (const Refusal& refusal) {
    runs_ = runs_before;
    settings_ = settings_before;
    return refusal;
  }
  return std::nullopt;
}

}  // namespace oracle
