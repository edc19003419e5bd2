#include "format/recovery_yaml.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "format/recovery_findings.h"

namespace traveler::format {

namespace {

// Reading again costs as much as reading: a document made of errors must not take long.
constexpr std::size_t kMostBytesReread = std::size_t{2} << 20U;
constexpr std::ptrdiff_t kMostLines = 400'000;  // of which is kept what an outline needs
// What there is to do for the whole text at each reading costs as much as reading this part of it.
constexpr std::size_t kShareOfReading = 16;

/// The lines of a text as YAML sees them.
class Outline {
 public:
  explicit Outline(std::string_view text) {
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      lines_.push_back(line_of(text.substr(begin, end - begin), begin));
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
    bool is_large = false;  ///< not worth trying when a smaller part has healed the text
  };

  /// What may be wrong around the error in `line` (lines count from 0), the likeliest part first: the line
  /// of an open bracket, the line itself, the one before it, the one where the last text began, the list
  /// items that hold the line, and outside of lists the entry of the document.
  std::vector<Part> parts_around(std::size_t line, std::size_t begun) const {
    std::vector<Part> out;
    if (lines_.empty()) return out;
    line = std::min(line, lines_.size() - 1);
    std::vector<Part> items;
    std::size_t within = kNoIndent;  // only what is indented less can hold what was seen so far
    for (std::size_t at = line + 1; at-- > 0;) {
      const Line& one = lines_[at];
      if (one.indent == kNoIndent) continue;
      if (one.item && one.indent < within) {
        const std::size_t end = end_of(one.indent, line);
        items.push_back({at, end, end});
        within = one.indent;
      } else {
        within = std::min(within, one.indent);
      }
    }
    const bool outside = items.empty();
    const std::size_t healed = outside ? end_of(0, line) + 1 : items.front().healed;
    const std::size_t open = open_bracket(line);
    if (open < line) out.push_back({open, end_with_children(open), healed});
    const std::size_t before = previous(line);
    if (before < line && lines_[before].wrong) out.push_back({before, end_with_children(before), healed});
    // An item that begins in the line comes as a whole.
    const bool begins_item = !outside && items.front().first == line;
    out.push_back(begins_item ? items.front() : Part{line, end_with_children(line), healed});
    if (begins_item) items.erase(items.begin());
    if (before < line && !lines_[before].wrong && !lines_[before].opens)
      out.push_back({before, end_with_children(before), healed});
    if (begun < before) out.push_back({begun, end_with_children(begun), healed});
    for (const Part& item : items) out.push_back({item.first, item.last, item.healed, true});
    if (outside) {
      std::size_t first = line;
      while (first > 0 && lines_[first].indent != 0) --first;
      const std::size_t end = end_of(0, line);
      out.push_back({first, end, end, true});
    }
    return out;
  }

  /// The text without a part. The dash of an item stays, so that the items behind it keep their places in
  /// the list; the other lines become comments, which end a text that ran into them.
  std::string without(std::string text, const Part& part) const {
    for (std::size_t line = part.first; line < part.last; ++line) {
      const bool stays = line == part.first && lines_[line].item;
      const std::size_t begin = offset(line) + (stays ? lines_[line].indent + 1 : 0);
      std::size_t end = offset(line + 1);
      while (end > begin && (text[end - 1] == '\n' || text[end - 1] == '\r')) --end;
      std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin),
                text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
      if (!stays && begin < end) text[begin] = '#';
    }
    return text;
  }

  std::size_t offset(std::size_t line) const { return line < lines_.size() ? lines_[line].begin : end_; }

 private:
  static constexpr std::size_t kNoIndent = std::numeric_limits<std::size_t>::max();

  struct Line {
    std::size_t begin = 0;
    std::size_t indent = kNoIndent;  ///< kNoIndent for blank lines and comments
    bool item = false;               ///< begins with `- `
    bool dash = false;               ///< begins with `-`, maybe behind a tab
    bool tab = false;                ///< has a tab in its indentation, which says nothing then
    bool opens = false;              ///< what is below it is its value, or it is meant as an item
    bool wrong = false;              ///< a dash without space, or a marker of a merge conflict
    bool bracket = false;            ///< has more opening brackets than closing ones
  };

  static Line line_of(std::string_view text, std::size_t begin) {
    if (text.ends_with('\r')) text.remove_suffix(1);
    Line line;
    line.begin = begin;
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos || text[first] == '#') return line;
    line.indent = text.find_first_not_of(' ');
    line.tab = line.indent < first;
    line.dash = text[first] == '-';
    line.item = line.dash && !line.tab && (first + 1 == text.size() || text[first + 1] == ' ');
    const bool three_dashes = line.dash && text.substr(first).starts_with("---");
    line.wrong = (line.dash && !line.item && !line.tab && !three_dashes) ||
                 text.substr(first).starts_with("<<<<<<<") || text.substr(first).starts_with("=======") ||
                 text.substr(first).starts_with(">>>>>>>");
    // Behind `|` and `>` may stand signs and a number.
    const std::size_t last = text.find_last_not_of(" \t+-0123456789");
    line.opens =
        last != std::string_view::npos && std::string_view(":|>").find(text[last]) != std::string_view::npos;
    if (line.dash) {
      const std::size_t behind = text.find_first_not_of(" \t", first + 1);
      line.opens |= behind == std::string_view::npos || (text[behind] != '{' && text[behind] != '[');
    }
    const auto of = [&](char a, char b) {
      return std::count_if(text.begin(), text.end(), [&](char c) { return c == a || c == b; });
    };
    line.bracket = of('[', '{') > of(']', '}');
    return line;
  }

  /// The nearest line, up to `line`, that opens a bracket and does not close it; or `line`.
  std::size_t open_bracket(std::size_t line) const {
    constexpr std::size_t kMostAbove = 50;
    for (std::size_t at = line + 1; at > 0 && line + 1 - at < kMostAbove; --at) {
      if (lines_[at - 1].bracket) return at - 1;
    }
    return line;
  }

  /// Without the line that opens them, what is below it would belong to something else.
  std::size_t end_with_children(std::size_t line) const {
    const Line& one = lines_[line];
    if (one.indent == kNoIndent) return line + 1;
    std::size_t next = line + 1;
    while (next < lines_.size() && lines_[next].indent == kNoIndent) ++next;
    if (next == lines_.size()) return line + 1;
    const Line& below = lines_[next];
    if (one.tab && below.tab) {  // as a rule the whole text is indented so
      while (next < lines_.size() && (lines_[next].tab || lines_[next].indent == kNoIndent)) ++next;
      return next;
    }
    if (one.tab) {
      const bool is_child = one.opens && below.indent > 0 && !(one.dash && below.item);
      return is_child ? end_of(below.indent - 1, line) : line + 1;
    }
    std::size_t end = end_of(one.indent, line);
    if (!one.opens || one.item) return end;
    while (end < lines_.size() && lines_[end].item && lines_[end].indent == one.indent) {
      end = end_of(one.indent, end);  // a list may stand as far left as its key
    }
    return end;
  }

  std::size_t end_of(std::size_t indent, std::size_t line) const {
    std::size_t at = line + 1;
    while (at < lines_.size() && (lines_[at].indent == kNoIndent || lines_[at].indent > indent)) ++at;
    return at;
  }

  /// The line with text before `line`, or `line`.
  std::size_t previous(std::size_t line) const {
    for (std::size_t at = line; at-- > 0;) {
      if (lines_[at].indent != kNoIndent) return at;
    }
    return line;
  }

  std::vector<Line> lines_;
  std::size_t end_ = 0;
};

struct Reading {
  Document document;
  std::size_t begun = 0;  ///< the line where the last text began, from 0
  std::size_t taken = 0;  ///< bytes
};

/// Reads once what was made of `original`; a syntax error is the last finding.
Reading read_once(std::string_view file, std::string_view text, std::string_view original,
                  const DocumentLimits& limits) {
  Reading reading;
  reading.document.file = file;
  TreeBuilder builder(reading.document, text, limits, original);
  try {
    read_yaml(builder);
  } catch (const StopReading&) {
    reading.document.root = Node{};
  }
  reading.begun = builder.last_line();
  reading.taken = builder.taken();
  return reading;
}

const Finding* syntax_error(const Document& document) {
  const bool stopped = !document.findings.empty() && document.findings.back().rule == "syntax";
  return stopped && document.root.kind == NodeKind::kNull ? &document.findings.back() : nullptr;
}

std::size_t line_of(const Finding& finding) {
  return static_cast<std::size_t>(std::max(finding.line, 1)) - 1;
}

/// Behind the place of a bracket or quote that is not closed nothing is what it seems.
void drop_keys_behind(const Finding& error, std::vector<Finding>& findings) {
  std::erase_if(findings, [at = std::tuple(error.line, error.column)](const Finding& f) {
    return f.rule.starts_with("key.") && std::tuple(f.line, f.column) >= at;
  });
}

}  // namespace

bool read_around_yaml_errors(Document& document, const TreeBuilder& builder) {
  if (builder.taken() > kMostBytesReread) return false;
  if (std::count(builder.text().begin(), builder.text().end(), '\n') > kMostLines) return false;
  const Outline outline(builder.text());
  std::string rest(builder.text());
  std::vector<Finding> errors{document.findings.back()};
  drop_keys_behind(errors.front(), document.findings);
  std::optional<Document> healed;
  std::size_t begun = builder.last_line();
  std::size_t taken = builder.taken();
  for (std::size_t reread = 0; !healed;) {
    const std::size_t line = line_of(errors.back());
    // The smallest part whose loss lets the reading go beyond the error, or what lets it go farthest.
    std::optional<Reading> next;
    std::string next_text;
    std::size_t reached = line;
    bool is_past = false;
    for (const Outline::Part& part : outline.parts_around(line, begun)) {
      if ((part.is_large && is_past) || reread + taken > kMostBytesReread) break;
      std::string tried = outline.without(rest, part);
      if (tried == rest) continue;
      Reading reading = read_once(document.file, tried, builder.text(), builder.limits());
      const Finding* error = syntax_error(reading.document);
      const std::size_t end = error == nullptr ? std::string::npos : line_of(*error);
      taken = reading.taken;
      reread += taken + rest.size() / kShareOfReading;
      if (end > reached) {
        reached = end;
        next = std::move(reading);
        next_text = std::move(tried);
      }
      is_past |= end >= part.healed;
      // An error right behind may come of the same cause, which another part may hold.
      const bool goes_on = is_past && end > part.healed + 1;
      if (goes_on) break;
    }
    if (!next) break;
    rest = std::move(next_text);
    begun = next->begun;
    if (const Finding* error = syntax_error(next->document)) {
      errors.push_back(*error);
    } else {
      healed = std::move(next->document);
    }
  }
  const bool whole = healed && healed->root.kind != NodeKind::kNull;
  if (whole) {
    document.root = std::move(healed->root);
    document.partial = true;
    errors.insert(errors.end(), healed->findings.begin(), healed->findings.end());
  }
  add_new_findings(document, std::move(errors));  // what was found in what was left out stays
  return whole;
}

}  // namespace traveler::format
