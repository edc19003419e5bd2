#include <optional>

#include "commands.h"
#include "format/json.h"
#include "format/procedure_diff.h"
#include "model/procedure_diff.h"
#include "procedure_source.h"
#include "render/procedure_diff.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

void write_diff(const Context& context, const OperationSpec& operation, const ComparedProcedures& compared) {
  const bool for_people = context.format() == Format::kTable && context.options.fields.empty();
  if (context.format() == Format::kId) {
    throw Error(ErrorCode::kUsage, "changes have no ids").with_hint("try --format ndjson");
  }
  if (for_people) {
    context.streams.out(render_procedure_diff(compared, context.view));
    if (context.options.quiet) return;
    context.streams.out(compared.changes.empty() ? "" : "\n");
    context.streams.out(procedure_diff_summary(compared.changes) + '\n');
  } else if (context.format() == Format::kJson && context.options.fields.empty()) {
    context.streams.out(format::to_pretty_json(format::procedure_diff_value(compared.name_a, compared.name_b,
                                                                            compared.changes)) +
                        '\n');
  } else {
    write_list(context, operation, [&](const RowSink& row) {
      for (const ProcedureChange& change : compared.changes) row(format::change_value(change));
    });
  }
}

}  // namespace

int run_diff(const Context& context, const OperationSpec& operation, const Request& request) {
  if (context.options.list_fields) {
    write_list(context, operation, [](const RowSink&) {});
    return 0;
  }
  const std::string& word_a = request.arguments["a"].as_text();
  const std::string& word_b = request.arguments["b"].as_text();
  if (word_a == "-" && word_b == "-")
    throw Error(ErrorCode::kUsage, "standard input is named more than once");
  std::optional<Workspace> workspace;
  ops::ProcedureSource a = load_procedure(word_a, context, workspace);
  ops::ProcedureSource b = load_procedure(word_b, context, workspace);
  const auto changes = ops::compare(a, b);
  write_diff(context, operation, {a.name, b.name, a.definition, b.definition, changes});
  return changes.empty() ? 0 : 1;
}

}  // namespace traveler::cmd
