#include "base/concat.h"
#include "format/report_parts.h"

namespace traveler::format {

namespace {

/// Escapes what ends a message, and in a property what ends the property.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      case ':':
        out += property ? "%3A" : ":";
        break;
      case ',':
        out += property ? "%2C" : ",";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string_view command_of(Severity severity) {
  return severity == Severity::kError ? "error" : severity == Severity::kWarning ? "warning" : "notice";
}

std::string place_of(const Finding& finding) {
  if (finding.line < 1) return {};
  std::string out = concat(",line=", finding.line, ",col=", finding.column);
  if (finding.end_line >= finding.line) out += concat(",endLine=", finding.end_line);
  // GitHub takes columns as those of one line.
  if (finding.end_line == finding.line && finding.end_column > finding.column) {
    out += concat(",endColumn=", finding.end_column);
  }
  return out;
}

}  // namespace

void write_github(const Report& report, const ReportSink& write) {
  for (const CheckedDocument& file : report.files) {
    const std::string path = escaped(path_in_checkout(report, file.file), true);
    if (file.failure) {
      write(concat("::error file=", path, ",title=", escaped(to_text(file.failure->code()), true),
                   "::", escaped(file.failure->message(), false), '\n'));
    }
    for (const Finding& finding : file.findings) {
      const std::string message =
          finding.hint.empty() ? finding.message : concat(finding.message, '\n', finding.hint);
      write(concat("::", command_of(finding.severity), " file=", path, place_of(finding),
                   ",title=", escaped(finding.rule, true), "::", escaped(message, false), '\n'));
    }
  }
}

}  // namespace traveler::format
