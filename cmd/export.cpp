#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/concat.h"
#include "base/text.h"
#include "commands.h"
#include "traveler/error.h"
#include "written_file.h"

namespace traveler::cmd {
namespace {

std::string_view suffix_of(ExportFormat format) {
  return format == ExportFormat::kCsv ? ".csv" : format == ExportFormat::kJson ? ".json" : ".ndjson";
}

ExportFormat export_format(const Context& context) {
  switch (context.options.format_or(Format::kCsv)) {
    case Format::kCsv:
      return ExportFormat::kCsv;
    case Format::kJson:
      return ExportFormat::kJson;
    case Format::kNdjson:
      return ExportFormat::kNdjson;
    default:
      throw Error(ErrorCode::kUsage, "export writes csv, json or ndjson")
          .with_hint("see `traveler help export`");
  }
}

std::vector<std::string> tables_of(const Request& request) {
  std::vector<std::string> tables;
  const auto known = export_tables();
  for (const Value& name : request.arguments["tables"].as_list()) {
    const std::string& table = name.as_text();
    if (std::find(known.begin(), known.end(), table) == known.end()) {
      const auto near = closest(table, known);
      throw Error(ErrorCode::kUsage, concat("there is no export table '", table, "'"))
          .with_hint(near ? concat("did you mean '", *near, "'?")
                          : concat("the tables are ", join_words({known.begin(), known.end()})));
    }
    if (std::find(tables.begin(), tables.end(), table) == tables.end()) tables.push_back(table);
  }
  return tables;
}

}  // namespace

int run_export(const Context& context, const Request& request) {
  const ExportFormat format = export_format(context);
  const auto tables = tables_of(request);
  const Value& output = request.arguments["output"];
  std::string path = output.is_text() ? output.as_text() : "-";
  if (path.empty()) throw Error(ErrorCode::kUsage, "--output is empty");
  if (path != "-") refuse_workspace_folder(path);
  if (path == "-" || takes_bytes(path)) {
    if (tables.size() > 1) {
      throw Error(ErrorCode::kUsage, "several tables need a folder to go to").with_hint("add --output DIR");
    }
  }
  Workspace workspace = open_workspace(context);
  if (path == "-") {
    workspace.export_table(tables.front(), format,
                           [&](std::string_view bytes) { context.streams.out(bytes); });
    return 0;
  }
  if (takes_bytes(path)) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) refuse_write(path, errno);
    workspace.export_table(tables.front(), format,
                           [&](std::string_view bytes) { write_to(file, path, bytes); });
    ::close(file);
    return 0;
  }
  const bool into_folder = tables.size() > 1 || path.ends_with('/') || is_folder(path);
  if (into_folder) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    if (::mkdir(path.c_str(), 0777) != 0 && !is_folder(path)) refuse_write(path, errno);
  }
  std::vector<WrittenFile> drafts;
  for (const std::string& table : tables) {
    WrittenFile& draft =
        drafts.emplace_back(into_folder ? concat(path, '/', table, suffix_of(format)) : path);
    workspace.export_table(table, format, [&](std::string_view bytes) { draft.write(bytes); });
    draft.finish();
  }
  for (WrittenFile& draft : drafts) {
    draft.publish();
    if (!context.options.quiet) context.streams.err(concat("wrote ", draft.path(), '\n'));
  }
  return 0;
}

}  // namespace traveler::cmd
