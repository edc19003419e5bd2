#include <algorithm>

#include "format/json.h"
#include "format/report_parts.h"

namespace traveler::format {

namespace {

std::string_view grade_of(Severity severity) {
  return severity == Severity::kError ? "major" : severity == Severity::kWarning ? "minor" : "info";
}

Value entry(const Finding& finding, std::string_view path, std::string fingerprint) {
  Value lines = Value::object();
  lines.add("begin", std::max(finding.line, 1)).add("end", std::max(finding.end_line, 1));
  return Value::object()
      .add("description", finding.hint.empty() ? finding.message : finding.message + "; " + finding.hint)
      .add("check_name", finding.rule)
      .add("fingerprint", std::move(fingerprint))
      .add("severity", grade_of(finding.severity))
      .add("location", Value::object().add("path", path).add("lines", std::move(lines)));
}

}  // namespace

void write_gitlab(const Report& report, const ReportSink& write) {
  Fingerprints fingerprints;
  Value out = Value::list();
  for (const CheckedDocument& file : report.files) {
    const std::string path = path_in_checkout(report, file.file);
    if (file.failure) {
      Finding unread;
      unread.rule = to_text(file.failure->code());
      unread.message = file.failure->message();
      out.push(entry(unread, path, fingerprints.of(unread, file, path)));
    }
    for (const Finding& finding : file.findings) {
      out.push(entry(finding, path, fingerprints.of(finding, file, path)));
    }
  }
  write(to_pretty_json(out) + '\n');
}

}  // namespace traveler::format
