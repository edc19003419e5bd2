#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "format/objects.h"
#include "model/definition.h"
#include "model/gates.h"
#include "model/transitions.h"
#include "ops/operation.h"
#include "store/working_set.h"

namespace traveler::ops {

/// Step definitions as they are asked for; many steps share one.
class Definitions {
 public:
  explicit Definitions(store::Connection& db) : db_(&db) {}
  const StepDef& get(const PlanStep& step);

 private:
  store::Connection* db_;
  std::unordered_map<std::int64_t, StepDef> kept_;
};

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

/// Refuses when the run has ended (`run.locked`, before any other refusal) and when the command is
/// dated before the step's last change.
void check_open(Command& command, const StepTarget& target);

/// The steps and runs that a command changed, in order, each once.
class Changed {
 public:
  void add(const StepTarget& target);
  void add_run(std::int64_t run);
  /// `steps` and `runs` of the answer.
  Value answer(store::WorkingSet& rows, store::Connection& db) const;

 private:
  std::vector<StepTarget> steps_;
  std::vector<std::int64_t> runs_;
};

/// Why a step cannot be worked on: open upstreams, a parent that is not in progress.
std::vector<Blocker> unavailable_because(store::WorkingSet& rows, const StepTarget& target);

/// What the gates of a step look at.
StepGateFacts gate_facts(Command& command, Definitions& definitions, const StepTarget& target);

/// Moves one step and appends its entry. The verb's own guards are the caller's.
void move_step(Command& command, const StepTarget& target, Verb verb, StepState to, Changed& changed);

/// Records `values` (key → text, or null to clear) on a step. Spec section 3.
void record_values(Command& command, Definitions& definitions, const StepTarget& target, const Value& values,
                   Changed& changed);

/// Signs one sign-off field of a step. Spec section 3.
void sign_field(Command& command, Definitions& definitions, const StepTarget& target, const std::string& key,
                Changed& changed);

/// Every unmet gate of a run's completion; spec section 6.
std::vector<Blocker> unmet_gates_of_run(store::Connection& db, Definitions& definitions, const Run& run);

/// Completes a run whose gates are met: its lifecycle, its inventory, one entry. Spec section 6.
void complete_run(Command& command, std::int64_t run, Changed& changed);

/// Completes the run after a step of it when the setting says so and every gate is met.
void complete_run_if_done(Command& command, Definitions& definitions, std::int64_t run, Changed& changed);

}  // namespace traveler::ops
