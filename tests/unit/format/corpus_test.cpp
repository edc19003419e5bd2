#include <algorithm>
#include <catch2/catch.hpp>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/concat.h"
#include "base/text.h"
#include "format/rules.h"
#include "format/validation.h"
#include "traveler/error.h"

// Checks tests/data/procedures against what its files say of themselves; the README there tells how.

using namespace traveler;
using namespace traveler::format;

namespace {

namespace fs = std::filesystem;

const fs::path kSource = TRAVELER_SOURCE_DIR;
const fs::path kCorpus = kSource / "tests/data/procedures";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string read_bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// One finding that must be there; the path only where the file names it.
struct Expected {
  std::string place;  ///< LINE:COLUMN
  std::string rule;
  std::string severity = "error";
  std::string path;
};

struct CorpusFile {
  std::string name;  ///< below the corpus
  std::string text;  ///< as the reader gets it
  std::vector<Expected> expected;
  int expectation_lines = 0;
};

bool take(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

std::string_view take_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

/// `LINE:COLUMN RULE [severity] [path]`; a path goes to the end of the line.
Expected parse_expected(std::string_view text) {
  Expected out;
  out.place = take_word(text);
  out.rule = take_word(text);
  if (!text.empty() && text.front() != '$') out.severity = take_word(text);
  out.path = text;
  return out;
}

/// Reads a file and what it expects. JSON has no comments: the leading lines that look like some are
/// blanked, and the line ends kept, so that places stay those of the file.
CorpusFile read_corpus_file(const fs::path& path) {
  CorpusFile file;
  file.name = path.lexically_relative(kCorpus).string();
  file.text = read_bytes(path);
  const bool json = path.extension() == ".json";
  const std::size_t start = file.text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  std::string blanked = file.text.substr(0, start);
  bool leading = true;
  for (std::size_t at = start; at < file.text.size();) {
    const std::size_t next = std::min(file.text.find('\n', at), file.text.size() - 1) + 1;
    const std::string_view whole = std::string_view(file.text).substr(at, next - at);
    std::string_view line = whole.substr(0, whole.find_last_not_of("\r\n") + 1);
    const std::string_view line_end = whole.substr(line.size());
    leading = leading && line.starts_with("//");
    blanked += json && leading ? line_end : whole;
    if ((json ? leading && take(line, "// expect: ") : take(line, "# expect: "))) {
      ++file.expectation_lines;
      if (line != "none") file.expected.push_back(parse_expected(line));
    }
    at = next;
  }
  if (json) file.text = blanked;
  return file;
}

std::vector<CorpusFile> read_corpus() {
  std::vector<fs::path> paths;
  for (const char* folder : {"good", "bad"}) {
    for (const auto& entry : fs::directory_iterator(kCorpus / folder)) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<CorpusFile> out;
  out.reserve(paths.size());
  for (const fs::path& path : paths) out.push_back(read_corpus_file(path));
  return out;
}

/// What `procedure validate` does with a file.
std::vector<Finding> judge(const CorpusFile& file) {
  CheckedDocument checked = check_document(file.name, file.text);
  settle(checked, {});
  return checked.findings;
}

bool has_errors(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::kError; });
}

std::string describe(const Finding& finding) {
  return concat("    ", finding.line, ':', finding.column, ' ', finding.rule, ' ', to_text(finding.severity),
                ' ', finding.path, " (", finding.message, ")\n");
}

bool meets(const Finding& finding, const Expected& expected) {
  return expected.place == concat(finding.line, ':', finding.column) && expected.rule == finding.rule &&
         expected.severity == to_text(finding.severity) &&
         (expected.path.empty() || expected.path == finding.path);
}

/// What is missing and what is too much; empty when the findings are exactly the expected ones.
std::string difference(std::vector<Expected> expected, const std::vector<Finding>& findings) {
  std::string surplus;
  for (const Finding& finding : findings) {
    const auto met = std::find_if(expected.begin(), expected.end(),
                                  [&](const Expected& one) { return meets(finding, one); });
    if (met == expected.end()) {
      surplus += describe(finding);
    } else {
      expected.erase(met);
    }
  }
  std::string missing;
  for (const Expected& one : expected) {
    missing += concat("    ", one.place, ' ', one.rule, ' ', one.severity, ' ', one.path, '\n');
  }
  if (!missing.empty()) missing = "  expected:\n" + missing;
  if (!surplus.empty()) surplus = "  found:\n" + surplus;
  return missing + surplus;
}

/// What holds of every finding: it has a place in the file, a path, a message.
std::string flaws(const Finding& finding, const CorpusFile& file) {
  const auto lines = std::count(file.text.begin(), file.text.end(), '\n') + 1;
  std::string out;
  if (finding.file != file.name) out += " another file";
  if (finding.line < 1 || finding.line > lines || finding.column < 1) out += " no place";
  const bool reversed = finding.end_line < finding.line ||
                        (finding.end_line == finding.line && finding.end_column < finding.column);
  if (reversed || finding.end_line > lines) out += " no range";
  if (!finding.path.starts_with("$")) out += " no path";
  if (finding.message.empty() || invalid_utf8(finding.message)) out += " no message";
  return out.empty() ? out : concat("  flaws:", out, '\n', describe(finding));
}

}  // namespace

TEST_CASE("corpus: every procedure gives the findings it names") {
  const std::vector<CorpusFile> files = read_corpus();
  CHECK(files.size() >= 150);
  for (const CorpusFile& file : files) {
    const std::vector<Finding> findings = judge(file);
    std::string wrong = difference(file.expected, findings);
    for (const Finding& finding : findings) wrong += flaws(finding, file);
    if (file.expectation_lines == 0) wrong += "  it names no expectation, not even `none`\n";
    if (has_errors(findings) == file.name.starts_with("good/")) wrong += "  it lies in the wrong folder\n";
    const bool sorted = std::is_sorted(findings.begin(), findings.end(), [](const auto& a, const auto& b) {
      return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
    if (!sorted) wrong += "  the findings are not in the order of their places\n";
    if (!wrong.empty()) FAIL_CHECK(file.name << '\n' << wrong);
  }
}

TEST_CASE("corpus: every rule that needs no workspace is planted") {
  std::set<std::string> planted;
  std::size_t paths = 0;
  for (const CorpusFile& file : read_corpus()) {
    for (const Expected& one : file.expected) {
      planted.insert(one.rule);
      paths += one.path.empty() ? 0 : 1;
    }
  }
  CHECK(paths >= 30);
  // What is too large for a file here is planted there.
  const std::string hostile = read_bytes(kSource / "tests/unit/format/hostile_test.cpp");
  for (const Rule& rule : rules()) {
    if (rule.kind == RuleKind::kWorkspace) continue;
    INFO(rule.id);
    CHECK(
        (planted.contains(std::string(rule.id)) || hostile.find(concat('"', rule.id)) != std::string::npos));
  }
}
