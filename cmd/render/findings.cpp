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

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The byte `count` code points behind `offset`, or `end` when that comes first.
std::size_t forward(std::string_view line, std::size_t offset, int count, std::size_t end) {
  for (end = std::min(end, line.size()); count > 0 && offset < end; --count) next_code_point(line, offset);
  return offset;
}

std::size_t backward(std::string_view line, std::size_t offset, int count) {
  for (; count > 0 && offset > 0; --count) {
    do --offset;
    while (offset > 0 && is_continuation(line[offset]));
  }
  return offset;
}

/// Finds columns in a line, for findings, which come in the order of their places: a line of megabytes with
/// a hundred thousand findings is walked once.
class Columns {
 public:
  explicit Columns(std::string_view line) : line_(line) {}

  /// The byte at which a column (code points from 1) starts.
  std::size_t offset(int column) {
    if (column < column_) {
      column_ = 1;
      offset_ = 0;
    }
    offset_ = forward(line_, offset_, column - column_, line_.size());
    column_ = column;
    return offset_;
  }

 private:
  std::string_view line_;
  int column_ = 1;
  std::size_t offset_ = 0;
};

std::string excerpt(std::string_view line, std::size_t start, const Finding& finding, const View& view) {
  std::size_t from = 0;
  if (line.size() > kLongestLine && start > kLongestLine / 2) from = backward(line, start, 40);
  std::size_t shown_end = std::min(from + kLongestLine, line.size());
  while (shown_end < line.size() && is_continuation(line[shown_end])) --shown_end;
  const bool one_line = finding.end_line == finding.line && finding.end_column > finding.column;
  const int width_in_text = one_line ? finding.end_column - finding.column : 1;
  const std::size_t end = std::max(forward(line, start, width_in_text, shown_end), start);
  const std::string before = escape_for_terminal(line.substr(from, start - from));
  const std::string marked = escape_for_terminal(line.substr(start, end - start));
  const std::size_t width = std::max<std::size_t>(display_width(marked), 1);
  return concat("    ", escape_for_terminal(line.substr(from, shown_end - from)), "\n    ",
                std::string(display_width(before), ' '),
                styled(std::string(width, '^'), Style::kGood, view.color), '\n');
}

}  // namespace

std::string render_findings(const format::CheckedDocument& document, const View& view) {
  std::string out;
  int last = 0;
  Columns columns({});
  for (const Finding& finding : document.findings) {
    out += concat(finding_line(finding, view.color), '\n');
    const auto line = document.lines.find(finding.line);
    if (line != document.lines.end() && !line->second.empty() && finding.column > 0) {
      if (finding.line != last) columns = Columns(line->second);
      last = finding.line;
      out += excerpt(line->second, columns.offset(finding.column), finding, view);
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
