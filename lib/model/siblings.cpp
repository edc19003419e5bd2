#include "model/siblings.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace traveler {
namespace {

class Matcher {
 public:
  Matcher(const std::vector<JoiningStep>& steps, const std::vector<SiblingGroup>& groups, std::int64_t batch,
          std::int64_t next, const std::function<bool(std::int64_t group)>& all_todo)
      : steps_(steps), groups_(groups), all_todo_(all_todo), batch_(batch), next_(next) {
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      by_origin_[groups_[i].origin].push_back(i);
      if (!groups_[i].standard.empty()) by_standard_[groups_[i].standard].push_back(i);
    }
  }

  /// Level by level, because a step's group depends on its parent's; on each level those of the same
  /// procedure and key before those of the same standard step, which leave more to choose from.
  SiblingMatch match() {
    std::unordered_map<std::int64_t, std::size_t> level_of;
    std::vector<std::vector<const JoiningStep*>> levels;
    for (const JoiningStep& step : steps_) {
      const std::size_t level = step.parent ? level_of.at(*step.parent) + 1 : 0;
      level_of.emplace(step.slot, level);
      if (levels.size() <= level) levels.resize(level + 1);
      levels[level].push_back(&step);
    }
    for (const auto& level : levels) {
      for (const JoiningStep* step : level) take(*step, by_origin_, step->origin);
      for (const JoiningStep* step : level) take(*step, by_standard_, step->standard);
      for (const JoiningStep* step : level) found(*step);
    }
    SiblingMatch match;
    for (const JoiningStep& step : steps_) {
      if (const auto it = group_of_.find(step.slot); it != group_of_.end())
        match.groups.emplace_back(step.slot, it->second);
    }
    match.founded = std::move(founded_);
    return match;
  }

 private:
  using Index = std::unordered_map<std::string, std::vector<std::size_t>>;

  /// True when the step may be in a group at all; `parent`: the group of its parent.
  bool may_join(const JoiningStep& step, std::optional<std::int64_t>& parent) const {
    if (!step.fits || group_of_.count(step.slot) > 0) return false;
    if (!step.parent) return true;
    const auto above = group_of_.find(*step.parent);
    if (above == group_of_.end()) return false;
    parent = above->second;
    return true;
  }

  void take(const JoiningStep& step, const Index& index, const std::string& key) {
    std::optional<std::int64_t> parent;
    if (!may_join(step, parent)) return;
    const auto candidates = index.find(key);
    if (candidates == index.end()) return;
    for (const std::size_t i : candidates->second) {
      const SiblingGroup& group = groups_[i];
      if (group.definition != step.definition || group.parent != parent || taken_.count(group.id) > 0 ||
          !all_todo_(group.id)) {
        continue;
      }
      group_of_.emplace(step.slot, group.id);
      taken_.insert(group.id);
      return;
    }
  }

  void found(const JoiningStep& step) {
    std::optional<std::int64_t> parent;
    if (!may_join(step, parent)) return;
    founded_.push_back({next_, batch_, parent, step.origin, step.standard, step.definition});
    group_of_.emplace(step.slot, next_++);
  }

  const std::vector<JoiningStep>& steps_;
  const std::vector<SiblingGroup>& groups_;
  const std::function<bool(std::int64_t group)>& all_todo_;
  std::int64_t batch_;
  std::int64_t next_;
  Index by_origin_, by_standard_;
  std::unordered_map<std::int64_t, std::int64_t> group_of_;  ///< by slot
  std::unordered_set<std::int64_t> taken_;
  std::vector<SiblingGroup> founded_;
};

}  // namespace

SiblingMatch match_siblings(const std::vector<JoiningStep>& steps, const std::vector<SiblingGroup>& groups,
                            std::int64_t batch, std::int64_t next,
                            const std::function<bool(std::int64_t group)>& all_todo) {
  return Matcher(steps, groups, batch, next, all_todo).match();
}

}  // namespace traveler
