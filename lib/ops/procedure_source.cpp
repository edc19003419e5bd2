#include "ops/procedure_source.h"

#include <optional>
#include <unordered_map>
#include <utility>

#include "base/concat.h"
#include "format/decode.h"
#include "format/flow.h"
#include "format/procedure_document.h"
#include "format/tree.h"
#include "model/standard_steps.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

bool is_standard(const ProcedureDef& procedure) { return procedure.key.starts_with("std:"); }

bool is_true(const Value& value) { return value == Value(true); }

/// The steps of a run as `run.show` gives them.
FlowDiagram diagram_of_shown(const Value& run) {
  FlowDiagram diagram;
  const std::string& id = run["id"].as_text();
  diagram.title = run["title"].as_text();
  // A title that nobody gave begins with the id.
  if (!diagram.title.starts_with(id)) diagram.title = concat(id, ": ", diagram.title);
  std::unordered_map<std::string, std::size_t> places;
  const auto& steps = run["steps"].as_list();
  for (std::size_t i = 0; i < steps.size(); ++i) places.emplace(steps[i]["key"].as_text(), i);
  for (const Value& step : steps) {
    FlowDiagram::Node node;
    node.key = step["key"].as_text();
    node.number = step["number"].as_text();
    node.title = step["title"].as_text();
    if (step["parent"].is_text()) node.parent = places.at(step["parent"].as_text());
    node.required = is_true(step["required"]);
    node.state = from_text<StepState>(step["state"].as_text());
    node.available = is_true(step["available"]);
    for (const Value& upstream : step["after"].as_list())
      diagram.edges.push_back({places.at(upstream.as_text()), diagram.nodes.size()});
    diagram.nodes.push_back(std::move(node));
  }
  return diagram;
}

/// What the definition knows of the steps that the run has by the same key.
void add_facts(FlowDiagram& diagram, const FlowDiagram& definition) {
  std::unordered_map<std::string_view, const FlowDiagram::Node*> known;
  for (const FlowDiagram::Node& node : definition.nodes) known.emplace(node.key, &node);
  for (FlowDiagram::Node& node : diagram.nodes) {
    const auto found = known.find(node.key);
    if (found == known.end()) continue;
    node.signoff = found->second->signoff;
    node.outside = found->second->outside;
    node.standard = found->second->standard;
  }
}

}  // namespace

ProcedureSource decode_source(const ProcedureText& procedure) {
  format::Document document = format::read_document(procedure.name, procedure.text);
  std::optional<ProcedureDef> definition;
  if (format::is_standard_step(document)) {
    if (auto standard = format::decode_standard_step(document)) definition = as_procedure(*standard);
  } else {
    definition = format::decode_procedure(document);
  }
  format::refuse_findings(document);
  return {procedure.name, std::move(*definition)};
}

std::vector<ProcedureChange> compare(ProcedureSource& a, ProcedureSource& b) {
  if (is_standard(a.definition) && is_standard(b.definition)) {
    a.definition.key = b.definition.key;
    a.definition.title = b.definition.title;
  }
  return diff_procedures(a.definition, b.definition);
}

FlowDiagram diagram_of_run(Workspace& workspace, const std::string& run, const ProcedureSource* expected) {
  Request request;
  request.operation = "run.show";
  request.arguments.add("run", run);
  const Value shown = workspace.execute(request);
  const Value& procedure = shown["procedure"];
  FlowDiagram diagram = diagram_of_shown(shown);
  if (!procedure.is_object()) {
    if (expected != nullptr) throw Error(ErrorCode::kUsage, concat(run, " is a run of no procedure"));
    return diagram;
  }
  const std::string& key = procedure["key"].as_text();
  if (expected != nullptr && expected->definition.key != key) {
    throw Error(ErrorCode::kUsage, concat(run, " is a run of ", key, ", not of ", expected->definition.key))
        .with_hint("the run alone is enough: leave the procedure away");
  }
  const std::string revision = concat(key, '@', procedure["revision"].as_integer());
  add_facts(diagram, flow_diagram(decode_source(procedure_text(workspace, revision)).definition));
  return diagram;
}

std::string drawn(const FlowDiagram& diagram, GraphFormat format) {
  switch (format) {
    case GraphFormat::kMermaid:
      return format::to_mermaid(diagram);
    case GraphFormat::kSvg:
      return format::to_svg(diagram);
    case GraphFormat::kDot:
      break;
  }
  return format::to_dot(diagram);
}

}  // namespace traveler::ops
