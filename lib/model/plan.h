#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "model/definition.h"
#include "model/records.h"

namespace traveler {

/// A field of a step definition as the exports need it.
struct PlanField {
  std::string field;
  std::string column;  ///< of a table; empty otherwise
  FieldType type = FieldType::kText;
  std::string unit;
  std::string min;
  std::string max;
};

/// A step definition: canonical JSON under its digest, with its fields.
struct PlanDefinition {
  Digest digest;
  std::string body;
  std::vector<PlanField> fields;
  Digest meaning;        ///< of what it says, whichever revision of a standard step says it
  bool outside = false;  ///< an outside process
};

/// What a procedure comes to when it is run: an ordered tree of steps, their definitions and edges.
/// Slots count from 1 in order of display; through derived plans each step keeps its own.
struct Plan {
  Digest digest;
  std::vector<PlanStep> steps;
  std::vector<PlanDefinition> definitions;                   ///< one for each step, in the same order
  std::vector<std::pair<std::int64_t, std::int64_t>> edges;  ///< (downstream, upstream) slots
  /// Of the run itself. They are the procedure's at its revision, which no redline changes, and therefore not
  /// in the digest: procedures of equal steps share a plan.
  std::vector<ApprovalDef> approvals;
  std::int64_t last_slot = 0;  ///< the highest ever used, in this plan or one that it was derived from
};

/// Lays out `procedure`: numbers, parents, edges of its flow. `definition_body` gives the canonical
/// JSON of a step's definition. Spec sections 2 and 5.
template <class DefinitionBody>
Plan make_plan(const ProcedureDef& procedure, DefinitionBody definition_body);

/// Lays out `changed`, the steps of `base` as they should be: a step that is in `base` keeps its slot, a new
/// one gets a slot that was never used before. The approvals of the run stay.
template <class DefinitionBody>
Plan derive_plan(const Plan& base, const ProcedureDef& changed, DefinitionBody definition_body);

namespace plan_detail {
struct Layout {
  Plan plan;
  std::vector<const StepDef*> sources;
};
Layout lay_out(const ProcedureDef& procedure, const Plan* base = nullptr);
void seal(Plan& plan, const std::vector<const StepDef*>& sources);

template <class DefinitionBody>
Plan fill(Layout layout, DefinitionBody definition_body) {
  for (const StepDef* step : layout.sources) {
    PlanDefinition definition;
    definition.body = definition_body(*step);
    definition.digest = sha256({definition.body});
    definition.meaning = definition.digest;
    if (!step->use.empty()) {
      StepDef anonymous = *step;
      anonymous.use.clear();
      definition.meaning = sha256({definition_body(anonymous)});
    }
    layout.plan.definitions.push_back(std::move(definition));
  }
  seal(layout.plan, layout.sources);
  return std::move(layout.plan);
}
}  // namespace plan_detail

template <class DefinitionBody>
Plan make_plan(const ProcedureDef& procedure, DefinitionBody definition_body) {
  return plan_detail::fill(plan_detail::lay_out(procedure, nullptr), definition_body);
}

template <class DefinitionBody>
Plan derive_plan(const Plan& base, const ProcedureDef& changed, DefinitionBody definition_body) {
  return plan_detail::fill(plan_detail::lay_out(changed, &base), definition_body);
}

/// The digest of a plan: SHA-256 over its steps, definitions and edges in a fixed form, and over `last_slot`
/// where no step has it any more.
Digest plan_digest(const std::vector<PlanStep>& steps, const std::vector<Digest>& definitions,
                   const std::vector<std::pair<std::int64_t, std::int64_t>>& edges,
                   std::int64_t last_slot = 0);

/// Which standard step each step is or is part of (`PlanStep::standard`): `uses` says which one a step uses.
/// Parents come before their children.
std::vector<std::string> standard_names(const std::vector<PlanStep>& steps,
                                        const std::vector<std::string>& uses);

/// The fields of a definition as rows.
std::vector<PlanField> plan_fields(const StepDef& step);

}  // namespace traveler
