#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ops/step_target.h"
#include "traveler/error.h"

namespace traveler::ops {

/// The steps that an id of a command stands for: the step itself, and its siblings whose runs are open, in
/// the order of the runs; the step alone when the command acts alone. Spec section 8.
class SiblingSteps {
 public:
  SiblingSteps(Command& command, const StepTarget& named);

  const StepTarget& named() const { return steps_.front(); }
  /// All of them; the siblings are looked up when somebody asks for them.
  const std::vector<StepTarget>& steps();
  bool several() { return steps().size() > 1; }
  bool has_refused() const { return !refusals_.empty(); }
  /// Does `act` to the named step alone, unless it has refused. Its refusal is that of the command, or among
  /// others where `each` is still to come.
  void named_only(const std::function<void(const StepTarget&)>& act);
  void expect_each() { each_follows_ = true; }

  /// Does `act` to each step that has not refused so far and keeps the refusals. A request that is wrong in
  /// itself is refused at once.
  void each(const std::function<void(const StepTarget&)>& act);
  /// Throws when a step has refused: its own error, or for several steps one error with the blockers of all
  /// that refuse.
  void finish();

 private:
  void act_on(std::size_t step, const std::function<void(const StepTarget&)>& act);

  Command* command_;
  bool complete_ = false;
  bool each_follows_ = false;
  std::vector<StepTarget> steps_;
  std::map<std::size_t, Error> refusals_;  ///< by the step's place in `steps_`
};

/// Says in `changes` that the step leaves its siblings, when the command acts alone and it has any.
void leave_siblings(Command& command, const StepTarget& target, std::vector<SubjectChange>& changes);

}  // namespace traveler::ops
