#include "model/standard_steps.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/concat.h"
#include "base/text.h"
#include "model/ids.h"

namespace traveler {

namespace {

constexpr int kDeepestLevel = 5;

int levels_below(const StepDef& step) {
  int deepest = 0;
  for (const StepDef& child : step.steps) deepest = std::max(deepest, 1 + levels_below(child));
  return deepest;
}

void collect_keys(const std::vector<StepDef>& steps, std::multiset<std::string>& keys) {
  for (const StepDef& step : steps) {
    keys.insert(step.key);
    collect_keys(step.steps, keys);
  }
}

/// Puts the children of a standard step below the step that uses it.
void adopt(std::vector<StepDef>& children, const std::string& above) {
  const StepDef* before = nullptr;
  for (StepDef& child : children) {
    const auto adopted = [&](const std::string& key) { return concat(above, '.', key); };
    if (child.after) {
      for (std::string& key : *child.after) key = adopted(key);
    } else {
      child.after.emplace();
      if (before != nullptr) child.after->push_back(before->key);
    }
    child.key = adopted(child.key);
    adopt(child.steps, above);
    before = &child;
  }
}

class Expander {
 public:
  explicit Expander(const std::function<StandardStepDef(const std::string& id)>& find) : find_(find) {}

  void expand_all(std::vector<StepDef>& steps, int level) {
    for (StepDef& step : steps) {
      if (!step.use.empty()) {
        expand(step, level);
      } else {
        expand_all(step.steps, level + 1);
      }
    }
  }

  std::vector<MisfitUse> misfits;
  std::multiset<std::string> keys;

 private:
  void expand(StepDef& step, int level) {
    const std::size_t use = uses_++;
    StepDef standard = find_(step.use).step;
    if (level + levels_below(standard) > kDeepestLevel) {
      misfits.push_back({use, concat(step.use, " has steps that would be nested deeper than ", kDeepestLevel,
                                     " levels here")});
    }
    standard.key = step.key;
    standard.use = step.use;
    standard.after = step.after;
    if (step.required_override) standard.required = *step.required_override;
    if (!step.location.empty()) standard.location = step.location;
    adopt(standard.steps, step.key);
    check_keys(standard.steps, use);
    step = std::move(standard);
  }

  void check_keys(const std::vector<StepDef>& steps, std::size_t use) {
    for (const StepDef& step : steps) {
      keys.insert(step.key);
      if (keys.count(step.key) > 1) {
        misfits.push_back({use, concat("its step ", step.key, " has the key of another step")});
      } else if (!is_key(step.key)) {
        misfits.push_back({use, concat("the key ", step.key, " of its step is too long")});
      }
      check_keys(step.steps, use);
    }
  }

  const std::function<StandardStepDef(const std::string& id)>& find_;
  std::size_t uses_ = 0;
};

void collect_uses(const std::vector<StepDef>& steps, std::vector<std::string>& uses) {
  for (const StepDef& step : steps) {
    if (!step.use.empty() && std::find(uses.begin(), uses.end(), step.use) == uses.end()) {
      uses.push_back(step.use);
    }
    collect_uses(step.steps, uses);
  }
}

}  // namespace

ProcedureDef as_procedure(const StandardStepDef& standard) {
  ProcedureDef procedure;
  procedure.key = standard_step_family(standard.key);
  procedure.title = standard.step.title;
  procedure.steps.push_back(standard.step);
  return procedure;
}

std::vector<std::string> standard_steps_used(const ProcedureDef& procedure) {
  std::vector<std::string> uses;
  collect_uses(procedure.steps, uses);
  return uses;
}

std::vector<MisfitUse> expand_standard_steps(
    ProcedureDef& procedure, const std::function<StandardStepDef(const std::string& id)>& find) {
  Expander expander(find);
  collect_keys(procedure.steps, expander.keys);
  expander.expand_all(procedure.steps, 1);
  return std::move(expander.misfits);
}

}  // namespace traveler
