#include "format/recovery.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "format/tree_builder.h"

namespace traveler::format {

namespace {

// Reading again costs as much as reading: a document made of errors must not take long.
constexpr std::size_t kMostBytesReread = std::size_t{1} << 20U;

/// The lines of a text as YAML sees them.
class Outline {
 public:
  explicit Outline(std::string_view text) {
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = text.substr(begin, end - begin);
      const std::size_t first = line.find_first_not_of(' ');
      const bool blank = first == std::string_view::npos || line[first] == '#' || line[first] == '\r';
      const bool item = !blank && line[first] == '-' &&
                        (first + 1 == line.size() || line[first + 1] == ' ' || line[first + 1] == '\r');
      lines_.push_back({begin, blank ? kNoIndent : first, item});
      begin = end + 1;
    }
    end_ = text.size();
  }

  /// What may be left out: the lines [first, last). Its loss has healed the text when there is no error
  /// before the line `healed`.
  struct Part {
    std::size_t first;
    std::size_t last;
    std::size_t healed;
  };

  /// The line itself, when it begins no list item and holds nothing else, and the list items that hold it
  /// (lines count from 0), the smallest first.
  std::vector<Part> parts_around(std::size_t line) const {
    std::vector<Part> out;
    if (lines_.empty()) return out;
    line = std::min(line, lines_.size() - 1);
    std::size_t within = kNoIndent;  // only what is indented less can hold what was seen so far
    for (std::size_t at = line + 1; at-- > 0;) {
      const Line& one = lines_[at];
      if (one.indent == kNoIndent) continue;
      if (one.item && one.indent < within) {
        const std::size_t end = end_of(one.indent, line);
        if (out.empty() && at != line && stands_alone(line)) out.push_back({line, line + 1, end});
        out.push_back({at, end, end});
        within = one.indent;
      } else {
        within = std::min(within, one.indent);
      }
    }
    return out;
  }

  std::size_t offset(std::size_t line) const { return line < lines_.size() ? lines_[line].begin : end_; }

 private:
  static constexpr std::size_t kNoIndent = std::numeric_limits<std::size_t>::max();

  struct Line {
    std::size_t begin;
    std::size_t indent;  ///< kNoIndent for blank lines and comments
    bool item;           ///< begins with `- `
  };

  /// True when nothing below the line belongs to it.
  bool stands_alone(std::size_t line) const { return end_of(lines_[line].indent, line) == line + 1; }

  std::size_t end_of(std::size_t indent, std::size_t line) const {
    std::size_t at = line + 1;
    while (at < lines_.size() && (lines_[at].indent == kNoIndent || lines_[at].indent > indent)) ++at;
    return at;
  }

  std::vector<Line> lines_;
  std::size_t end_ = 0;
};

/// Reads the text once; a syntax error is the last finding.
Document read_once(std::string_view file, std::string_view text, const DocumentLimits& limits) {
  Document document;
  document.file = file;
  TreeBuilder builder(document, text, limits);
  try {
    read_yaml(builder);
  } catch (const StopReading&) {
    document.root = Node{};
  }
  return document;
}

const Finding* syntax_error(const Document& document) {
  const bool stopped = !document.findings.empty() && document.findings.back().rule == "syntax";
  return stopped && document.root.kind == NodeKind::kNull ? &document.findings.back() : nullptr;
}

std::size_t line_of(const Finding& finding) {
  return static_cast<std::size_t>(std::max(finding.line, 1)) - 1;
}

}  // namespace

bool read_around_errors(Document& document, std::string_view text, const DocumentLimits& limits) {
  if (document.syntax != Syntax::kYaml) return false;
  const Outline outline(text);
  std::string rest(text);
  std::vector<Finding> errors{document.findings.back()};
  std::size_t reread = 0;
  while (true) {
    // The smallest part whose loss lets the reading go beyond the error.
    const std::size_t line = line_of(errors.back());
    std::optional<Document> next;
    for (const Outline::Part& part : outline.parts_around(line)) {
      reread += rest.size();
      if (reread > kMostBytesReread) return false;
      // The dash of an item stays, so that the items behind it keep their places in the list.
      const std::size_t first = rest.find_first_not_of(' ', outline.offset(part.first));
      const std::size_t dash = first != std::string::npos && rest[first] == '-' ? first : std::string::npos;
      for (std::size_t at = outline.offset(part.first); at < outline.offset(part.last); ++at) {
        if (at != dash && rest[at] != '\n' && rest[at] != '\r') rest[at] = ' ';
      }
      Document read = read_once(document.file, rest, limits);
      const Finding* error = syntax_error(read);
      if (error != nullptr && line_of(*error) < part.healed) continue;
      next = std::move(read);
      break;
    }
    if (!next) return false;
    if (const Finding* error = syntax_error(*next)) {
      errors.push_back(*error);
      continue;
    }
    if (next->root.kind == NodeKind::kNull) return false;
    document.root = std::move(next->root);
    document.partial = true;
    // What was found before the error and in what was left out stays.
    std::set<std::tuple<int, int, std::string>> known;
    const auto is_new = [&](const Finding& f) { return known.emplace(f.line, f.column, f.rule).second; };
    std::for_each(document.findings.begin(), document.findings.end(), is_new);
    for (const std::vector<Finding>* more : {&errors, &next->findings}) {
      std::copy_if(more->begin(), more->end(), std::back_inserter(document.findings), is_new);
    }
    return true;
  }
}

}  // namespace traveler::format
