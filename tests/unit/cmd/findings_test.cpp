#include "render/findings.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace traveler::cmd {
namespace {

Finding finding(int line, int column, int end_column) {
  Finding out;
  out.rule = "key.unknown";
  out.message = "no";
  out.file = "x.yaml";
  out.line = out.end_line = line;
  out.column = column;
  out.end_column = end_column;
  return out;
}

/// Findings on the lines of `text`, as they are shown.
std::string render(std::vector<Finding> findings, const std::string& text) {
  format::CheckedDocument document;
  document.findings = std::move(findings);
  document.text = text;
  format::settle(document, {});
  return render_findings(document, View{});
}

/// What is shown below the first line of a finding: an excerpt and its mark.
std::string excerpt(const std::string& text, const Finding& one) {
  const std::string shown = render({one}, text);
  return shown.substr(shown.find('\n') + 1);
}

TEST_CASE("an excerpt marks the place", "[cmd][findings]") {
  CHECK(excerpt("a: 1\nbogus: 2\n", finding(2, 1, 6)) == "    bogus: 2\n    ^^^^^\n");
  CHECK(excerpt("日本: 1, bogus\r\n", finding(1, 8, 13)) == "    日本: 1, bogus\n             ^^^^^\n");
  CHECK(excerpt("a: 1", finding(1, 5, 5)) == "    a: 1\n        ^\n");
}

TEST_CASE("an excerpt does not count a byte order mark", "[cmd][findings]") {
  CHECK(excerpt("\xEF\xBB\xBF"
                "a: bogus\n",
                finding(1, 4, 9)) == "    a: bogus\n       ^^^^^\n");
}

TEST_CASE("an excerpt of a long line begins before the place and cuts no character", "[cmd][findings]") {
  std::string line;
  for (int i = 0; i < 1000; ++i) line += "日";
  const std::string shown = excerpt(line, finding(1, 501, 502));
  std::string characters;
  for (int i = 0; i < 66; ++i) characters += "日";  // 200 bytes hold so many
  CHECK(shown == "    " + characters + "\n    " + std::string(80, ' ') + "^^\n");
}

TEST_CASE("findings in any order are shown in that of their places", "[cmd][findings]") {
  const std::string shown = render({finding(2, 3, 4), finding(2, 1, 2), finding(1, 2, 3)}, "abc\ndef\n");
  CHECK(shown.find("    abc\n     ^\n") < shown.find("    def\n    ^\n"));
  CHECK(shown.find("    def\n    ^\n") < shown.find("    def\n      ^\n"));
}

TEST_CASE("many findings in one long line take no time", "[cmd][findings]") {
  std::vector<Finding> many;
  for (int i = 1; i <= 100'000; ++i) many.push_back(finding(1, i * 10, i * 10 + 3));
  CHECK(render(many, std::string(1'000'010, 'x')).size() > 100'000 * 200);
}

}  // namespace
}  // namespace traveler::cmd
