#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "format/objects.h"
#include "model/gates.h"
#include "model/transitions.h"
#include "ops/definitions.h"
#include "ops/operation.h"
#include "store/working_set.h"
#include "traveler/error.h"

namespace traveler::ops {

/// One step under a command: where it is in the plan. The rows are asked of the working set, which has
/// them as the entries before left them.
struct StepTarget {
  std::int64_t run = 0;
  std::int64_t slot = 0;
  std::string key;
  std::string id() const { return step_id(run, key); }
};

/// The step of an id; throws Error(usage) or Error(not_found).
StepTarget find_target(store::WorkingSet& rows, const std::string& id);

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

/// Refuses when the run has ended (`run.locked`, before any other refusal) and when the command is
/// dated before the step's last change.
void check_open(Command& command, const StepTarget& target);

/// The steps and runs that a command changed, in order, each once.
class Changed {
 public:
  void add(const StepTarget& target);
  void add_run(std::int64_t run);
  void add_issue(Issue issue) { issues_.push_back(std::move(issue)); }
  /// `steps`, `runs` and, where there are any, `issues` of the answer.
  Value answer(store::WorkingSet& rows, store::Connection& db) const;

 private:
  std::vector<StepTarget> steps_;
  std::vector<std::int64_t> runs_;
  std::set<std::pair<std::int64_t, std::int64_t>> known_steps_;
  std::set<std::int64_t> known_runs_;
  std::vector<Issue> issues_;
};

/// Why a step cannot be worked on: open upstreams, a parent that is not in progress.
std::vector<Blocker> unavailable_because(store::WorkingSet& rows, const StepTarget& target);

/// How far the requirements of a step are met, in the order of its definition.
std::vector<RequirementState> requirement_states(store::Connection& db, const Run& run, std::string_view step,
                                                 const StepDef& definition);

/// What the gates of a step look at. `has_siblings`: the step moves with others.
StepGateFacts gate_facts(Command& command, Definitions& definitions, const StepTarget& target,
                         bool has_siblings);

/// Moves one step and appends its entry. The verb's own guards are the caller's. `canceled_with`: key of
/// the ancestor whose cancel takes the step along.
void move_step(Command& command, const StepTarget& target, Verb verb, StepState to, Changed& changed,
               std::string_view canceled_with = {});

/// Cancels a step and, with it, its open descendants. Spec section 4.
void cancel_step(Command& command, const StepTarget& target, Changed& changed);

/// Restores or reopens a step; refused while work rests on it, which `cascade` sends back with it. Spec
/// section 4.
void send_back(Command& command, const StepTarget& target, Verb verb, bool cascade, Changed& changed);

/// Opens an issue on a step, titled by the reason of the command.
void open_issue(Command& command, const StepTarget& target, Changed& changed);

// What goes onto a step goes onto its siblings too, but for per-unit fields, which are the named step's
// alone. Spec sections 3 and 8. The steps refuse by `SiblingSteps::finish`.

/// Records `values` (key → text, or null to clear).
void record_values(Command& command, Definitions& definitions, SiblingSteps& steps, const Value& values,
                   Changed& changed);

/// Signs one sign-off field on the steps that lack the sign-off; refuses when none does.
void sign_field(Command& command, Definitions& definitions, SiblingSteps& steps, const std::string& key,
                Changed& changed);

/// Accepts a value out of spec as a deviation, with the reason of the command.
void deviate_value(Command& command, Definitions& definitions, SiblingSteps& steps, const std::string& key,
                   Changed& changed);

/// Records a file that is kept under its digest as the value of a file field.
void attach_file(Command& command, Definitions& definitions, SiblingSteps& steps, const std::string& key,
                 const std::string& name, const std::string& digest, Changed& changed);

/// Moves the steps that the arguments name, each with its siblings. Spec section 4.
Value move_steps(Command& command, const Arguments& args, Verb verb);

/// What stands between a run and its completion; spec section 6.
RunGates check_run(store::Connection& db, Definitions& definitions, const Run& run);

/// Completes a run whose gates are met, over the warnings given: its lifecycle, its inventory, one entry.
void complete_run(Command& command, std::int64_t run, const std::vector<Blocker>& warnings, Changed& changed);

/// Completes the run after a step of it when the setting says so and every gate is met.
void complete_run_if_done(Command& command, Definitions& definitions, std::int64_t run, Changed& changed);

}  // namespace traveler::ops
