#include "procedure_rewrite.h"

#include <algorithm>
#include <optional>

#include "base/concat.h"
#include "base/time.h"
#include "format/json.h"
#include "format/procedure_document.h"
#include "model/fields.h"
#include "random_procedure.h"

namespace traveler::testing {
namespace {

using Texts = std::vector<std::string>;

void sort_texts(Texts& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

template <class Items, class Member>
void sort_by(Items& items, Member member) {
  std::sort(items.begin(), items.end(),
            [&](const auto& left, const auto& right) { return left.*member < right.*member; });
}

void normalise_duration(std::string& text) {
  if (const auto seconds = parse_duration(text)) text = concat(*seconds, 's');
}

void normalise(FieldDef& field) {
  if (field.limits) {
    const Bounds bounds = bounds_of(*field.limits);
    const auto typed = [](const std::optional<Decimal>& value) {
      return value ? std::optional(TypedNumber{value->text(), *value}) : std::nullopt;
    };
    Limits limits;
    limits.min = typed(bounds.min);
    limits.max = typed(bounds.max);
    if (field.limits->target) limits.target = typed(field.limits->target->value);
    field.limits = limits;
  }
  for (FieldDef& column : field.columns) normalise(column);
}

void normalise(std::vector<StepDef>& steps, Flow flow) {
  std::string before;
  for (StepDef& step : steps) {
    if (!step.after) {
      step.after.emplace();
      if (flow == Flow::kSerial && !before.empty()) step.after->push_back(before);
    }
    sort_texts(*step.after);
    before = step.key;
    step.instructions.resize(step.instructions.find_last_not_of(" \n") + 1);
    normalise_duration(step.lead_time);
    if (step.outside) normalise_duration(step.outside->lead_time);
    for (FieldDef& field : step.fields) normalise(field);
    for (RequirementDef& requirement : step.requirements) {
      sort_texts(requirement.substitutes);
      sort_texts(requirement.designators);
    }
    sort_by(step.requirements, &RequirementDef::part);
    sort_by(step.approvals, &ApprovalDef::id);
    normalise(step.steps, flow);
  }
}

void shuffle_some(Dice& dice, FieldDef& field) {
  if (field.limits) {
    Limits& limits = *field.limits;
    for (auto* number :
         {&limits.min, &limits.max, &limits.target, &limits.tolerance_plus, &limits.tolerance_minus}) {
      if (*number && dice.chance(50)) *number = typed_otherwise(dice, **number);
    }
  }
  for (FieldDef& column : field.columns) shuffle_some(dice, column);
}

void spell_out(Dice& dice, std::vector<StepDef>& steps, Flow flow) {
  std::string before;
  for (StepDef& step : steps) {
    const Texts implied = flow == Flow::kSerial && !before.empty() ? Texts{before} : Texts{};
    if (!step.after && dice.chance(50)) {
      step.after = implied;
    } else if (step.after == implied && dice.chance(50)) {
      step.after.reset();
    }
    before = step.key;
    spell_out(dice, step.steps, flow);
  }
}

}  // namespace

std::string normal_form(ProcedureDef procedure) {
  sort_texts(procedure.parts);
  sort_by(procedure.attributes, &Attribute::name);
  sort_by(procedure.approvals, &ApprovalDef::id);
  normalise(procedure.steps, procedure.flow);
  return format::to_json(format::to_value(procedure));
}

void rewrite(Dice& dice, ProcedureDef& procedure) {
  shuffle(dice, procedure.parts);
  shuffle(dice, procedure.attributes);
  shuffle(dice, procedure.approvals);
  spell_out(dice, procedure.steps, procedure.flow);
  for (StepDef* step : all_steps(procedure)) {
    if (step->after) shuffle(dice, *step->after);
    if (step->lead_time == "2h") step->lead_time = "1h60m";
    if (!step->instructions.empty() && dice.chance(30)) step->instructions += "\n";
    shuffle(dice, step->requirements);
    shuffle(dice, step->approvals);
    for (FieldDef& field : step->fields) shuffle_some(dice, field);
    for (RequirementDef& requirement : step->requirements) {
      shuffle(dice, requirement.substitutes);
      shuffle(dice, requirement.designators);
    }
  }
}

}  // namespace traveler::testing
