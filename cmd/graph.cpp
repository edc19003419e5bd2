#include <optional>
#include <unordered_map>

#include "base/concat.h"
#include "commands.h"
#include "format/flow.h"
#include "procedure_source.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

bool is_true(const Value& value) { return value == Value(true); }

/// The steps of a run as `run show` gives them.
FlowDiagram diagram_of_run(const Value& run) {
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

Value show_run(Workspace& workspace, const std::string& id) {
  Request request;
  request.operation = "run.show";
  request.arguments.add("run", id);
  return workspace.execute(request);
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

FlowDiagram diagram_for(const Context& context, const Request& request) {
  const Value& word = request.arguments["procedure"];
  const Value& run = request.arguments["run"];
  std::optional<Workspace> workspace;
  std::optional<ProcedureSource> source;
  if (word.is_text()) source = load_procedure(word.as_text(), context, workspace);
  if (!run.is_text()) {
    if (source) return flow_diagram(source->definition);
    throw Error(ErrorCode::kUsage, "procedure graph needs PROCEDURE or --run RUN")
        .with_hint("see `traveler help procedure graph`");
  }
  if (!workspace) workspace.emplace(open_workspace(context));
  const Value shown = show_run(*workspace, run.as_text());
  const Value& procedure = shown["procedure"];
  FlowDiagram diagram = diagram_of_run(shown);
  if (!procedure.is_object()) {
    if (source) throw Error(ErrorCode::kUsage, concat(run.as_text(), " is a run of no procedure"));
    return diagram;
  }
  const std::string& key = procedure["key"].as_text();
  if (source && source->definition.key != key) {
    throw Error(ErrorCode::kUsage,
                concat(run.as_text(), " is a run of ", key, ", not of ", source->definition.key))
        .with_hint("the run alone is enough: leave the procedure away");
  }
  const std::string revision = concat(key, '@', procedure["revision"].as_integer());
  add_facts(diagram, flow_diagram(load_procedure(revision, context, workspace).definition));
  return diagram;
}

}  // namespace

int run_graph(const Context& context, const Request& request) {
  const FlowDiagram diagram = diagram_for(context, request);
  const std::string& format = context.options.own_format;
  context.streams.out(format == "svg"       ? format::to_svg(diagram)
                      : format == "mermaid" ? format::to_mermaid(diagram)
                                            : format::to_dot(diagram));
  return 0;
}

}  // namespace traveler::cmd
