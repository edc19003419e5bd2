#include <algorithm>

#include "base/concat.h"
#include "commands.h"
#include "documents.h"
#include "errors.h"
#include "fields.h"
#include "format/objects.h"
#include "format/report.h"
#include "format/rules.h"
#include "format/validation.h"
#include "ops/validate.h"
#include "procedure_files.h"
#include "render/findings.h"
#include "severity_lookup.h"
#include "spelling.h"
#include "traveler/error.h"
#include "written_file.h"

namespace traveler::cmd {
namespace {

using format::CheckedDocument;
using format::ReportFormat;

/// The folder of the workspace to look names up in; empty when there is none.
std::string workspace_of(const Context& context) {
  const auto variable = context.streams.environment("TRAVELER_WORKSPACE");
  const bool named = !context.options.workspace.empty() || !variable.value_or("").empty();
  if (!named && Workspace::discover(".").empty()) return {};
  return open_workspace(context).path();
}

std::vector<CheckedDocument> check_files(const std::vector<std::string>& paths, const Value& severities,
                                         const Context& context) {
  const std::string workspace = workspace_of(context);
  SeverityLookup lookup(severities);
  std::vector<const format::SeveritySettings*> settings;
  ops::ValidationInput input;
  for (const std::string& path : paths) {
    settings.push_back(&lookup.of_file(path));
    input.names.push_back(shown_file(path));
  }
  input.text = [&](std::size_t place) {
    if (is_folder(paths[place])) throw no_procedure_files(paths[place]);
    return read_file(paths[place], kDocumentBytes, context.streams);
  };
  input.severities = [&](std::size_t place) -> const format::SeveritySettings& { return *settings[place]; };
  auto all = ops::validate(input, workspace);
  for (CheckedDocument& checked : all) {
    for (Finding& finding : checked.findings) finding = spelled(std::move(finding));
  }
  return all;
}

/// What `--report` asks for: each form with the file to write it to.
std::vector<std::pair<ReportFormat, std::string>> reports_of(const Value& given) {
  std::vector<std::pair<ReportFormat, std::string>> reports;
  if (!given.is_object()) return reports;
  for (const auto& [name, file] : given.as_object()) {
    const auto format = from_text<ReportFormat>(name);
    const std::string& path = file.as_text();
    if (!format) {
      throw Error(ErrorCode::kUsage, concat("--report: there is no format '", name, "'"))
          .with_hint(concat("the formats are ", all_texts<ReportFormat>()));
    }
    if (path.empty() || path == "-") {
      throw Error(ErrorCode::kUsage, concat("--report: ", name, " needs a file to go to"))
          .with_hint(concat("--format ", name, " writes to standard output"));
    }
    reports.emplace_back(*format, path);
  }
  return reports;
}

/// A report must take the place of no other and of none of the files it is about.
void refuse_overwriting(const std::vector<std::pair<ReportFormat, std::string>>& reports,
                        const std::vector<std::string>& paths) {
  for (auto report = reports.begin(); report != reports.end(); ++report) {
    const std::string& path = report->second;
    refuse_workspace_folder(path);
    if (takes_bytes(path)) continue;
    const auto is_report = [&](const auto& other) { return is_same_file(other.second, path); };
    const auto is_path = [&](const std::string& other) { return is_same_file(other, path); };
    if (std::any_of(reports.begin(), report, is_report)) {
      throw Error(ErrorCode::kUsage, concat("--report: two reports go to ", path));
    }
    if (std::any_of(paths.begin(), paths.end(), is_path)) {
      throw Error(ErrorCode::kUsage, concat("--report: ", path, " is one of the files to validate"));
    }
  }
}

void write_report_file(ReportFormat format, const format::Report& report, const std::string& path) {
  if (takes_bytes(path)) {
    std::string text;
    format::write_report(format, report, [&](std::string_view bytes) { text += bytes; });
    append_to(path, text);
    return;
  }
  WrittenFile file(path);
  format::write_report(format, report, [&](std::string_view bytes) { file.write(bytes); });
  file.finish();
  file.publish();
}

std::string summary(const std::vector<CheckedDocument>& all) {
  const auto counts = format::count_findings(all);
  return concat(counted(static_cast<std::int64_t>(all.size()), "file"), ": ", counted(counts[0], "error"),
                ", ", counted(counts[1], "warning"), ", ", counted(counts[2], "note"), '\n');
}

void write_for_people(const Context& context, const std::vector<CheckedDocument>& all) {
  for (const CheckedDocument& checked : all) context.streams.out(render_findings(checked, context.view));
  if (!context.options.quiet) context.streams.out(summary(all));
}

void write_answer(const Context& context, const OperationSpec& operation,
                  const std::vector<CheckedDocument>& all, const format::Report& report) {
  const auto write = [&](ReportFormat format) {
    format::write_report(format, report, [&](std::string_view bytes) { context.streams.out(bytes); });
  };
  const bool within_github = context.streams.environment("GITHUB_ACTIONS") == "true";
  if (!context.options.format && within_github) {
    write(ReportFormat::kGithub);
    if (!context.options.quiet) context.streams.out(summary(all));
    return;
  }
  switch (context.format()) {
    case Format::kTable:
      return write_for_people(context, all);
    case Format::kJson:
      return write(ReportFormat::kJson);
    case Format::kOwn: {
      const auto own = from_text<ReportFormat>(context.options.own_format);
      if (own == ReportFormat::kConcise) {
        for (const CheckedDocument& checked : all) {
          for (const Finding& f : checked.findings)
            context.streams.out(finding_line(f, context.view.color) + '\n');
        }
        return;
      }
      return write(*own);
    }
    default:
      write_list(context, operation, [&](const RowSink& row) {
        for (const CheckedDocument& checked : all) {
          for (const Finding& finding : checked.findings) row(format::finding_value(finding));
        }
      });
  }
}

void write_rules(const Context& context, const OperationSpec& operation) {
  if (context.format() == Format::kTable) return context.streams.out(render_rules(context.view));
  OperationSpec rules = operation;
  rules.answer = "rule";
  write_list(context, rules, [&](const RowSink& row) {
    for (const format::Rule& rule : format::rules()) {
      row(Value::object()
              .add("rule", rule.id)
              .add("severity", to_text(rule.severity))
              .add("explanation", rule.explanation));
    }
  });
}

std::vector<std::string> paths_of(const Request& request) {
  std::vector<std::string> paths;
  const Value& files = request.arguments["files"];
  if (!files.is_list() || files.as_list().empty()) {
    throw Error(ErrorCode::kUsage, "no file or folder is named")
        .with_hint("name files or folders, or - for standard input; `traveler help procedure validate`");
  }
  for (const Value& path : files.as_list()) paths.push_back(path.as_text());
  if (std::count(paths.begin(), paths.end(), "-") > 1) {
    throw Error(ErrorCode::kUsage, "standard input is named more than once");
  }
  return procedure_files(paths);
}

}  // namespace

int run_validate(const Context& context, const OperationSpec& operation, const Request& request) {
  if (request.arguments["rules"] == Value(true)) {
    write_rules(context, operation);
    return 0;
  }
  const auto reports = reports_of(request.arguments["report"]);
  const auto paths = paths_of(request);
  refuse_overwriting(reports, paths);
  const auto all = check_files(paths, request.arguments["severity"], context);

  format::Report report;
  report.files = all;
  report.fails = from_text<Severity>(text_of(request.arguments["fail_level"])).value_or(Severity::kError);
  const Checkout checkout = find_checkout(".");
  report.folder = checkout.folder;
  report.checkout = checkout.root;
  report.version = version();
  write_answer(context, operation, all, report);
  context.streams.flush();  // which a report that cannot be written does not keep back
  for (const auto& [format, path] : reports) write_report_file(format, report, path);

  int exit = 0;
  for (const CheckedDocument& checked : all) {
    for (const Finding& finding : checked.findings) {
      if (finding.severity <= report.fails) exit = std::max(exit, 1);
    }
    if (!checked.failure) continue;
    exit = std::max(exit, exit_code(checked.failure->code()));
    context.streams.err(describe_error(*checked.failure, {context.options.json_errors(), false}));
  }
  return exit;
}

}  // namespace traveler::cmd
