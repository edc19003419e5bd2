#include "traveler/procedures.h"

#include <optional>
#include <utility>

#include "base/concat.h"
#include "format/decode.h"
#include "format/json.h"
#include "format/procedure_diff.h"
#include "format/rules.h"
#include "ops/boundary.h"
#include "ops/procedure_source.h"
#include "ops/validate.h"

namespace traveler {
namespace {

format::SeveritySettings severities_of(const ValidationOptions& options) {
  format::SeveritySettings settings;
  for (const auto& [rule, level] : options.severities) {
    const std::string refusal = settings.set(rule, level);
    if (refusal.empty()) continue;
    throw Error(ErrorCode::kUsage, refusal)
        .with_hint(format::find_rule(rule) != nullptr ? "a level is error, warning, note or off"
                                                      : format::did_you_mean(rule, format::rule_ids()));
  }
  return settings;
}

}  // namespace

std::vector<std::vector<Finding>> validate(std::span<const ProcedureText> texts,
                                           const ValidationOptions& options) {
  return ops::within_library([&] {
    const format::SeveritySettings severities = severities_of(options);
    ops::ValidationInput input;
    for (const ProcedureText& text : texts) input.names.push_back(text.name);
    input.text = [&](std::size_t place) { return texts[place].text; };
    input.severities = [&](std::size_t) -> const format::SeveritySettings& { return severities; };
    const std::string workspace = options.workspace.empty() ? "" : Workspace::open(options.workspace).path();
    std::vector<std::vector<Finding>> findings;
    for (format::CheckedDocument& checked : ops::validate(input, workspace))
      findings.push_back(std::move(checked.findings));
    return findings;
  });
}

ProcedureText procedure_text(Workspace& workspace, std::string_view revision) {
  return ops::within_library([&]() -> ProcedureText {
    Request request;
    request.operation = "procedure.show";
    request.arguments.add("procedure", revision);
    const Value shown = workspace.execute(request);
    return {concat(shown["key"].as_text(), '@', shown["revision"].as_integer()),
            format::to_json(shown["document"])};
  });
}

Value diff(const ProcedureText& a, const ProcedureText& b) {
  return ops::within_library([&] {
    ops::ProcedureSource from = ops::decode_source(a);
    ops::ProcedureSource to = ops::decode_source(b);
    return format::procedure_diff_value(from.name, to.name, ops::compare(from, to));
  });
}

std::string graph(const ProcedureText& procedure, GraphFormat format) {
  return ops::within_library(
      [&] { return ops::drawn(flow_diagram(ops::decode_source(procedure).definition), format); });
}

std::string graph_run(Workspace& workspace, std::string_view run, GraphFormat format) {
  return ops::within_library(
      [&] { return ops::drawn(ops::diagram_of_run(workspace, std::string(run), nullptr), format); });
}

}  // namespace traveler
