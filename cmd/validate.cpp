#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "base/concat.h"
#include "base/text.h"
#include "commands.h"
#include "documents.h"
#include "errors.h"
#include "fields.h"
#include "format/json.h"
#include "format/objects.h"
#include "format/procedure_document.h"
#include "format/tree.h"
#include "render/findings.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

/// What came of one file: its findings and, for people, how they are shown; or why it could not be read.
struct Checked {
  std::vector<Finding> findings;
  std::string shown;
  std::optional<Error> failure;
};

Checked check_text(const std::string& path, const std::string& text, const Context& context) {
  format::Document document = format::read_document(shown_file(path), text);
  // After a syntax error there is no tree to look at.
  if (document.ok() || document.root.kind != format::NodeKind::kNull) {
    if (format::is_standard_step(document)) {
      format::decode_standard_step(document);
    } else {
      format::decode_procedure(document);
    }
  }
  Checked checked;
  checked.findings = std::move(document.findings);
  if (context.format() == Format::kTable)
    checked.shown = render_findings(checked.findings, text, context.view);
  return checked;
}

Checked check_file(const std::string& path, const Context& context) {
  try {
    return check_text(path, read_file(path, kDocumentBytes, context.streams), context);
  } catch (const Error& error) {
    Checked failed;
    failed.failure = error;
    return failed;
  }
}

/// Files are independent: each core takes the next one.
std::vector<Checked> check_files(const std::vector<std::string>& paths, const Context& context) {
  std::vector<Checked> all(paths.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < paths.size(); i = next++) all[i] = check_file(paths[i], context);
  };
  constexpr std::size_t kFilesPerThread = 4;  // below that a thread costs more than it brings
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t helpers = std::min(cores - 1, paths.size() / kFilesPerThread);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < helpers; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return all;
}

struct Counts {
  std::int64_t by_severity[3] = {};
  void add(const Finding& finding) { ++by_severity[static_cast<std::size_t>(finding.severity)]; }
};

void write_report(const Context& context, const OperationSpec& operation, const std::vector<Checked>& all,
                  const Counts& counts) {
  const auto each = [&](const auto& use) {
    for (const Checked& checked : all) {
      for (const Finding& finding : checked.findings) use(finding);
    }
  };
  switch (context.format()) {
    case Format::kTable:
      for (const Checked& checked : all) context.streams.out(checked.shown);
      if (!context.options.quiet) {
        context.streams.out(concat(counted(static_cast<std::int64_t>(all.size()), "file"), ": ",
                                   counted(counts.by_severity[0], "error"), ", ",
                                   counted(counts.by_severity[1], "warning"), ", ",
                                   counted(counts.by_severity[2], "note"), '\n'));
      }
      break;
    case Format::kOwn:
      each([&](const Finding& finding) {
        context.streams.out(finding_line(finding, context.view.color) + '\n');
      });
      break;
    case Format::kJson: {
      Value findings = Value::list();
      each([&](const Finding& finding) { findings.push(format::finding_value(finding)); });
      Value report = Value::object();
      report.add("files", static_cast<std::int64_t>(all.size()))
          .add("errors", counts.by_severity[0])
          .add("warnings", counts.by_severity[1])
          .add("notes", counts.by_severity[2])
          .add("findings", std::move(findings));
      context.streams.out(format::to_pretty_json(report) + '\n');
      break;
    }
    case Format::kId:
    case Format::kNdjson:
    case Format::kCsv:
      write_list(context, operation, [&](const RowSink& row) {
        each([&](const Finding& finding) { row(format::finding_value(finding)); });
      });
  }
}

}  // namespace

int run_validate(const Context& context, const OperationSpec& operation, const Request& request) {
  std::vector<std::string> paths;
  for (const Value& path : request.arguments["files"].as_list()) paths.push_back(path.as_text());
  if (std::count(paths.begin(), paths.end(), "-") > 1) {
    throw Error(ErrorCode::kUsage, "standard input is named more than once");
  }
  const std::string level = text_of(request.arguments["fail_level"]);
  const Severity fails = level == "note"      ? Severity::kNote
                         : level == "warning" ? Severity::kWarning
                                              : Severity::kError;

  const auto all = check_files(paths, context);
  Counts counts;
  int exit = 0;
  for (const Checked& checked : all) {
    for (const Finding& finding : checked.findings) {
      counts.add(finding);
      if (finding.severity <= fails) exit = std::max(exit, 1);
    }
  }
  write_report(context, operation, all, counts);
  for (const Checked& checked : all) {
    if (!checked.failure) continue;
    exit = std::max(exit, exit_code(checked.failure->code()));
    context.streams.err(describe_error(*checked.failure, {context.options.json_errors(), false}));
  }
  return exit;
}

}  // namespace traveler::cmd
