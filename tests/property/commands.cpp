#include "commands.h"

#include <algorithm>
#include <initializer_list>

#include "traveler/operations.h"

namespace {

using oracle::Command;
using oracle::Field;
using oracle::FieldType;
using oracle::Model;
using oracle::Run;
using oracle::State;
using oracle::StepId;

constexpr std::size_t kMostRuns = 6;
constexpr std::size_t kMostRunsWithBatches = 10;
constexpr std::size_t kTargets = 100'000;

struct Weight {
  const char* operation;
  std::size_t weight;
  bool of_batches = false;
};

const std::vector<Weight>& weights() {
  static const std::vector<Weight> known = [] {
    std::vector<Weight> out;
    for (const Weight& w : std::initializer_list<Weight>{
             {"step.start", 240},       {"step.complete", 260},     {"step.record", 110},
             {"step.sign", 80},         {"step.hold", 40},          {"step.resume", 60},
             {"step.fail", 25},         {"step.rework", 40},        {"step.cancel", 30},
             {"step.restore", 50},      {"step.reopen", 40},        {"step.deviate", 40},
             {"run.check", 20},         {"run.complete", 25},       {"run.fail", 3},
             {"run.reopen", 20},        {"config.set", 12},         {"run.create", 6},
             {"step.next", 10},         {"batch.create", 12, true}, {"batch.add", 24, true},
             {"batch.remove", 6, true}, {"batch.rename", 1, true},  {"batch.dissolve", 1, true},
             {"run.assign", 5, true},   {"run.set", 5, true}}) {
      if (traveler::find_operation(w.operation) != nullptr) out.push_back(w);
    }
    return out;
  }();
  return known;
}

class Chooser {
 public:
  Chooser(const Model& model, const Stage& stage) : model_(model), stage_(stage) {}

  Command choose(Choices& choices) {
    std::vector<Weight> all;
    for (const Weight& w : weights()) {
      if (!w.of_batches || stage_.batches) all.push_back(w);
    }
    std::size_t sum = 0;
    for (const Weight& w : all) sum += w.weight;
    const auto any_verb = [&] {
      std::size_t at = choices.below(sum);
      std::size_t i = 0;
      while (at >= all[i].weight) at -= all[i++].weight;
      return std::string(all[i].operation);
    };
    std::string operation = any_verb();
    const std::size_t target = choices.below(kTargets);
    // A verb that no step is ready for is refused whatever the step: mostly take another.
    for (int n = choices.percent(25) ? 0 : 4; n > 0 && !anything_fits(operation); --n) operation = any_verb();
    Command command;
    command.operation = operation;
    command.actor = "alice";
    const std::size_t most = stage_.batches ? kMostRunsWithBatches : kMostRuns;
    if (operation == "run.create" && model_.runs().size() >= most) command.operation = "run.check";
    if (command.operation == "run.create") {
      command = choose_new_runs(stage_, most - model_.runs().size(), choices);
    } else if (command.operation == "run.check" || operation == "step.next") {
      command.run = pick_run("run.complete", choices);
    } else if (operation == "config.set") {
      command.setting = choices.percent(60) ? "auto_complete" : "on_deviation";
      command.value = choices.one_of(command.setting == "auto_complete"
                                         ? std::vector<std::string>{"true", "false"}
                                         : std::vector<std::string>{"warn", "block", "ignore"});
    } else if (operation.starts_with("batch.") || operation == "run.assign" || operation == "run.set") {
      command = choose_batch_command(model_, operation, choices);
      pick_actor(command, choices);
    } else if (operation.starts_with("run.")) {
      command.run = pick_run(operation, choices);
      command.reason = !choices.percent(5);
      pick_actor(command, choices);
    } else {
      command = step_command(operation, target, choices);
    }
    return command;
  }

 private:
  std::string pick_run(const std::string& operation, Choices& choices) {
    std::vector<std::string> fitting;
    std::vector<std::string> all;
    for (const auto& [id, run] : model_.runs()) {
      all.push_back(id);
      const bool complete = run.lifecycle == oracle::Lifecycle::kComplete;
      if (operation == "run.reopen" ? complete : model_.unmet_run_gates(run).empty() && !complete)
        fitting.push_back(id);
    }
    return !fitting.empty() && !choices.percent(25) ? choices.one_of(fitting) : choices.one_of(all);
  }

  /// Mostly somebody who is not refused, if there is one.
  void pick_actor(Command& command, Choices& choices) {
    const std::vector<std::string> users = {"alice", "bob", "quinn"};
    const bool anybody = choices.percent(12);
    const std::size_t first = choices.below(users.size());
    for (std::size_t i = 0; i < users.size(); ++i) {
      command.actor = users[(first + i) % users.size()];
      if (anybody) return;
      Model trial = model_;
      if (!trial.apply(command)) return;
    }
  }

  bool fits(const std::string& operation, const Run& run, const std::string& key) const {
    const State state = run.steps.at(key).state;
    if (ended(run)) return false;
    if (operation == "step.start") return state == State::kTodo && Model::available(run, key);
    if (operation == "step.complete") return state == State::kInProgress && Model::available(run, key);
    if (operation == "step.record" || operation == "step.sign" || operation == "step.deviate") {
      return state == State::kInProgress && !fields_for(operation, run, key).empty();
    }
    if (operation == "step.hold") return state == State::kTodo || state == State::kInProgress;
    if (operation == "step.resume") return state == State::kHold;
    if (operation == "step.fail") return state == State::kInProgress;
    if (operation == "step.rework") return state == State::kFailed;
    if (operation == "step.cancel") return state != State::kCompleted && state != State::kCanceled;
    if (operation == "step.restore") return state == State::kCanceled;
    return state == State::kCompleted;
  }

  bool anything_fits(const std::string& operation) const {
    if (operation.starts_with("batch.")) return batch_command_fits(model_, operation);
    if (!operation.starts_with("step.") || operation == "step.next") return true;
    for (const auto& [id, run] : model_.runs()) {
      for (const auto& [key, record] : run.steps) {
        if (fits(operation, run, key)) return true;
      }
    }
    return false;
  }

  /// Whether none of the siblings is in the way.
  bool all_fit(const std::string& operation, const StepId& id) const {
    for (const StepId& one : model_.acting(id, false)) {
      if (!fits(operation, model_.run(one.run), one.key)) return false;
    }
    return true;
  }

  /// The fields that a command of this kind is about.
  static std::vector<const Field*> fields_for(const std::string& operation, const Run& run,
                                              const std::string& key) {
    std::vector<const Field*> out;
    const oracle::Readings& readings = run.steps.at(key).attempts.back();
    for (const Field& field : find_step(*run.procedure, key).fields) {
      const auto it = readings.find(field.key);
      const bool sign_off = field.type == FieldType::kSignoff;
      const bool open = it == readings.end() || !it->second.value || it->second.superseded;
      if (operation == "step.sign" && sign_off && open) out.push_back(&field);
      if (operation == "step.record" && !sign_off) out.push_back(&field);
      if (operation == "step.deviate" && it != readings.end() && it->second.judgement == "out_of_spec")
        out.push_back(&field);
    }
    return out;
  }

  StepId pick_step(const std::string& operation, std::size_t target, Choices& choices) {
    std::vector<StepId> fitting;
    std::vector<StepId> open;
    std::vector<StepId> all;
    for (const auto& [id, run] : model_.runs()) {
      for (const auto& [key, record] : run.steps) {
        all.push_back({id, key});
        if (!ended(run)) open.push_back({id, key});
        if (fits(operation, run, key)) fitting.push_back({id, key});
      }
    }
    const std::size_t how = choices.below(100);
    if (stage_.batches && how < 65) {
      std::vector<StepId> together = fitting;
      std::erase_if(together, [&](const StepId& id) { return !all_fit(operation, id); });
      if (!together.empty()) return together[target % together.size()];
    }
    const std::vector<StepId>& from = how < 80 && !fitting.empty() ? fitting
                                      : how < 97 && !open.empty()  ? open
                                                                   : all;
    return from[target % from.size()];
  }

  Command step_command(const std::string& operation, std::size_t target, Choices& choices) {
    Command command;
    command.operation = operation;
    command.steps.push_back(pick_step(operation, target, choices));
    if (operation == "step.complete" && model_.acting(command.steps.front(), false).size() > 1) {
      if (auto own = value_of_one_unit(command.steps.front(), choices)) return *own;
    }
    const StepId first = command.steps.front();
    const Run& run = model_.run(first.run);
    if (stage_.batches) {
      const bool apart = run.steps.at(first.key).group != 0 && !all_fit(operation, first);
      command.only = choices.percent(apart ? 20 : 4);
    }
    const std::vector<Field>& fields = find_step(*run.procedure, first.key).fields;
    command.reason = !choices.percent(3);
    if (operation == "step.sign" || operation == "step.deviate") {
      const auto wanted = fields_for(operation, run, first.key);
      if (!wanted.empty() && !choices.percent(15)) {
        command.sign = {choices.one_of(wanted)->key};
      } else if (!fields.empty()) {
        const Field& any = choices.one_of(fields);
        command.sign = {any.key};
        // What may not be signed at all has no siblings that lack it.
        if (operation == "step.sign" && !is_sign_off(any)) command.only = true;
      } else {
        command.operation = "step.start";
      }
    } else if (operation == "step.record") {
      set_values(command, run, choices);
      if (command.set.empty()) command.operation = "step.start";
    } else {
      if (operation == "step.complete") fill_in(command, run, choices);
      if (operation == "step.restore" || operation == "step.reopen") command.cascade = choices.percent(50);
      if (command.set.empty() && command.sign.empty() && choices.percent(15)) {
        for (std::size_t n = 1 + choices.below(3); n > 0; --n) {
          command.steps.push_back(choices.percent(20) ? choices.one_of(command.steps)
                                  : choices.percent(25)
                                      ? choices.one_of(model_.acting(choices.one_of(command.steps), false))
                                      : pick_step(operation, choices.below(kTargets), choices));
        }
      }
    }
    pick_actor(command, choices);
    return command;
  }

  /// Mostly, what each unit must have of its own before the siblings can complete.
  std::optional<Command> value_of_one_unit(const StepId& first, Choices& choices) {
    if (choices.percent(25)) return std::nullopt;
    for (const StepId& id : model_.acting(first, false)) {
      const Run& run = model_.run(id.run);
      for (const Field& field : find_step(*run.procedure, id.key).fields) {
        const oracle::Reading* reading = reading_of(run, id.key, field.key);
        const bool given = is_sign_off(field) ? stands(run, id.key, field.key)
                                              : reading != nullptr && reading->judgement != "out_of_spec";
        if (!field.per_unit || given || choices.percent(10)) continue;
        Command command;
        command.operation = is_sign_off(field) ? "step.sign" : "step.record";
        command.steps = {id};
        if (is_sign_off(field)) {
          command.sign = {field.key};
        } else {
          command.set.emplace_back(field.key, good_value(field));
        }
        pick_actor(command, choices);
        return command;
      }
    }
    return std::nullopt;
  }

  /// Any values for some fields, sign-offs included.
  static void set_values(Command& command, const Run& run, Choices& choices) {
    const StepId& id = command.steps.front();
    for (const Field& field : find_step(*run.procedure, id.key).fields) {
      const bool sign_off = field.type == FieldType::kSignoff;
      if (!choices.percent(sign_off ? 3 : 60)) continue;
      if (choices.percent(10)) {
        command.set.emplace_back(field.key, std::nullopt);
      } else {
        command.set.emplace_back(
            field.key, choices.percent(40) && !sign_off ? good_value(field) : make_value(field, choices));
      }
    }
  }

  /// What is missing for `complete`: all of it, some of it, or nonsense.
  void fill_in(Command& command, const Run& run, Choices& choices) {
    const std::size_t how = choices.below(100);
    if (how >= 90) set_values(command, run, choices);
    if (how < 25 || how >= 90) return;
    const StepId& id = command.steps.front();
    const oracle::Readings& readings = run.steps.at(id.key).attempts.back();
    const bool siblings = model_.acting(id, command.only).size() > 1;
    for (const Field& field : find_step(*run.procedure, id.key).fields) {
      const auto it = readings.find(field.key);
      const bool given = it != readings.end() && it->second.value;
      const bool wanted = field.required || (siblings && field.per_unit);
      if (field.type == FieldType::kSignoff) {
        if (wanted || choices.percent(10)) command.sign.push_back(field.key);
      } else if (given ? it->second.judgement == "out_of_spec" : wanted) {
        command.set.emplace_back(field.key, good_value(field));
      }
    }
    if (!command.set.empty()) return;
    // Sign-offs that stand need no second signature.
    std::erase_if(command.sign, [&](const std::string& key) {
      const auto it = readings.find(key);
      return it != readings.end() && it->second.value && !it->second.superseded && !choices.percent(10);
    });
  }

  const Model& model_;
  const Stage& stage_;
};

}  // namespace

Command choose_command(const Model& model, const Stage& stage, Choices& choices) {
  return Chooser(model, stage).choose(choices);
}

std::string line_of(const Command& command) {
  std::string out = command.actor + ": " + command.operation;
  const auto add = [&](const std::string& word) {
    if (!word.empty()) out.append(" ").append(word);
  };
  for (const StepId& step : command.steps) add(step.text());
  add(command.batch);
  for (const std::string& procedure : command.procedures) add(procedure);
  for (const std::string& run : command.runs) add(run);
  add(command.run);
  if (!command.title.empty()) add("\"" + command.title + "\"");
  if (command.batched) add("--batch");
  add(command.assignee);
  if (command.due) add("due=" + *command.due);
  add(command.setting);
  add(command.value);
  for (const auto& [key, value] : command.set) add(key + "=" + value.value_or(""));
  for (const std::string& key : command.sign) add("field " + key);
  if (command.cascade) add("--cascade");
  if (command.only) add("--only");
  if (!command.reason) add("(no reason)");
  return out;
}
