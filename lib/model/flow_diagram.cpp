#include "model/flow_diagram.h"

#include <algorithm>

#include "model/plan.h"

namespace traveler {
namespace {

bool wants_signature(const StepDef& step) {
  const auto is_signoff = [](const FieldDef& field) { return field.type == FieldType::kSignoff; };
  return std::any_of(step.fields.begin(), step.fields.end(), [&](const FieldDef& field) {
    return is_signoff(field) || std::any_of(field.columns.begin(), field.columns.end(), is_signoff);
  });
}

std::size_t index_of(std::int64_t slot) { return static_cast<std::size_t>(slot - 1); }

}  // namespace

FlowDiagram flow_diagram(const ProcedureDef& procedure) {
  const plan_detail::Layout layout = plan_detail::lay_out(procedure);
  FlowDiagram diagram;
  diagram.title = procedure.title;
  for (std::size_t i = 0; i < layout.sources.size(); ++i) {
    const PlanStep& row = layout.plan.steps[i];
    const StepDef& step = *layout.sources[i];
    FlowDiagram::Node node;
    node.key = row.key;
    node.number = row.number;
    node.title = step.use.empty() ? row.title : step.use;
    if (row.parent) node.parent = index_of(*row.parent);
    node.required = row.required;
    node.signoff = wants_signature(step);
    node.outside = step.outside.has_value();
    node.standard = !step.use.empty();
    diagram.nodes.push_back(std::move(node));
  }
  for (const auto& [downstream, upstream] : layout.plan.edges)
    diagram.edges.push_back({index_of(upstream), index_of(downstream)});
  return diagram;
}

std::vector<std::vector<std::size_t>> flow_children(const FlowDiagram& diagram) {
  std::vector<std::vector<std::size_t>> children(diagram.nodes.size() + 1);
  for (std::size_t i = 0; i < diagram.nodes.size(); ++i) {
    const std::size_t parent = diagram.nodes[i].parent;
    children[parent == FlowDiagram::kTop ? diagram.nodes.size() : parent].push_back(i);
  }
  return children;
}

}  // namespace traveler
