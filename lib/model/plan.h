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
};

/// What a procedure comes to when it is run: an ordered tree of steps, their definitions and edges.
/// Slots count from 1 in order of display.
struct Plan {
  Digest digest;
  std::vector<PlanStep> steps;
  std::vector<PlanDefinition> definitions;                   ///< one for each step, in the same order
  std::vector<std::pair<std::int64_t, std::int64_t>> edges;  ///< (downstream, upstream) slots
};

/// Lays out `procedure`: numbers, parents, edges of its flow. `definition_body` gives the canonical
/// JSON of a step's definition. Spec sections 2 and 5.
template <class DefinitionBody>
Plan make_plan(const ProcedureDef& procedure, DefinitionBody definition_body);

namespace plan_detail {
struct Layout {
  Plan plan;
  std::vector<const StepDef*> sources;
};
Layout lay_out(const ProcedureDef& procedure);
void seal(Plan& plan, const std::vector<const StepDef*>& sources);
}  // namespace plan_detail

template <class DefinitionBody>
Plan make_plan(const ProcedureDef& procedure, DefinitionBody definition_body) {
  plan_detail::Layout layout = plan_detail::lay_out(procedure);
  for (const StepDef* step : layout.sources) {
    layout.plan.definitions.push_back({{}, definition_body(*step), {}});
  }
  plan_detail::seal(layout.plan, layout.sources);
  return std::move(layout.plan);
}

/// The digest of a plan: SHA-256 over its steps, definitions and edges in a fixed form.
Digest plan_digest(const std::vector<PlanStep>& steps, const std::vector<Digest>& definitions,
                   const std::vector<std::pair<std::int64_t, std::int64_t>>& edges);

/// The fields of a definition as rows.
std::vector<PlanField> plan_fields(const StepDef& step);

}  // namespace traveler
