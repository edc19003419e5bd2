#include "ops/definitions.h"

#include "base/json.h"
#include "format/procedure_document.h"
#include "model/ids.h"
#include "store/plans.h"
#include "store/procedures.h"

namespace traveler::ops {

const StepDef& Definitions::get(const PlanStep& step) {
  const auto it = kept_.find(step.definition);
  if (it != kept_.end()) return it->second;
  StepDef definition = format::step_from_definition(store::step_definition(*db_, step.definition));
  return kept_.emplace(step.definition, std::move(definition)).first->second;
}

const std::vector<ApprovalDef>& Definitions::approvals_of(const Run& run) {
  static const std::vector<ApprovalDef> kNone;
  if (!run.procedure || !run.procedure_revision) return kNone;
  const auto [it, is_new] = approvals_.try_emplace(procedure_id(*run.procedure, *run.procedure_revision));
  if (!is_new) return it->second;
  const auto procedure = store::find_procedure(*db_, *run.procedure, *run.procedure_revision);
  const auto body = procedure ? store::find_document(*db_, procedure->document) : std::nullopt;
  if (!body) return it->second;
  const Value document = parse_stored_json(*body);
  if (const Value& gates = document["approvals"]; gates.is_list()) {
    for (const Value& gate : gates.as_list())
      it->second.push_back({gate["id"].as_text(), gate["role"].as_text()});
  }
  return it->second;
}

void Definitions::trim() {
  constexpr std::size_t kMany = 5'000;
  if (kept_.size() > kMany) kept_.clear();
  if (approvals_.size() > kMany) approvals_.clear();
}

}  // namespace traveler::ops
