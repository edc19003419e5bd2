#include "render/findings.h"

#include <algorithm>

#include "base/concat.h"
#include "base/text.h"
#include "errors.h"
#include "format/rules.h"
#include "render/width.h"

namespace traveler::cmd {
namespace {

/// Lines longer than this are shown from near the place on.
constexpr std::size_t kLongestLine = 200;

/// The byte at which a column (code points from 1) starts.
std::size_t offset_of(std::string_view line, int column) {
  std::size_t offset = 0;
  for (int at = 1; at < column && offset < line.size(); ++at) next_code_point(line, offset);
  return offset;
}

std::string excerpt(std::string_view line, const Finding& finding, const View& view) {
  const std::size_t start = offset_of(line, finding.column);
  const bool one_line = finding.end_line == finding.line && finding.end_column > finding.column;
  const std::size_t end = one_line ? offset_of(line, finding.end_column) : std::min(start + 1, line.size());
  std::size_t from = 0;
  if (line.size() > kLongestLine && start > kLongestLine / 2) from = offset_of(line, finding.column - 40);
  const std::string_view shown = line.substr(from, kLongestLine);
  const std::string before = escape_for_terminal(line.substr(from, start - from));
  const std::string marked =
      escape_for_terminal(shown.substr(std::min(start - from, shown.size()), end - start));
  const std::size_t width = std::max<std::size_t>(display_width(marked), 1);
  return concat("    ", escape_for_terminal(shown), "\n    ", std::string(display_width(before), ' '),
                styled(std::string(width, '^'), Style::kGood, view.color), '\n');
}

}  // namespace

std::string render_findings(const format::CheckedDocument& document, const View& view) {
  std::string out;
  for (const Finding& finding : document.findings) {
    out += concat(finding_line(finding, view.color), '\n');
    const auto line = document.lines.find(finding.line);
    if (line != document.lines.end() && !line->second.empty() && finding.column > 0) {
      out += excerpt(line->second, finding, view);
    }
    if (!finding.hint.empty()) out += concat("    hint: ", escape_for_terminal(finding.hint), '\n');
  }
  return out;
}

std::string render_rules(const View& view) {
  std::string out;
  for (const format::Rule& rule : format::rules()) {
    out += concat(styled(rule.id, Style::kBold, view.color), " (", to_text(rule.severity), ")\n",
                  wrapped(rule.explanation, 4, view));
  }
  return out;
}

}  // namespace traveler::cmd
