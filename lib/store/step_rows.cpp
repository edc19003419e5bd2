#include "store/step_rows.h"

#include "base/concat.h"
#include "model/graph.h"
#include "model/ids.h"
#include "store/plans.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::store {
namespace {

// The columns of the statement below.
enum Read : int {
  kRun,
  kSlot,
  kState,
  kAttempt,
  kOpenUpstreams,
  kStartedAt,
  kStartedBy,
  kCompletedAt,
  kCompletedBy,
  kUpdatedAt,
  kPlan,
  kLifecycle,
};

// The columns of the export, its step id being two.
enum Column : int {
  kIdRun,
  kIdKey,
  kRunColumn,
  kKey,
  kNumber,
  kTitle,
  kStateColumn,
  kAvailable,
  kRequired,
  kParent,
  kAttemptColumn,
  kLocation,
  kFirstOfRow,  ///< started_at; from here on they are as they are read
};

int read_column(int column) { return kStartedAt + (column - kFirstOfRow); }

}  // namespace

StepRows::StepRows(Connection& db)
    : db_(&db),
      row_(
          &db.query("SELECT s.run, s.slot, s.state, s.attempt, s.open_upstreams, s.started_at, s.started_by, "
                    "s.completed_at, s.completed_by, s.updated_at, r.plan, r.lifecycle FROM run r "
                    "CROSS JOIN run_step s WHERE s.run = r.id ORDER BY r.id, s.slot")) {}

StepRows::~StepRows() { row_->reset(); }

bool StepRows::step() {
  if (!row_->step()) return false;
  if (row_->integer(kRun) != run_) begin_run();
  const auto slot = static_cast<std::size_t>(row_->integer(kSlot));
  if (slot >= plan_->size() || (*plan_)[slot].step.slot == 0)
    throw Error(ErrorCode::kStorageCorrupt, concat(run_id(run_), " has a step without a plan"));
  planned_ = &(*plan_)[slot];
  states_[slot] = row_->enumeration<StepState>(kState);
  return true;
}

void StepRows::begin_run() {
  run_ = row_->integer(kRun);
  const std::int64_t plan = row_->integer(kPlan);
  const auto [it, is_new] = plans_.try_emplace(plan);
  PlannedSteps& steps = it->second;
  if (is_new) {
    for (PlanStep& step : plan_steps(*db_, plan)) {
      const auto slot = static_cast<std::size_t>(step.slot);
      if (steps.size() <= slot) steps.resize(slot + 1);
      steps[slot].step = std::move(step);
    }
    for (PlannedStep& planned : steps) {
      if (planned.step.parent)
        planned.parent_key = steps.at(static_cast<std::size_t>(*planned.step.parent)).step.key;
    }
  }
  plan_ = &steps;
  states_.assign(steps.size(), std::nullopt);
}

bool StepRows::is_available() const {
  const std::optional<StepState> parent =
      planned_->step.parent ? std::optional(parent_state()) : std::nullopt;
  return traveler::is_available({row_->enumeration<StepState>(kState), row_->integer(kOpenUpstreams), parent,
                                 row_->enumeration<Lifecycle>(kLifecycle)});
}

StepState StepRows::parent_state() const {
  const std::int64_t slot = *planned_->step.parent;
  // In a changed plan a parent may have come later than its child.
  const std::optional<StepState> known = states_[static_cast<std::size_t>(slot)];
  return known ? *known : find_run_step(*db_, run_, slot).value_or(RunStep{}).state;
}

bool StepRows::is_null(int column) const {
  if (column >= kFirstOfRow) return row_->is_null(read_column(column));
  if (column == kParent) return !planned_->parent_key;
  return column == kLocation && !planned_->step.location;
}

std::int64_t StepRows::integer(int column) const {
  switch (column) {
    case kIdRun:
    case kRunColumn:
      return run_;
    case kStateColumn:
      return row_->integer(kState);
    case kAvailable:
      return is_available() ? 1 : 0;
    case kRequired:
      return planned_->step.required ? 1 : 0;
    case kAttemptColumn:
      return row_->integer(kAttempt);
    default:
      return row_->integer(read_column(column));
  }
}

std::string_view StepRows::text(int column) const {
  switch (column) {
    case kIdKey:
    case kKey:
      return planned_->step.key;
    case kNumber:
      return planned_->step.number;
    case kTitle:
      return planned_->step.title;
    case kParent:
      return *planned_->parent_key;
    case kLocation:
      return *planned_->step.location;
    default:
      return row_->text(read_column(column));
  }
}

}  // namespace traveler::store
