#include "commands.h"
#include "documents.h"
#include "fields.h"
#include "procedure_files.h"
#include "render/tables.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

std::string query_of(const Context& context, const Request& request) {
  const Value& given = request.arguments["query"];
  return given.is_text() && given.as_text() != "-" ? given.as_text()
                                                   : read_file("-", kDocumentBytes, context.streams);
}

void write_table(const Context& context, Workspace& workspace, const std::string& query) {
  std::vector<std::string> columns;
  std::vector<Value> rows;
  workspace.query(
      query, [&](const std::vector<std::string>& names) { columns = names; },
      [&](Value row) { rows.push_back(std::move(row)); });
  context.streams.out(render_table({}, rows, columns, context.view));
}

}  // namespace

int run_sql(const Context& context, const Request& request) {
  const std::string query = query_of(context, request);
  if (!context.options.fields.empty())
    throw Error(ErrorCode::kUsage, "--fields: the statement itself says which columns");
  Workspace workspace = open_workspace(context);
  const auto write = [&](std::string_view bytes) { context.streams.out(bytes); };
  switch (context.format()) {
    case Format::kCsv:
      workspace.query(query, ExportFormat::kCsv, write);
      break;
    case Format::kJson:
      workspace.query(query, ExportFormat::kJson, write);
      break;
    case Format::kNdjson:
      workspace.query(query, ExportFormat::kNdjson, write);
      break;
    case Format::kId:
      workspace.query(
          query, [](const std::vector<std::string>&) {},
          [&](const Value& row) { context.streams.out(text_of(row.as_object().front().second) + '\n'); });
      break;
    default:
      write_table(context, workspace, query);
  }
  return 0;
}

}  // namespace traveler::cmd
