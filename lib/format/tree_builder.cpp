#include "format/tree_builder.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/concat.h"
#include "base/text.h"

namespace traveler::format {

namespace {

constexpr std::size_t kManyKeys = 16;
// A key as long as this is an id; of longer ones a path shows the front.
constexpr std::size_t kLongestPathKey = 128;
// What the paths of all findings may take; those after it have none.
constexpr std::size_t kMostPathBytes = std::size_t{4} << 20U;

bool is_plain_name(std::string_view key) {
  if (key.empty()) return false;
  return std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string shortened(std::string_view key) {
  if (key.size() <= kLongestPathKey) return std::string(key);
  std::size_t end = kLongestPathKey;
  while ((static_cast<unsigned char>(key[end]) & 0xC0U) == 0x80U) --end;
  return concat(key.substr(0, end), "…");
}

std::size_t count_bidi(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    if (is_bidi_control(next_code_point(text, offset))) ++count;
  }
  return count;
}

}  // namespace

void append_path_key(std::string& path, std::string_view key) {
  if (is_plain_name(key)) {
    path += '.';
    path += key;
    return;
  }
  path += "['";
  for (const char c : key) {
    if (c == '\'' || c == '\\') path += '\\';
    path += c;
  }
  path += "']";
}

void append_path_index(std::string& path, std::size_t index) {
  path += '[';
  append_piece(path, index);
  path += ']';
}

TreeBuilder::TreeBuilder(Document& document, std::string_view text, const DocumentLimits& limits,
                         std::string_view original)
    : document_(document), text_(text), original_(original), limits_(limits), index_(original) {}

std::string TreeBuilder::path() const {
  std::string out = "$";
  for (const Frame& frame : frames_) {
    if (frame.node.kind == NodeKind::kList) {
      append_path_index(out, frame.node.items.size());
    } else if (frame.has_key && !(frame.dropped && frame.key.empty())) {
      append_path_key(out, shortened(frame.key));
    }
  }
  return out;
}

void TreeBuilder::add(RuleId rule, std::string message, std::size_t begin, std::size_t end,
                      std::string hint) {
  const Mark mark = index_.range(begin, end);
  Finding finding;
  finding.rule = rule.id();
  finding.severity = rule.severity();
  finding.message = std::move(message);
  finding.file = document_.file;
  finding.line = mark.line;
  finding.column = mark.column;
  finding.end_line = mark.end_line;
  finding.end_column = mark.end_column;
  if (path_bytes_ < kMostPathBytes) finding.path = path();
  path_bytes_ += finding.path.size();
  finding.hint = std::move(hint);
  document_.findings.push_back(std::move(finding));
}

void TreeBuilder::fail(RuleId rule, std::string message, std::size_t begin, std::size_t end,
                       std::string hint) {
  failed_at_ = begin;
  add(rule, std::move(message), begin, end, std::move(hint));
  throw StopReading{};
}

void TreeBuilder::count_node(std::size_t begin) {
  if (++nodes_ > limits_.nodes) {
    fail("limit.nodes", concat("more than ", limits_.nodes, " values in one document"), begin, begin);
  }
}

void TreeBuilder::check_scalar(std::string_view text, std::size_t begin, std::size_t end) {
  if (text.size() > limits_.scalar_bytes) {
    add("limit.scalar",
        concat("a text of ", text.size(), " bytes; at most ", limits_.scalar_bytes, " are allowed"), begin,
        end);
  }
  // Characters that were typed were looked at before parsing; here are those that were escaped.
  if (begin >= text_.size() || text_[begin] != '"') return;
  if (text_.substr(begin, end - begin).find('\\') == std::string_view::npos) return;
  if (text.find('\0') != std::string_view::npos) add("text.nul", "a NUL character in a text", begin, end);
  if (count_bidi(text) > count_bidi(text_.substr(begin, end - begin))) {
    add("text.bidi", "a character that turns the direction of the text around unseen", begin, end);
  }
}

bool TreeBuilder::is_duplicate(Frame& frame, std::string_view key) const {
  const auto& entries = frame.node.entries;
  const auto is_same = [&](const Node::Entry& entry) { return entry.key == key; };
  if (entries.size() < kManyKeys) return std::any_of(entries.begin(), entries.end(), is_same);
  const std::hash<std::string_view> hash;
  if (frame.hashes.empty()) {
    for (const Node::Entry& entry : entries) frame.hashes.insert(hash(entry.key));
  }
  if (frame.hashes.insert(hash(key)).second) return false;
  return std::any_of(entries.begin(), entries.end(), is_same);
}

void TreeBuilder::key(std::string_view text, std::size_t begin, std::size_t end) {
  Frame& frame = frames_.back();
  check_scalar(text, begin, end);
  frame.key = text;
  frame.key_mark = index_.range(begin, end);
  frame.has_key = true;
  last_end_ = end;
  last_line_ = static_cast<std::size_t>(frame.key_mark.line) - 1;
  if (is_duplicate(frame, text)) {
    add("key.duplicate", concat("the key \"", text, "\" is written twice in this mapping"), begin, end);
  }
}

void TreeBuilder::drop_key(std::size_t begin, std::string_view text) {
  Frame& frame = frames_.back();
  if (!frame.has_key) {
    frame.key = text;
    frame.key_mark = index_.range(begin, begin);
    frame.has_key = true;
  }
  frame.dropped = true;
}

void TreeBuilder::place(Node&& node) {
  if (frames_.empty()) {
    document_.root = std::move(node);
    return;
  }
  Frame& frame = frames_.back();
  if (frame.node.kind == NodeKind::kList) {
    frame.node.items.push_back(std::move(node));
    return;
  }
  if (!frame.dropped) {
    frame.node.entries.push_back({std::move(frame.key), frame.key_mark, std::move(node)});
  }
  frame.key.clear();
  frame.has_key = false;
  frame.dropped = false;
}

void TreeBuilder::scalar(std::string_view text, bool quoted, std::size_t begin, std::size_t end) {
  count_node(begin);
  check_scalar(text, begin, end);
  Node node;
  node.kind = NodeKind::kScalar;
  node.quoted = quoted;
  node.scalar = text;
  node.mark = index_.range(begin, end);
  last_end_ = end;
  last_line_ = static_cast<std::size_t>(node.mark.line) - 1;
  place(std::move(node));
}

void TreeBuilder::null(std::size_t begin, std::size_t end) {
  count_node(begin);
  Node node;
  node.mark = index_.range(begin, end);
  last_end_ = std::max(last_end_, end);
  place(std::move(node));
}

void TreeBuilder::open(NodeKind kind, std::size_t begin) {
  count_node(begin);
  if (frames_.size() >= limits_.depth) {
    fail("limit.depth", concat("nested deeper than ", limits_.depth, " levels"), begin, begin);
  }
  Frame frame;
  frame.is_key = expects_key();
  if (frame.is_key) drop_key(begin);
  frame.begin = begin;
  frame.node.kind = kind;
  frame.node.mark = index_.range(begin, begin);
  last_end_ = begin;
  frames_.push_back(std::move(frame));
}

void TreeBuilder::close(std::size_t end) {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  last_end_ = std::max(last_end_, end);
  if (frame.is_key) {  // its parent still waits for the value, which it forgets
    add("key.invalid", "a key must be a text", frame.begin, last_end_);
    return;
  }
  const Mark end_mark = index_.range(last_end_, last_end_);
  frame.node.mark.end_line = end_mark.line;
  frame.node.mark.end_column = end_mark.column;
  frame.node.mark.end = last_end_;
  place(std::move(frame.node));
}

void TreeBuilder::abandon() {
  document_.partial = true;
  document_.root.cut = frames_.empty();
  if (!frames_.empty()) {
    Node& last = frames_.back().node;
    if (!last.items.empty()) last.items.back().cut = true;
    if (!last.entries.empty()) last.entries.back().value.cut = true;
  }
  while (!frames_.empty()) {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    frame.node.cut = true;
    const bool has_place = frames_.empty() || !frames_.back().expects_key();
    if (!frame.is_key && has_place) place(std::move(frame.node));
  }
}

}  // namespace traveler::format
