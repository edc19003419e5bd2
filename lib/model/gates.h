#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/definition.h"
#include "model/records.h"
#include "model/requirements.h"
#include "model/settings.h"
#include "traveler/error.h"

namespace traveler {

/// What one child step is, for its parent's gate.
struct ChildFact {
  std::string id;
  StepState state = StepState::kTodo;
  bool required = true;
};

/// What the gates of a step look at.
struct StepGateFacts {
  std::int64_t run = 0;
  const StepDef* definition = nullptr;
  std::string step_key;
  std::vector<Reading> readings;  ///< current ones of the current attempt
  std::vector<ChildFact> children;
  std::vector<RequirementState> requirements;  ///< in the order of the definition's
  bool has_siblings = false;  ///< others move with it: each needs its own value of a per-unit field
  bool issue_covers = false;  ///< an open issue on the step covers values out of spec (setting `out_of_spec`)
  bool outside_received = false;  ///< what its outside process came back from
};

/// The blocker of a requirement that is not met.
Blocker requirement_blocker(const std::string& step, std::string_view part, Quantity needed,
                            const RequirementState& state);

/// Every unmet gate of a step, one blocker each; spec section 4.
std::vector<Blocker> unmet_step_gates(const StepGateFacts& facts);

/// The names of a table's rows: those written, or 1 to the larger of its minimum and the last row that
/// has a value.
std::vector<std::string> table_rows(const FieldDef& table, const std::vector<Reading>& readings);

/// The current reading of a field (and cell), or nullptr.
const Reading* find_reading(const std::vector<Reading>& readings, std::string_view field,
                            std::string_view row = {}, std::string_view column = {});

/// A step that is neither completed nor canceled, for the gates of its run.
struct OpenStepFact {
  std::string id;
  StepState state = StepState::kTodo;
  bool required = true;  ///< for the run: the step and all its ancestors
};

/// A gate that the procedure puts on the run itself.
struct RunApproval {
  ApprovalDef gate;
  bool granted = false;
};

/// What the gates of a run look at.
struct RunGateFacts {
  std::int64_t run = 0;
  std::vector<OpenStepFact> open_steps;
  std::vector<StepGateFacts> completed_steps;
  std::vector<StepGateFacts> steps_to_do;  ///< the open ones that the completion waits for; no readings
  std::vector<RunApproval> approvals;
  std::vector<std::string> open_redlines;  ///< ids of those that hold no step
  std::vector<Issue> open_issues;
  std::vector<Install> shared_installs;  ///< in the run's item
  GateWeight on_open_issue = GateWeight::kWarn;
  GateWeight on_deviation = GateWeight::kWarn;
  GateWeight on_shared_install = GateWeight::kWarn;
};

/// What stands between a run and its completion, and what it can be completed over.
struct RunGates {
  std::vector<Blocker> blockers;
  std::vector<Blocker> warnings;
};

/// Every unmet gate of a run's completion, and every warning; spec section 6.
RunGates unmet_run_gates(const RunGateFacts& facts);

/// Whether a run completes by itself after a `step complete`: it has required steps and they are all
/// settled, so that the gates are worth asking.
bool may_complete(const Run& run);

}  // namespace traveler
