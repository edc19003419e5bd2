#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "ops/step_target.h"

namespace traveler::ops {

/// The steps and runs that a command changed, in order, each once.
class Changed {
 public:
  /// `tells_fields`: each step of the answer has what was recorded on it.
  explicit Changed(bool tells_fields = false) : tells_fields_(tells_fields) {}

  void add(const StepTarget& target);
  /// What was recorded on a step that was added.
  void add_field(const StepTarget& target, Value field);
  void add_run(std::int64_t run);
  /// An item that a run gave back.
  void add_item(std::int64_t item) { items_.push_back(item); }
  /// An install of a step that was canceled.
  void add_install(Install install) { installs_.push_back(std::move(install)); }
  void add_issue(Issue issue) { issues_.push_back(std::move(issue)); }
  /// `steps`, `runs` and, where there are any, `inventory`, `installs` and `issues` of the answer.
  Value answer(store::WorkingSet& rows, store::Connection& db) const;

 private:
  std::vector<StepTarget> steps_;
  std::vector<std::int64_t> runs_;
  std::set<std::pair<std::int64_t, std::int64_t>> known_steps_;
  std::set<std::int64_t> known_runs_;
  std::vector<std::int64_t> items_;
  std::vector<Install> installs_;
  std::vector<Issue> issues_;
  bool tells_fields_;
  std::map<std::pair<std::int64_t, std::int64_t>, Value> fields_;  ///< by run and slot
};

}  // namespace traveler::ops
