#include "ops/step_requirements.h"

#include "base/concat.h"
#include "base/text.h"
#include "model/ids.h"
#include "model/transitions.h"
#include "ops/step_gates.h"
#include "store/plans.h"
#include "traveler/error.h"

namespace traveler::ops {

std::string requirement_name(const RequirementDef& requirement) {
  return requirement.revision.empty() ? requirement.part
                                      : concat(requirement.part, ':', requirement.revision);
}

void refuse_rule(const std::string& subject, std::string message, std::string hint) {
  throw Error(ErrorCode::kRuleRefused, std::move(message)).with_subject(subject).with_hint(std::move(hint));
}

void check_state_for_material(Command& command, const StepTarget& target, std::string_view verb,
                              std::initializer_list<StepState> allowed) {
  check_open(command, target);
  const StepState state = command.rows().step(target.run, target.slot).state;
  for (const StepState one : allowed) {
    if (state == one) return;
  }
  throw Error(ErrorCode::kStateRefused,
              concat(target.id(), " is ", describe(state), "; `", verb, "` is refused"))
      .with_subject(target.id())
      .with_hint(state == StepState::kTodo ? concat("`step.start step=", target.id(), "`") : std::string())
      .with_blockers({{"state", target.id(), concat(target.id(), " is ", describe(state))}});
}

void check_countable(Command& command, std::int64_t plan, Quantity quantity, const std::string& subject) {
  if (quantity <= Quantity::whole(1)) return;  // it needs what is written down
  for (const PlanStep& step : store::plan_steps_with_requirements(command.db(), plan)) {
    for (const RequirementDef& requirement : command.definitions().get(step).requirements) {
      if (requirement.trace_only || is_countable(requirement.quantity, quantity)) continue;
      throw Error(
          ErrorCode::kValueInvalid,
          concat("a run of ", quantity.text(), " needs more ", requirement.part,
                 " than can be counted: ", requirement.quantity.text(), " a unit, by the step ", step.key))
          .with_subject(subject)
          .with_hint("make it of fewer units; the most of a part is 9223372036854");
    }
  }
}

StepRequirements::StepRequirements(Command& command, const StepTarget& target)
    : target_(target), definitions_(command.db()) {
  definition_ = &definitions_.get(command.rows().plan_step(target.run, target.slot));
  states_ = requirement_states(command.db(), command.rows().run(target.run), target.key, *definition_);
}

std::size_t StepRequirements::named(const std::string& part) const {
  for (std::size_t i = 0; i < definition_->requirements.size(); ++i) {
    if (part == definition(i).part || part == requirement_name(definition(i))) return i;
  }
  refuse_rule(target_.id(), concat(target_.id(), " requires no ", part), hint());
}

std::size_t StepRequirements::fitting(const Inventory& item) const {
  std::vector<std::string> fits;
  std::size_t found = 0;
  bool wrong_revision = false;
  for (std::size_t i = 0; i < definition_->requirements.size(); ++i) {
    const Fit fit = fit_of(definition(i), item);
    wrong_revision = wrong_revision || fit == Fit::kWrongRevision;
    if (fit != Fit::kPart && fit != Fit::kSubstitute) continue;
    found = i;
    fits.push_back(definition(i).part);
  }
  if (fits.size() == 1) return found;
  const std::string what = concat(inventory_id(item.id), " (", part_id(item.part, item.part_revision), ')');
  if (fits.empty()) {
    refuse_rule(target_.id(),
                wrong_revision ? concat(what, " is of a revision that ", target_.id(), " does not take")
                               : concat(what, " fits no requirement of ", target_.id()),
                hint());
  }
  throw Error(ErrorCode::kUsage, concat(what, " fits several requirements: ", join_words(fits)))
      .with_subject(target_.id())
      .with_hint(concat("name one: `step.install step=", target_.id(), " part=", fits.front(),
                        " from=", inventory_id(item.id), "`"));
}

std::string StepRequirements::hint() const {
  std::vector<std::string> names;
  for (const RequirementDef& requirement : definition_->requirements) {
    names.push_back(requirement_name(requirement));
    for (const std::string& substitute : requirement.substitutes)
      names.push_back(concat(substitute, " (for ", requirement.part, ')'));
  }
  return names.empty() ? concat(target_.id(), " requires no parts") : concat("it takes ", join_words(names));
}

}  // namespace traveler::ops
