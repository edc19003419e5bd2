#include <algorithm>

#include "commands.h"

namespace {

using oracle::Command;
using oracle::Model;
using oracle::Run;

constexpr std::size_t kMostAtOnce = 6;

std::vector<std::string> runs_where(const Model& model, bool (*is_one)(const Run&)) {
  std::vector<std::string> out;
  for (const auto& [id, run] : model.runs()) {
    if (is_one(run)) out.push_back(id);
  }
  return out;
}

/// Runs that may join.
std::vector<std::string> free_runs(const Model& model) {
  return runs_where(model, [](const Run& run) { return run.batch.empty() && !ended(run); });
}

std::vector<std::string> batches(const Model& model, bool filled) {
  std::vector<std::string> out;
  for (const auto& [id, batch] : model.batches()) {
    if (!filled || !model.runs_of(id).empty()) out.push_back(id);
  }
  return out;
}

/// Some of them in any order, now and then one twice, seldom any run at all.
std::vector<std::string> some_of(const Model& model, std::vector<std::string> from, std::size_t count,
                                 Choices& choices) {
  const std::vector<std::string> all = runs_where(model, [](const Run&) { return true; });
  std::vector<std::string> out;
  while (out.size() < count && !from.empty()) {
    const std::size_t at = choices.below(from.size());
    out.push_back(from[at]);
    if (!choices.percent(5)) from.erase(from.begin() + static_cast<std::ptrdiff_t>(at));
  }
  if (out.empty() || choices.percent(8)) out.push_back(choices.one_of(all));
  return out;
}

}  // namespace

bool batch_command_fits(const Model& model, const std::string& operation) {
  if (operation == "batch.create") return free_runs(model).size() >= 2;
  if (operation == "batch.add") return !model.batches().empty() && !free_runs(model).empty();
  return !batches(model, operation != "batch.rename").empty();
}

Command choose_new_runs(const Stage& stage, std::size_t most, Choices& choices) {
  Command command;
  command.operation = "run.create";
  command.actor = "alice";
  command.procedures = {choices.one_of(stage.procedures)};
  if (!stage.batches) return command;
  const bool alike = choices.percent(50);
  for (std::size_t n = std::min(most - 1, choices.below(4)); n > 0; --n) {
    command.procedures.push_back(alike ? command.procedures.front() : choices.one_of(stage.procedures));
  }
  command.batched = choices.percent(60);
  if (command.batched) command.title = "Lot " + std::to_string(choices.below(100));
  return command;
}

Command choose_batch_command(const Model& model, const std::string& operation, Choices& choices) {
  Command command;
  command.operation = operation;
  if (operation == "run.assign" || operation == "run.set") {
    command.run = choices.one_of(runs_where(model, [](const Run&) { return true; }));
    command.only = choices.percent(25);
    if (operation == "run.assign") {
      command.assignee = choices.one_of(std::vector<std::string>{"none", "alice", "bob", "quinn"});
    } else {
      command.due = choices.one_of(std::vector<std::string>{"", "2031-01-02", "2032-03-04"});
    }
    return command;
  }
  std::vector<std::string> known = batches(model, !choices.percent(15));
  if (known.empty()) known = batches(model, false);
  if (known.empty()) command.operation = "batch.create";
  if (command.operation == "batch.create") {
    if (choices.percent(50)) command.title = "Lot " + std::to_string(choices.below(100));
    if (choices.percent(97)) {
      command.runs = some_of(model, free_runs(model), 2 + choices.below(kMostAtOnce - 1), choices);
    }
    return command;
  }
  command.batch = choices.one_of(known);
  if (operation == "batch.rename") command.title = "Renamed " + std::to_string(choices.below(100));
  if (operation == "batch.add")
    command.runs = some_of(model, free_runs(model), 1 + choices.below(3), choices);
  if (operation == "batch.remove") {
    command.runs = some_of(model, model.runs_of(command.batch), 1 + choices.below(2), choices);
  }
  return command;
}
