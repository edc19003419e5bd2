#include "model/rollup.h"

namespace traveler {

RunStatus roll_up(const StepCounts& counts, std::int64_t open_required) {
  const auto count = [&](StepState state) { return counts[static_cast<std::size_t>(state)]; };
  std::int64_t total = 0;
  for (const std::int64_t c : counts) total += c;
  if (count(StepState::kFailed) > 0) return RunStatus::kFailed;
  if (count(StepState::kRedline) > 0) return RunStatus::kRedline;
  if (count(StepState::kHold) > 0) return RunStatus::kHold;
  if (count(StepState::kInProgress) > 0) return RunStatus::kInProgress;
  if (count(StepState::kTodo) == total) return RunStatus::kTodo;
  if (count(StepState::kCanceled) == total) return RunStatus::kCanceled;
  if (open_required > 0) return RunStatus::kInProgress;
  return count(StepState::kCanceled) == 0 ? RunStatus::kComplete : RunStatus::kPartialComplete;
}

std::string_view display_status(const Run& run) {
  return has_ended(run) ? to_text(run.lifecycle) : to_text(run.status);
}

void count_transition(Run& run, const PlanStep& step, StepState from, StepState to) {
  --run.counts[static_cast<std::size_t>(from)];
  ++run.counts[static_cast<std::size_t>(to)];
  if (step.required_for_run) {
    run.open_required += static_cast<int>(is_settled(from)) - static_cast<int>(is_settled(to));
  }
  run.status = roll_up(run.counts, run.open_required);
}

InventoryStatus inventory_status(const Inventory& item) {
  if (item.scrapped) return InventoryStatus::kScrapped;
  if (item.install) return InventoryStatus::kInstalled;
  if (item.wip) return InventoryStatus::kWip;
  if (item.quarantined) return InventoryStatus::kQuarantined;
  if (item.kitted) return InventoryStatus::kKitted;
  return item.quantity > Quantity{} ? InventoryStatus::kAvailable : InventoryStatus::kUnavailable;
}

}  // namespace traveler
