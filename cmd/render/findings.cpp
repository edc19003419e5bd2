#include "render/findings.h"

#include <algorithm>

#include "base/concat.h"
#include "base/text.h"
#include "errors.h"
#include "render/width.h"

namespace traveler::cmd {
namespace {

/// Lines longer than this are shown from near the place on.
constexpr std::size_t kLongestLine = 200;

/// Where the lines of a text start; for findings, which come in the order of lines.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  std::string_view line(int number) {
    while (at_ < number && !rest_.empty()) {
      const std::size_t end = rest_.find('\n');
      current_ = rest_.substr(0, end);
      rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
      ++at_;
    }
    if (at_ != number) return {};
    return current_.ends_with('\r') ? current_.substr(0, current_.size() - 1) : current_;
  }

 private:
  std::string_view rest_;
  std::string_view current_;
  int at_ = 0;
};

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

std::string render_findings(const std::vector<Finding>& findings, std::string_view text, const View& view) {
  std::string out;
  Lines lines(text);
  int last = 0;
  for (const Finding& finding : findings) {
    out += concat(finding_line(finding, view.color), '\n');
    if (finding.line < last) lines = Lines(text);
    last = finding.line;
    const std::string_view line = finding.line > 0 ? lines.line(finding.line) : std::string_view{};
    if (!line.empty() && finding.column > 0) out += excerpt(line, finding, view);
    if (!finding.hint.empty()) out += concat("    hint: ", escape_for_terminal(finding.hint), '\n');
  }
  return out;
}

}  // namespace traveler::cmd
