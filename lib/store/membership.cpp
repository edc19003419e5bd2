#include "store/membership.h"

#include "store/batches.h"
#include "store/runs.h"

namespace traveler::store {

Membership::Known& Membership::know(std::int64_t batch) {
  if (!known_ || known_->batch != batch) {
    known_ = std::make_unique<Known>();
    known_->batch = batch;
    known_->groups = sibling_groups(*db_, batch);
  }
  return *known_;
}

void Membership::join(std::int64_t run_number, std::int64_t batch, std::int64_t seq, Timestamp at,
                      bool is_new) {
  begin_membership(*db_, batch, run_number, seq, at);
  // The states are read from the table, which must be up to date.
  rows_->flush();
  const Run& run = rows_->run(run_number);
  Known& known = know(batch);
  if (is_new && known.twin && known.twin->plan_row == run.plan_row &&
      known.twin->procedure == run.procedure) {
    copy_siblings(*db_, known.twin->id, run_number);
    return;
  }
  const auto todo = [&](std::int64_t group) {
    const auto it = known.all_todo.find(group);
    if (it != known.all_todo.end()) return it->second;
    return known.all_todo.emplace(group, all_todo(*db_, group)).first->second;
  };
  const SiblingMatch match =
      match_siblings(joining_steps(*db_, run), known.groups, batch, last_sibling_group(*db_) + 1, todo);
  for (const SiblingGroup& group : match.founded) {
    put_sibling_group(*db_, group);
    known.groups.push_back(group);
    known.all_todo.emplace(group.id, true);
  }
  for (const auto& [slot, group] : match.groups) rows_->group_step(run_number, slot, group);
  known.twin = is_new ? std::optional(run) : std::nullopt;
}

void Membership::leave(std::int64_t run, std::int64_t batch, Timestamp at) {
  end_membership(*db_, batch, run, at);
  for (const std::int64_t slot : grouped_slots(*db_, run)) rows_->group_step(run, slot, std::nullopt);
  known_.reset();
}

void Membership::detach(std::int64_t run, std::int64_t slot) {
  WorkingSet::Graph graph(*rows_, run);
  rows_->group_step(run, slot, std::nullopt);
  for (const std::int64_t inside : descendants(graph, slot)) rows_->group_step(run, inside, std::nullopt);
  known_.reset();
}

}  // namespace traveler::store
