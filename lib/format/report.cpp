#include "format/report.h"

#include <filesystem>

#include "base/concat.h"
#include "base/digest.h"
#include "format/json.h"
#include "format/objects.h"
#include "format/report_parts.h"

namespace traveler::format {

namespace {

void write_concise(const Report& report, const ReportSink& write) {
  for (const CheckedDocument& file : report.files) {
    for (const Finding& finding : file.findings) write(concise_line(finding) + '\n');
  }
}

void write_json(const Report& report, const ReportSink& write) {
  Value findings = Value::list();
  for (const CheckedDocument& file : report.files) {
    for (const Finding& finding : file.findings) findings.push(finding_value(finding));
  }
  const auto counts = count_findings(report.files);
  Value out = Value::object();
  out.add("files", static_cast<std::int64_t>(report.files.size()))
      .add("errors", counts[0])
      .add("warnings", counts[1])
      .add("notes", counts[2])
      .add("findings", std::move(findings));
  write(to_pretty_json(out) + '\n');
}

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") + 1 - first);
}

}  // namespace

std::array<std::int64_t, 3> count_findings(std::span<const CheckedDocument> files) {
  std::array<std::int64_t, 3> counts{};
  for (const CheckedDocument& file : files) {
    for (const Finding& finding : file.findings) ++counts[static_cast<std::size_t>(finding.severity)];
  }
  return counts;
}

std::string concise_line(const Finding& finding) {
  std::string place;
  if (!finding.file.empty()) place = concat(finding.file, ':');
  if (!finding.file.empty() && finding.line > 0) place += concat(finding.line, ':', finding.column, ':');
  return concat(place, place.empty() ? "" : " ", to_text(finding.severity), '[', finding.rule,
                "]: ", finding.message);
}

std::string path_in_checkout(const Report& report, const std::string& file) {
  namespace fs = std::filesystem;
  const fs::path path(file);
  if (path.is_relative()) return (fs::path(report.folder) / path).lexically_normal().generic_string();
  if (report.checkout.empty()) return path.lexically_normal().generic_string();
  const std::string inside = path.lexically_normal().lexically_relative(report.checkout).generic_string();
  return inside.empty() || inside.starts_with("..") ? path.lexically_normal().generic_string() : inside;
}

std::string Fingerprints::of(const Finding& finding, const CheckedDocument& file, std::string_view path) {
  const auto line = file.lines.find(finding.line);
  const std::string_view text = line == file.lines.end() ? std::string_view{} : trimmed(line->second);
  const std::string what = concat(finding.rule, '\n', path, '\n', text, '\n');
  return sha256({what, concat(seen_[what]++)}).hex().substr(0, 32);
}

void write_report(ReportFormat format, const Report& report,
                  const std::function<void(std::string_view)>& write) {
  switch (format) {
    case ReportFormat::kConcise:
      return write_concise(report, write);
    case ReportFormat::kJson:
      return write_json(report, write);
    case ReportFormat::kGithub:
      return write_github(report, write);
    case ReportFormat::kSarif:
      return write_sarif(report, write);
    case ReportFormat::kJunit:
      return write_junit(report, write);
    case ReportFormat::kGitlab:
      return write_gitlab(report, write);
  }
}

}  // namespace traveler::format
