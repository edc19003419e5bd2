#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "model/requirements.h"
#include "ops/definitions.h"
#include "ops/step_target.h"

namespace traveler::ops {

/// The requirements of one step under a command, kept up with what it installs.
class StepRequirements {
 public:
  StepRequirements(Command& command, const StepTarget& target);

  const RequirementDef& definition(std::size_t index) const { return definition_->requirements[index]; }
  RequirementState& state(std::size_t index) { return states_[index]; }

  /// The requirement of that part, NUMBER or NUMBER:REV. Throws Error(rule.refused).
  std::size_t named(const std::string& part) const;
  /// The one requirement that the item fits. Throws Error(rule.refused) for none, Error(usage) for several.
  std::size_t fitting(const Inventory& item) const;

 private:
  std::string hint() const;

  StepTarget target_;
  Definitions definitions_;
  const StepDef* definition_ = nullptr;
  std::vector<RequirementState> states_;
};

/// NUMBER or NUMBER:REV, as the requirement asks for it.
std::string requirement_name(const RequirementDef& requirement);

/// Refuses a step of an ended run, before anything else, and one that is in none of these states.
void check_state_for_material(Command& command, const StepTarget& target, std::string_view verb,
                              std::initializer_list<StepState> allowed);

/// Throws Error(value.invalid) when a run of `quantity` by the plan needs more of a part than can be counted:
/// nobody could show it. `subject` is the run's item or part.
void check_countable(Command& command, std::int64_t plan, Quantity quantity, const std::string& subject);

/// Throws Error(rule.refused).
[[noreturn]] void refuse_rule(const std::string& subject, std::string message, std::string hint = {});

}  // namespace traveler::ops
