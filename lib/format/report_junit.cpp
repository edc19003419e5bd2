#include "base/concat.h"
#include "base/text.h"
#include "format/report_parts.h"

namespace traveler::format {

namespace {

/// Text for XML 1.0: what it cannot hold at all becomes U+FFFD.
std::string xml(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(text, at);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\n' || c == '\t' || c == '\r') {
      out += concat("&#", static_cast<int>(c), ';');
    } else if (c < 0x20 || c == 0xFFFE || c == 0xFFFF || c == 0xFFFD) {
      out += kReplacement;
    } else {
      out += text.substr(begin, at - begin);
    }
  }
  return out;
}

/// Findings as lines of a text; line ends stay so, to be read in the report.
std::string lines_of(const CheckedDocument& file, bool failing, Severity fails) {
  std::string out;
  for (const Finding& finding : file.findings) {
    if ((finding.severity <= fails) != failing) continue;
    out += xml(concise_line(finding)) + '\n';
    if (!finding.hint.empty()) out += concat("  hint: ", xml(finding.hint), '\n');
  }
  return out;
}

std::int64_t failing_of(const CheckedDocument& file, Severity fails) {
  std::int64_t count = 0;
  for (const Finding& finding : file.findings) count += finding.severity <= fails ? 1 : 0;
  return count;
}

void write_case(const Report& report, const CheckedDocument& file, const ReportSink& write) {
  const std::string path = xml(path_in_checkout(report, file.file));
  write(concat("    <testcase name=\"", path, "\" classname=\"traveler.procedure.validate\" file=\"", path,
               "\" time=\"0\">\n"));
  if (file.failure) {
    write(concat("      <error message=\"", xml(file.failure->message()), "\" type=\"",
                 to_text(file.failure->code()), "\"/>\n"));
  }
  if (const std::int64_t count = failing_of(file, report.fails); count > 0) {
    const auto first = std::find_if(file.findings.begin(), file.findings.end(),
                                    [&](const Finding& f) { return f.severity <= report.fails; });
    write(concat("      <failure message=\"", xml(first->message),
                 count == 1 ? std::string() : concat(" (and ", count - 1, " more)"), "\" type=\"",
                 xml(first->rule), "\">", lines_of(file, true, report.fails), "</failure>\n"));
  }
  if (const std::string rest = lines_of(file, false, report.fails); !rest.empty()) {
    write(concat("      <system-out>", rest, "</system-out>\n"));
  }
  write("    </testcase>\n");
}

}  // namespace

void write_junit(const Report& report, const ReportSink& write) {
  std::int64_t failures = 0;
  std::int64_t errors = 0;
  for (const CheckedDocument& file : report.files) {
    failures += failing_of(file, report.fails) > 0 ? 1 : 0;
    errors += file.failure ? 1 : 0;
  }
  const std::string counts = concat("tests=\"", report.files.size(), "\" failures=\"", failures,
                                    "\" errors=\"", errors, "\" time=\"0\"");
  write(concat("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"traveler\" ", counts,
               ">\n  <testsuite name=\"procedure validate\" ", counts, " skipped=\"0\">\n"));
  for (const CheckedDocument& file : report.files) write_case(report, file, write);
  write("  </testsuite>\n</testsuites>\n");
}

}  // namespace traveler::format
