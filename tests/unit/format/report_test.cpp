#include "format/report.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/concat.h"
#include "format/tree.h"

namespace traveler::format {
namespace {

std::string written(ReportFormat format, const std::vector<CheckedDocument>& files) {
  Report report;
  report.files = files;
  std::string out;
  write_report(format, report, [&](std::string_view bytes) { out += bytes; });
  return out;
}

CheckedDocument one_finding(const std::string& file, const std::string& message) {
  CheckedDocument document;
  document.file = file;
  Finding finding;
  finding.rule = "key.unknown";
  finding.message = message;
  finding.file = file;
  finding.line = finding.end_line = 2;
  finding.column = 3;
  finding.end_column = 5;
  document.findings.push_back(std::move(finding));
  return document;
}

/// The fingerprints of a procedure's findings, in the order of places.
std::vector<std::string> prints(const std::string& file, const std::string& text, ReportFormat format,
                                const SeveritySettings& settings = {}) {
  CheckedDocument checked = check_document(file, text);
  settle(checked, settings);
  Document report = read_document("report.json", written(format, {checked}));
  REQUIRE(report.ok());
  std::vector<std::string> out;
  if (format == ReportFormat::kGitlab) {
    for (const Node& entry : report.root.items) out.push_back(entry.find("fingerprint")->scalar);
  } else {
    const Node& run = report.root.find("runs")->items.at(0);
    for (const Node& result : run.find("results")->items)
      out.push_back(result.find("partialFingerprints")->find("travelerFinding/v1")->scalar);
  }
  return out;
}

TEST_CASE("report: GitHub's commands escape what would end a property or a message") {
  CHECK(written(ReportFormat::kGithub, {one_finding("100% of, a:b.yaml", "50%, a: b\r\nc")}) ==
        "::error file=100%25 of%2C a%3Ab.yaml,line=2,col=3,endLine=2,endColumn=5,title=key.unknown"
        "::50%25, a: b%0D%0Ac\n");
  // The hint is a line of its own.
  CheckedDocument hinted = one_finding("a.yaml", "no");
  hinted.findings.front().hint = "yes";
  CHECK(written(ReportFormat::kGithub, {hinted}).ends_with("::no%0Ayes\n"));
}

TEST_CASE("report: a finding keeps its fingerprint when it moves, and no other has it") {
  const std::string head = "procedure: x\ntitle: X\nsteps:\n";
  const std::string one = "- {id: a, title: A, foo: 1, bar: 1}\n";
  const std::string two = "- {id: b, title: B, foo: 1}\n";
  const std::string text = concat(head, "  ", one, "  ", two);
  for (const ReportFormat format : {ReportFormat::kGitlab, ReportFormat::kSarif}) {
    CAPTURE(to_text(format));
    const auto before = prints("x.yaml", text, format);
    REQUIRE(before.size() == 5);  // two of one rule on one line, and notes that the steps are bare
    CHECK(std::set(before.begin(), before.end()).size() == before.size());
    const std::string fine = "  - {id: n, title: N, fields: [{id: f, type: text}]}\n";
    CHECK(prints("x.yaml", concat("# new\n\n", head, fine, "  ", one, "  ", two), format) == before);
    CHECK(prints("x.yaml", concat(head, "    ", one, "    ", two), format) == before);
    // Those of another rule on its line.
    SeveritySettings settings;
    CHECK(settings.set("step.bare", "off").empty());
    const std::vector<std::string> without{before[1], before[2], before[4]};
    CHECK(prints("x.yaml", text, format, settings) == without);
    // In another file, of another rule or on another line it is another one.
    std::set<std::string> all(before.begin(), before.end());
    for (const std::string& print : prints("y.yaml", text, format)) CHECK(all.insert(print).second);
    for (const std::string& print : prints("x.yaml", concat(head, "  - {id: c, title: C, foo: 1}\n"), format))
      CHECK(all.insert(print).second);
  }
}

}  // namespace
}  // namespace traveler::format
