#include "ops/step_tree.h"

#include <algorithm>

#include "base/concat.h"
#include "base/text.h"
#include "model/graph.h"
#include "model/ids.h"
#include "ops/step_moves.h"
#include "store/installs.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

StepTarget target_of(store::WorkingSet& rows, std::int64_t run, std::int64_t slot) {
  return {run, slot, rows.plan_step(run, slot).key};
}

Blocker state_blocker(store::WorkingSet& rows, const StepTarget& target) {
  const StepState state = rows.step(target.run, target.slot).state;
  const bool redline = state == StepState::kRedline;
  return {redline ? "redline.open" : "state", target.id(), concat(target.id(), " is ", describe(state))};
}

/// True when an ancestor is canceled and stays so: it is none of `restored`.
bool under_canceled(store::WorkingSet& rows, store::WorkingSet::Graph& graph, const StepTarget& target,
                    const std::vector<std::int64_t>& restored) {
  const auto above = ancestors(graph, target.slot);
  return std::any_of(above.begin(), above.end(), [&](std::int64_t slot) {
    return rows.step(target.run, slot).state == StepState::kCanceled &&
           std::find(restored.begin(), restored.end(), slot) == restored.end();
  });
}

/// The descendants that the cancel of `target` took along.
std::vector<std::int64_t> canceled_along(store::WorkingSet& rows, store::WorkingSet::Graph& graph,
                                         const StepTarget& target) {
  std::vector<std::int64_t> found;
  for (const std::int64_t slot : descendants(graph, target.slot)) {
    const RunStep& step = rows.step(target.run, slot);
    if (step.state == StepState::kCanceled && step.canceled_with == target.slot) found.push_back(slot);
  }
  return found;
}

}  // namespace

void cancel_step(Command& command, const StepTarget& target, Changed& changed) {
  store::WorkingSet& rows = command.rows();
  store::WorkingSet::Graph graph(rows, target.run);
  // What is in the item stays there.
  const auto name_installs = [&](const StepTarget& step) {
    for (Install& install : store::installs_of_step(command.db(), step.run, step.key))
      changed.add_install(std::move(install));
  };
  move_step(command, target, Verb::kCancel, StepState::kCanceled, changed);
  name_installs(target);
  for (const std::int64_t slot : descendants(graph, target.slot)) {
    const StepState state = rows.step(target.run, slot).state;
    if (!kStepTable.allows(state, Verb::kCancel)) continue;
    const StepTarget step = target_of(rows, target.run, slot);
    move_step(command, step, Verb::kCancel, StepState::kCanceled, changed, target.key);
    name_installs(step);
  }
}

void send_back(Command& command, const StepTarget& target, Verb verb, bool cascade, Changed& changed) {
  store::WorkingSet& rows = command.rows();
  store::WorkingSet::Graph graph(rows, target.run);
  const auto refuse = [&](std::string message, std::vector<Blocker> blockers, std::string hint) {
    throw Error(ErrorCode::kRuleRefused, std::move(message))
        .with_subject(target.id())
        .with_blockers(std::move(blockers))
        .with_hint(std::move(hint));
  };
  std::vector<Blocker> canceled;
  for (const std::int64_t slot : ancestors(graph, target.slot)) {
    if (rows.step(target.run, slot).state != StepState::kCanceled) continue;
    canceled.push_back(state_blocker(rows, target_of(rows, target.run, slot)));
  }
  if (!canceled.empty()) {
    const std::string top = canceled.back().subject;
    refuse(concat(target.id(), " lies under a canceled step"), std::move(canceled),
           concat("restore that one first: `step.restore step=", top, "`"));
  }

  const std::vector<std::int64_t> along =
      verb == Verb::kRestore ? canceled_along(rows, graph, target) : std::vector<std::int64_t>{};
  std::vector<std::int64_t> roots(along);
  roots.push_back(target.slot);
  const std::vector<std::int64_t> resting = work_resting_on(graph, roots);
  if (!resting.empty() && !cascade) {
    std::vector<Blocker> blockers;
    for (const std::int64_t slot : resting) {
      const StepTarget step = target_of(rows, target.run, slot);
      blockers.push_back(
          {"state", step.id(), concat(step.id(), " is ", describe(rows.step(step.run, slot).state))});
    }
    refuse(
        concat("work rests on ", target.id(), ": ", resting.size(), resting.size() == 1 ? " step" : " steps"),
        std::move(blockers), "`cascade=` sends them back to todo too, each with a new attempt");
  }
  std::vector<StepTarget> sent;
  std::vector<Blocker> redlined;
  for (const std::int64_t slot : resting) {
    const StepTarget step = target_of(rows, target.run, slot);
    if (under_canceled(rows, graph, step, roots)) continue;
    if (rows.step(step.run, slot).state == StepState::kRedline) redlined.push_back(state_blocker(rows, step));
    sent.push_back(step);
  }
  if (!redlined.empty()) {
    refuse(concat("a redline is open on work that rests on ", target.id()), std::move(redlined),
           "release or cancel the redline first");
  }

  move_step(command, target, verb, StepState::kTodo, changed);
  for (const std::int64_t slot : along) {
    move_step(command, target_of(rows, target.run, slot), Verb::kRestore, StepState::kTodo, changed);
  }
  for (const StepTarget& step : sent) move_step(command, step, Verb::kSendBack, StepState::kTodo, changed);
}

}  // namespace traveler::ops
