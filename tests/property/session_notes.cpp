#include "session.h"
#include "tally.h"

using oracle::Command;
using oracle::Model;
using oracle::Outcome;
using oracle::Run;
using oracle::State;
using oracle::StepId;

/// Counts what makes a state deep.
void Session::note(const Command& command, const Outcome& outcome, const Model& before) {
  if (outcome) {
    for (const auto& blocker : outcome->blockers) tally.seen(outcome->code + " by " + blocker.code);
    if (outcome->blockers.size() > 1) tally.seen(outcome->code + " by several blockers");
    note_refusal(command, *outcome, before);
    return;
  }
  note_siblings(command, before);
  if (command.steps.size() > 1) tally.seen("several steps in one command");
  if (command.operation == "step.complete" && !command.set.empty()) tally.seen("completed with values");
  if (command.operation == "step.complete" && !command.sign.empty()) tally.seen("completed with sign-offs");
  for (const StepId& step : command.steps) {
    const Run& run = model_.run(step.run);
    const Run& old = before.run(step.run);
    const auto& record = run.steps.at(step.key);
    const auto& was = old.steps.at(step.key);
    if (run.lifecycle != old.lifecycle && run.lifecycle == oracle::Lifecycle::kComplete) {
      tally.seen("run completed by its last step");
    }
    if (record.attempts.size() >= 3) tally.seen("acted on an attempt of 3 or more");
    if (ancestors(*run.procedure, step.key).size() == 4) tally.seen("acted on level 5");
    if (command.operation == "step.resume" && was.before_hold == State::kInProgress) {
      tally.seen(record.state == State::kTodo ? "resumed to todo, for it lost its turn"
                                              : "resumed to in_progress");
    }
    if (command.operation == "step.start" &&
        Model::upstreams(run, step.key) != Model::written_upstreams(*run.procedure, step.key)) {
      tally.seen("started past canceled upstreams");
    }
    std::size_t others = 0;
    for (const auto& [key, now] : run.steps)
      others += key != step.key && now.state != old.steps.at(key).state ? 1 : 0;
    if (others == 0) continue;
    if (command.cascade) tally.seen(command.operation + " --cascade moved others");
    if (command.operation == "step.cancel") tally.seen("canceled with descendants");
    if (command.operation == "step.restore") tally.seen("restored with others");
  }
}

/// Who of the siblings was in the way.
void Session::note_refusal(const Command& command, const oracle::Refusal& refusal, const Model& before) {
  if (command.steps.size() != 1 || refusal.blockers.empty()) return;
  const StepId& named = command.steps.front();
  if (before.acting(named, command.only).size() < 2) return;
  std::set<std::string> runs;
  for (const auto& blocker : refusal.blockers) {
    runs.insert(blocker.subject.substr(0, blocker.subject.find('/')));
    if (blocker.code != "field.missing" && blocker.code != "signoff.missing") continue;
    const std::size_t hash = blocker.subject.find('#');
    const std::string field = blocker.subject.substr(hash + 1);
    const Run& run = before.run(named.run);
    if (!find_field(find_step(*run.procedure, named.key), field).required)
      tally.seen("gate.unmet by an optional field of each unit");
  }
  if (runs.count(named.run) == 0) tally.seen("refused by siblings of the named step only");
  if (runs.size() > 1) tally.seen("refused by several siblings");
  if (refusal.code != "state.refused" && refusal.code != "gate.unmet") {
    tally.seen("siblings: " + refusal.code);
  }
}

/// Counts what came to siblings.
void Session::note_siblings(const Command& command, const Model& before) {
  if (command.operation == "run.assign" || command.operation == "run.set") {
    const Run& run = before.run(command.run);
    if (!run.batch.empty()) tally.seen(command.operation + (command.only ? " --only" : "") + " in a batch");
  }
  if (command.operation == "run.reopen" && !before.run(command.run).batch.empty())
    tally.seen("run.reopen in a batch");
  if (command.operation == "batch.remove" || command.operation == "batch.dissolve") {
    for (const auto& [id, run] : before.runs()) {
      if (ended(run) && !run.batch.empty() && model_.run(id).batch.empty()) tally.seen("an ended run left");
    }
  }
  std::set<std::string> moved;
  for (const StepId& named : command.steps) {
    if (moved.count(named.text()) > 0 && &named != &command.steps.front())
      tally.seen("an id skipped that a sibling had moved");
    const int group = before.run(named.run).steps.at(named.key).group;
    if (group == 0) continue;
    if (command.only) {
      std::size_t left = 0;
      for (const auto& [key, was] : before.run(named.run).steps)
        left += was.group != model_.run(named.run).steps.at(key).group ? 1 : 0;
      if (before.members(group).size() > 1) tally.seen("--only out of a group");
      if (left > 1) tally.seen("--only took others out of their groups");
      continue;
    }
    const std::vector<StepId> on = before.acting(named, false);
    if (on.size() < before.members(group).size()) tally.seen("siblings: an ended run held nobody back");
    if (on.size() < 2) continue;
    std::size_t changed = 0;
    std::size_t others = 0;
    for (const StepId& one : on) {
      moved.insert(one.text());
      const Run& run = model_.run(one.run);
      const Run& old = before.run(one.run);
      changed += run.steps.at(one.key) != old.steps.at(one.key) ? 1 : 0;
      if (run.lifecycle != old.lifecycle && ended(run) && one.run != named.run)
        tally.seen("a sibling's run completed");
      for (const auto& [key, now] : run.steps)
        others += key != one.key && now.state != old.steps.at(key).state ? 1 : 0;
    }
    if (others > 0) tally.seen("siblings: others moved in their runs");
    tally.seen(command.operation + (changed == on.size() ? " on all siblings" : " on some siblings"));
    if (changed == on.size()) tally.seen("acted on " + std::to_string(on.size()) + " siblings");
  }
}
