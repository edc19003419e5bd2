#include "format/ignore_comments.h"

#include <algorithm>
#include <tuple>

#include "base/concat.h"
#include "format/decode.h"
#include "format/rules.h"
#include "format/text_index.h"

namespace traveler::format {

namespace {

constexpr std::string_view kMarker = "traveler:";
constexpr std::string_view kIgnore = "ignore";
constexpr std::string_view kBlank = " \t";

std::size_t skip_blank(std::string_view line, std::size_t at) {
  return std::min(line.find_first_not_of(kBlank, at), line.size());
}

/// Where the word `ignore` of such a comment stands, or npos. `marker` is where `traveler:` does.
std::size_t find_ignore(std::string_view line, std::size_t marker) {
  const std::size_t sign = marker == 0 ? std::string_view::npos : line.find_last_not_of(kBlank, marker - 1);
  if (sign == std::string_view::npos || line[sign] != '#') return std::string_view::npos;
  if (sign > 0 && kBlank.find(line[sign - 1]) == std::string_view::npos) return std::string_view::npos;
  const std::size_t word = skip_blank(line, marker + kMarker.size());
  if (!line.substr(word).starts_with(kIgnore)) return std::string_view::npos;
  const std::size_t end = word + kIgnore.size();
  const bool whole_word = end == line.size() || kBlank.find(line[end]) != std::string_view::npos;
  return whole_word ? word : std::string_view::npos;
}

/// Whether a place lies within a text of the document.
class Texts {
 public:
  explicit Texts(std::string_view text) : text_(text) {}

  bool contain(const Node& node, const Mark& place) const {
    switch (node.kind) {
      case NodeKind::kNull:
        return false;
      case NodeKind::kScalar:
        return covers(node.mark, place) && !(place.line == node.mark.line && is_block(node.mark));
      case NodeKind::kList:
        return std::any_of(node.items.begin(), node.items.end(),
                           [&](const Node& item) { return contain(item, place); });
      case NodeKind::kMap:
        return std::any_of(node.entries.begin(), node.entries.end(), [&](const Node::Entry& entry) {
          return covers(entry.key_mark, place) || contain(entry.value, place);
        });
    }
    return false;
  }

 private:
  static bool covers(const Mark& mark, const Mark& place) {
    const std::tuple at(place.line, place.column);
    return std::tuple(mark.line, mark.column) <= at && at < std::tuple(mark.end_line, mark.end_column);
  }
  /// A comment may stand behind the `|` or `>` of a block of text.
  bool is_block(const Mark& mark) const {
    std::size_t offset = 0;
    for (int line = 1; line < mark.line; ++line) offset = text_.find('\n', offset) + 1;
    for (int column = 1; column < mark.column; ++column) next_code_point(text_, offset);
    return offset < text_.size() && (text_[offset] == '|' || text_[offset] == '>');
  }

  std::string_view text_;
};

/// Adds what one comment names; `names` is what follows the word `ignore`.
void add_names(std::string_view names, std::size_t offset, const TextIndex& index, const Mark& word,
               std::vector<IgnoreComment>& out) {
  constexpr std::string_view kSeparators = " \t,";
  const std::size_t before = out.size();
  for (std::size_t at = 0; at < names.size();) {
    const std::size_t begin = names.find_first_not_of(kSeparators, at);
    if (begin == std::string_view::npos || names[begin] == '#') break;
    const std::size_t end = std::min(names.find_first_of(kSeparators, begin), names.size());
    out.push_back({std::string(names.substr(begin, end - begin)), index.range(offset + begin, offset + end)});
    at = end;
  }
  if (out.size() == before) out.push_back({"", word});
}

Finding finding_at(RuleId rule, const std::string& file, const Mark& mark, std::string message,
                   std::string hint = {}) {
  return {std::string(rule.id()),
          rule.severity(),
          std::move(message),
          file,
          mark.line,
          mark.column,
          mark.end_line,
          mark.end_column,
          "$",
          std::move(hint)};
}

}  // namespace

std::vector<IgnoreComment> ignore_comments(const Document& document, std::string_view text) {
  std::vector<IgnoreComment> out;
  std::size_t marker = text.find(kMarker);
  if (marker == std::string_view::npos) return out;
  const TextIndex index(text);
  for (; marker != std::string_view::npos; marker = text.find(kMarker, marker + 1)) {
    const std::size_t begin = text.rfind('\n', marker) + 1;  // npos + 1 is 0
    std::string_view line = text.substr(begin, text.find('\n', marker) - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t word = find_ignore(line, marker - begin);
    if (word == std::string_view::npos) continue;
    const Mark mark = index.range(begin + word, begin + word + kIgnore.size());
    if (Texts(text).contain(document.root, mark)) continue;
    add_names(line.substr(word + kIgnore.size()), begin + word + kIgnore.size(), index, mark, out);
  }
  return out;
}

void apply_ignore_comments(const std::vector<IgnoreComment>& comments, const std::string& file, bool whole,
                           std::vector<Finding>& findings) {
  std::vector<Finding> about;
  for (const IgnoreComment& comment : comments) {
    const Rule* rule = find_rule(comment.rule);
    if (rule == nullptr || rule->kind == RuleKind::kText) {
      const std::string message = comment.rule.empty() ? "this comment names no rule to ignore"
                                  : rule == nullptr    ? concat("there is no rule ", shown(comment.rule))
                                                    : concat("the rule ", comment.rule, " cannot be ignored");
      about.push_back(finding_at("ignore.unknown", file, comment.mark, message,
                                 comment.rule.empty() ? "write: # traveler: ignore step.bare"
                                 : rule == nullptr    ? did_you_mean(comment.rule, rule_ids())
                                                      : ""));
      continue;
    }
    const std::size_t silenced = std::erase_if(findings, [&](const Finding& finding) {
      return finding.line == comment.mark.line && finding.rule == comment.rule;
    });
    if (silenced > 0 || !whole) continue;
    about.push_back(finding_at("ignore.unused", file, comment.mark,
                               concat("nothing on this line breaks the rule ", comment.rule),
                               "remove the comment"));
  }
  findings.insert(findings.end(), about.begin(), about.end());
}

}  // namespace traveler::format
