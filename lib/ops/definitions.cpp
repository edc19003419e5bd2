#include "ops/definitions.h"

#include "format/procedure_document.h"
#include "store/plans.h"

namespace traveler::ops {

const StepDef& Definitions::get(const PlanStep& step) {
  const auto it = kept_.find(step.definition);
  if (it != kept_.end()) return it->second;
  StepDef definition = format::step_from_definition(store::step_definition(*db_, step.definition));
  return kept_.emplace(step.definition, std::move(definition)).first->second;
}

void Definitions::trim() {
  constexpr std::size_t kMany = 5'000;
  if (kept_.size() > kMany) kept_.clear();
}

}  // namespace traveler::ops
