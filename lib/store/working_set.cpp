#include "store/working_set.h"

#include <algorithm>

#include "base/concat.h"
#include "model/ids.h"
#include "store/plans.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::store {
namespace {

// Rows kept while replaying; enough for any run, small beside the memory of the process.
constexpr std::size_t kManySteps = 50'000;
constexpr std::size_t kManyPlanSteps = 200'000;

}  // namespace

const PlanStep* PlanCache::keep(PlanSteps& plan, PlanStep step) {
  plan.by_key.emplace(step.key, step.slot);
  const std::int64_t slot = step.slot;
  const auto [it, added] = plan.by_slot.emplace(slot, std::move(step));
  if (added) ++size_;
  return &it->second;
}

const PlanStep* PlanCache::find(std::int64_t plan, std::string_view key) {
  PlanSteps& steps = plans_[plan];
  if (const auto it = steps.by_key.find(std::string(key)); it != steps.by_key.end()) {
    return &steps.by_slot.at(it->second);
  }
  auto step = find_plan_step(*db_, plan, key);
  return step ? keep(steps, std::move(*step)) : nullptr;
}

const PlanStep* PlanCache::find(std::int64_t plan, std::int64_t slot) {
  PlanSteps& steps = plans_[plan];
  if (const auto it = steps.by_slot.find(slot); it != steps.by_slot.end()) return &it->second;
  auto step = find_plan_step(*db_, plan, slot);
  return step ? keep(steps, std::move(*step)) : nullptr;
}

const std::vector<std::int64_t>& PlanCache::upstreams(std::int64_t plan, std::int64_t slot) {
  auto& kept = plans_[plan].neighbours[slot].upstreams;
  if (!kept) kept = std::make_unique<std::vector<std::int64_t>>(plan_upstreams(*db_, plan, slot));
  return *kept;
}

const std::vector<std::int64_t>& PlanCache::downstreams(std::int64_t plan, std::int64_t slot) {
  auto& kept = plans_[plan].neighbours[slot].downstreams;
  if (!kept) kept = std::make_unique<std::vector<std::int64_t>>(plan_downstreams(*db_, plan, slot));
  return *kept;
}

const std::vector<std::int64_t>& PlanCache::children(std::int64_t plan, std::int64_t slot) {
  auto& kept = plans_[plan].neighbours[slot].children;
  if (!kept) {
    const PlanStep* step = find(plan, slot);
    kept = std::make_unique<std::vector<std::int64_t>>(step != nullptr && step->children > 0
                                                           ? plan_children(*db_, plan, slot)
                                                           : std::vector<std::int64_t>{});
  }
  return *kept;
}

void PlanCache::clear() {
  plans_.clear();
  size_ = 0;
}

WorkingSet::RunSlot* WorkingSet::load_run(std::int64_t id) {
  if (const auto it = runs_.find(id); it != runs_.end()) return &it->second;
  auto row = store::find_run(*db_, id);
  if (!row) return nullptr;
  return &runs_.emplace(id, RunSlot{std::move(*row)}).first->second;
}

const Run* WorkingSet::find_run(std::int64_t id) {
  const RunSlot* slot = load_run(id);
  return slot == nullptr ? nullptr : &slot->row;
}

const Run& WorkingSet::run(std::int64_t id) {
  const Run* found = find_run(id);
  if (found == nullptr) {
    throw Error(ErrorCode::kNotFound, concat("there is no run ", run_id(id)))
        .with_subject(run_id(id))
        .with_hint("`run.list` shows the runs");
  }
  return *found;
}

const PlanStep& WorkingSet::plan_step(std::int64_t run_number, std::string_view key) {
  const PlanStep* step = plans_.find(run(run_number).plan_row, key);
  if (step == nullptr) {
    throw Error(ErrorCode::kNotFound, concat(run_id(run_number), " has no step '", key, "'"))
        .with_subject(step_id(run_number, key))
        .with_hint(concat("`step.list run=", run_id(run_number), "` shows its steps"));
  }
  return *step;
}

const PlanStep& WorkingSet::plan_step(std::int64_t run_number, std::int64_t slot) {
  const PlanStep* step = plans_.find(run(run_number).plan_row, slot);
  if (step == nullptr)
    throw Error(ErrorCode::kStorageCorrupt, concat(run_id(run_number), " has a step without a plan"));
  return *step;
}

WorkingSet::StepSlot& WorkingSet::load_step(std::int64_t run_number, std::int64_t slot) {
  const StepKey key{run_number, slot};
  if (const auto it = steps_.find(key); it != steps_.end()) return it->second;
  auto row = find_run_step(*db_, run_number, slot);
  if (!row) throw Error(ErrorCode::kStorageCorrupt, concat(run_id(run_number), " lacks a step of its plan"));
  return steps_.emplace(key, StepSlot{std::move(*row)}).first->second;
}

const RunStep& WorkingSet::step(std::int64_t run_number, std::int64_t slot) {
  return load_step(run_number, slot).row;
}

const std::vector<Attribute>& WorkingSet::attributes(std::int64_t id) {
  run(id);
  Run& row = runs_.at(id).row;
  if (!any_attributes_) any_attributes_ = has_run_attributes(*db_);
  if (*any_attributes_ && row.attributes.empty()) row.attributes = run_attributes(*db_, id);
  return row.attributes;
}

void WorkingSet::write_attributes(std::int64_t id) {
  put_run_attributes(*db_, id, run(id).attributes);
  any_attributes_ = true;
}

WorkingSet::RunSlot& WorkingSet::mark_run(std::int64_t id, Dirty dirty) {
  run(id);
  RunSlot& slot = runs_.at(id);
  if (slot.dirty == Dirty::kNothing) dirty_runs_.push_back(id);
  slot.dirty = std::max(slot.dirty, dirty);
  return slot;
}

WorkingSet::StepSlot& WorkingSet::mark_step(std::int64_t run_number, std::int64_t slot, Dirty dirty) {
  StepSlot& step = load_step(run_number, slot);
  if (step.dirty == Dirty::kNothing) dirty_steps_.push_back({run_number, slot});
  step.dirty = std::max(step.dirty, dirty);
  return step;
}

Run& WorkingSet::edit_run(std::int64_t id) { return mark_run(id, Dirty::kEdited).row; }
Run& WorkingSet::touch_run(std::int64_t id) { return mark_run(id, Dirty::kTouched).row; }
RunStep& WorkingSet::edit_step(std::int64_t run, std::int64_t slot) {
  return mark_step(run, slot, Dirty::kEdited).row;
}
RunStep& WorkingSet::touch_step(std::int64_t run, std::int64_t slot) {
  return mark_step(run, slot, Dirty::kTouched).row;
}

void WorkingSet::adopt(const Run& run) {
  if (!run.attributes.empty()) any_attributes_ = true;
  runs_.emplace(run.id, RunSlot{run});
}

void WorkingSet::group_step(std::int64_t run_number, std::int64_t slot, std::optional<std::int64_t> group) {
  set_siblings(*db_, run_number, slot, group);
  const auto loaded = steps_.find({run_number, slot});
  if (loaded != steps_.end()) loaded->second.row.siblings = group;
}

std::vector<WorkingSet::StepKey> WorkingSet::siblings(std::int64_t group) {
  // What is loaded already may have changed since; it stays.
  for (Run& row : runs_of_group(*db_, group)) {
    const std::int64_t id = row.id;
    runs_.try_emplace(id, RunSlot{std::move(row)});
  }
  std::vector<StepKey> found;
  for (RunStep& row : steps_of_group(*db_, group)) {
    const StepKey key{row.run, row.slot};
    steps_.try_emplace(key, StepSlot{std::move(row)});
    if (!has_ended(run(key.run))) found.push_back(key);
  }
  return found;
}

AvailabilityFacts WorkingSet::availability(std::int64_t run_number, std::int64_t slot) {
  const RunStep& row = step(run_number, slot);
  AvailabilityFacts facts{row.state, row.open_upstreams, std::nullopt, run(run_number).lifecycle};
  if (const auto parent = plan_step(run_number, slot).parent)
    facts.parent_state = step(run_number, *parent).state;
  return facts;
}

void WorkingSet::flush() {
  for (const std::int64_t id : dirty_runs_) {
    RunSlot& slot = runs_.at(id);
    if (slot.dirty == Dirty::kEdited) {
      update_run(*db_, slot.row);
    } else {
      store::touch_run(*db_, slot.row);
    }
    slot.dirty = Dirty::kNothing;
  }
  // In the order of the table: pages are written once.
  std::sort(dirty_steps_.begin(), dirty_steps_.end(), [](const StepKey& a, const StepKey& b) {
    return a.run != b.run ? a.run < b.run : a.slot < b.slot;
  });
  for (const StepKey& key : dirty_steps_) {
    StepSlot& slot = steps_.at(key);
    if (slot.dirty == Dirty::kEdited) {
      update_run_step(*db_, slot.row);
    } else {
      touch_run_step(*db_, slot.row);
    }
    slot.dirty = Dirty::kNothing;
  }
  dirty_runs_.clear();
  dirty_steps_.clear();
}

void WorkingSet::trim() {
  if (steps_.size() + runs_.size() > kManySteps) {
    flush();
    steps_.clear();
    runs_.clear();
  }
  if (plans_.size() > kManyPlanSteps) plans_.clear();
}

const std::vector<std::int64_t>& WorkingSet::Graph::upstreams(std::int64_t slot) {
  return set_->plans().upstreams(plan_, slot);
}
const std::vector<std::int64_t>& WorkingSet::Graph::downstreams(std::int64_t slot) {
  return set_->plans().downstreams(plan_, slot);
}
const std::vector<std::int64_t>& WorkingSet::Graph::children(std::int64_t slot) {
  return set_->plans().children(plan_, slot);
}
std::optional<std::int64_t> WorkingSet::Graph::parent(std::int64_t slot) {
  return set_->plan_step(run_, slot).parent;
}
StepState WorkingSet::Graph::state(std::int64_t slot) { return set_->step(run_, slot).state; }
bool WorkingSet::Graph::required(std::int64_t slot) { return set_->plan_step(run_, slot).required; }

}  // namespace traveler::store
