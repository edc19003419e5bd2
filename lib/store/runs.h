#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/record_changes.h"
#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

std::optional<Run> find_run(Connection& db, std::int64_t id);
std::int64_t last_run(Connection& db);

/// Writes a new run and its steps, which follow from the plan in one statement.
/// Fills in the counters of `run`.
void insert_run(Connection& db, Run& run);
void update_run(Connection& db, const Run& run);
/// Writes what every entry on a run changes, its revision and time; no index is concerned.
void touch_run(Connection& db, const Run& run);

void put_run_attributes(Connection& db, std::int64_t run, const std::vector<Attribute>& attributes);
std::vector<Attribute> run_attributes(Connection& db, std::int64_t run);
bool has_run_attributes(Connection& db);

/// The attributes of many runs in one query: of ids that are asked for in growing order.
class AttributesInOrder {
 public:
  explicit AttributesInOrder(Connection& db);
  ~AttributesInOrder();
  AttributesInOrder(const AttributesInOrder&) = delete;
  AttributesInOrder& operator=(const AttributesInOrder&) = delete;
  std::vector<Attribute> of(std::int64_t run);

 private:
  Statement* query_;
  bool more_;
};

/// What `run list` asks for; absent means any. Matched exactly.
struct RunFilter {
  std::optional<std::string> part;
  std::optional<std::string> procedure;
  std::optional<std::string> assignee;
  std::optional<RunStatus> status;
  std::optional<Lifecycle> lifecycle;
  bool open_only = false;
  std::optional<Timestamp> todo_since;  ///< still in lifecycle todo, created at or before this
};
/// Runs in the order of their ids, without attributes.
void each_run(Connection& db, const RunFilter& filter, const std::function<bool(const Run&)>& visit);

std::optional<RunStep> find_run_step(Connection& db, std::int64_t run, std::int64_t slot);
/// Writes what a transition changes; all but the sibling group.
void update_run_step(Connection& db, const RunStep& step);
/// Writes what every entry on a step changes, its revision and time.
void touch_run_step(Connection& db, const RunStep& step);

/// The steps of a sibling group, and their runs, in the order of the runs.
std::vector<RunStep> steps_of_group(Connection& db, std::int64_t group);
std::vector<Run> runs_of_group(Connection& db, std::int64_t group);
/// The open runs with a step in a sibling group, in the order of their ids.
std::vector<std::int64_t> open_runs_of_group(Connection& db, std::int64_t group);
/// The steps of a run that are in sibling groups.
std::vector<std::int64_t> grouped_slots(Connection& db, std::int64_t run);
/// Puts the steps of a run into the groups that those of its twin, a run of the same plan, are in.
void copy_siblings(Connection& db, std::int64_t twin, std::int64_t run);
/// Puts a step into a sibling group, or (none) takes it out of its own.
void set_siblings(Connection& db, std::int64_t run, std::int64_t slot, std::optional<std::int64_t> group);

/// A step of a run with its place in the plan.
struct StepOfRun {
  PlanStep plan;
  RunStep step;
  std::optional<StepState> parent_state;
};
/// All steps of a run in order of display.
std::vector<StepOfRun> steps_of_run(Connection& db, const Run& run);
/// The steps of a run that are neither completed nor canceled, in order of display.
std::vector<StepOfRun> open_steps_of_run(Connection& db, const Run& run);
/// A step that can be worked on, and the key of its parent (empty: none).
struct AvailableStep : StepOfRun {
  std::string parent;
};
/// The steps that can be worked on in open runs, in order of the runs, then of display.
std::vector<AvailableStep> available_steps(Connection& db);
/// When the last of the run's completed steps was.
std::optional<Timestamp> last_completion(Connection& db, std::int64_t run);
/// The completed steps of a run.
std::vector<StepOfRun> completed_steps_of_run(Connection& db, const Run& run);

}  // namespace traveler::store
