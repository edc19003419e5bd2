#include <optional>

#include "commands.h"
#include "procedure_source.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

FlowDiagram diagram_for(const Context& context, const Request& request) {
  const Value& word = request.arguments["procedure"];
  const Value& run = request.arguments["run"];
  std::optional<Workspace> workspace;
  std::optional<ops::ProcedureSource> source;
  if (word.is_text()) source = load_procedure(word.as_text(), context, workspace);
  if (!run.is_text()) {
    if (source) return flow_diagram(source->definition);
    throw Error(ErrorCode::kUsage, "procedure graph needs PROCEDURE or --run RUN")
        .with_hint("see `traveler help procedure graph`");
  }
  if (!workspace) workspace.emplace(open_workspace(context));
  return ops::diagram_of_run(*workspace, run.as_text(), source ? &*source : nullptr);
}

}  // namespace

int run_graph(const Context& context, const Request& request) {
  const FlowDiagram diagram = diagram_for(context, request);
  const std::string& format = context.options.own_format;
  context.streams.out(ops::drawn(diagram, format == "svg"       ? GraphFormat::kSvg
                                          : format == "mermaid" ? GraphFormat::kMermaid
                                                                : GraphFormat::kDot));
  return 0;
}

}  // namespace traveler::cmd
