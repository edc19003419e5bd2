#include "format/tree.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "base/concat.h"
#include "base/text.h"
#include "format/recovery.h"
#include "format/recovery_findings.h"
#include "format/tree_builder.h"

namespace traveler::format {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// A document full of such characters needs no finding for each.
constexpr int kMaxCharacterFindings = 100;

bool ends_with_any_case(std::string_view text, std::string_view lower_end) {
  if (text.size() < lower_end.size()) return false;
  const auto to_lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(lower_end.begin(), lower_end.end(),
                    text.end() - static_cast<std::ptrdiff_t>(lower_end.size()),
                    [&](char a, char b) { return a == to_lower(b); });
}

/// Counts the bytes of all marks from `bytes` further ahead.
void shift_marks(Node& node, std::size_t bytes) {
  const auto shift = [&](Mark& mark) {
    mark.begin += bytes;
    mark.end += bytes;
  };
  shift(node.mark);
  for (Node& item : node.items) shift_marks(item, bytes);
  for (Node::Entry& entry : node.entries) {
    shift(entry.key_mark);
    shift_marks(entry.value, bytes);
  }
}

/// Whether 0xC2 and this byte are one of the controls U+0080 to U+009F. U+0085 ends lines elsewhere.
bool is_latin_control(char second) {
  const auto byte = static_cast<unsigned char>(second);
  return byte < 0xA0 && byte != 0x85;
}

}  // namespace

void check_characters(TreeBuilder& builder) {
  const std::string_view text = builder.text();
  if (const auto invalid = invalid_utf8(text)) {
    builder.fail("text.encoding", "not UTF-8: the text cannot be read from here on", *invalid, *invalid,
                 "save the file as UTF-8");
  }
  int found = 0;
  bool unreadable = false;
  for (std::size_t i = 0; i < text.size() && found < kMaxCharacterFindings; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == 0) {
      builder.fail("text.nul", "a NUL character: the text cannot be read from here on", i, i + 1);
    }
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) {
      builder.add("text.control", concat("an unprintable control character (code ", int{byte}, ")"), i,
                  i + 1);
      unreadable = true;
      ++found;
    } else if (byte == 0xC2 && is_latin_control(text[i + 1])) {
      const auto code = int{static_cast<unsigned char>(text[i + 1])};
      builder.add("text.control", concat("an unprintable control character (code ", code, ")"), i, i + 2,
                  "save the file as UTF-8");
      ++found;
    } else if (byte == 0xD8 || byte == 0xE2) {  // the first byte of every bidirectional control
      std::size_t next = i;
      if (is_bidi_control(next_code_point(text, next))) {
        builder.add("text.bidi", "a character that turns the direction of the text around unseen", i, next);
        ++found;
      }
    }
  }
  if (unreadable) throw StopReading{};
}

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

DocumentLimits DocumentLimits::material() {
  DocumentLimits limits;
  limits.bytes = std::numeric_limits<std::size_t>::max();
  limits.nodes = std::numeric_limits<std::size_t>::max();
  return limits;
}

bool Document::ok() const {
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& finding) { return finding.severity == Severity::kError; });
}

Syntax detect_syntax(std::string_view file, std::string_view text) {
  if (ends_with_any_case(file, ".json")) return Syntax::kJson;
  if (ends_with_any_case(file, ".yaml") || ends_with_any_case(file, ".yml")) return Syntax::kYaml;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool json = first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
  return json ? Syntax::kJson : Syntax::kYaml;
}

Document read_document(std::string_view file, std::string_view text, Syntax syntax,
                       const DocumentLimits& limits) {
  Document document;
  document.file = file;
  document.syntax = syntax;
  if (text.size() > limits.bytes) {
    // Said without looking at the text: it may be of any size.
    TreeBuilder(document, {}, limits)
        .add("limit.bytes",
             concat("the document has ", text.size(), " bytes; at most ", limits.bytes, " are read"), 0, 0);
    return document;
  }
  const bool has_byte_order_mark = text.starts_with(kByteOrderMark);
  if (has_byte_order_mark) text.remove_prefix(kByteOrderMark.size());
  TreeBuilder builder(document, text, limits);
  try {
    check_characters(builder);
    if (syntax == Syntax::kJson) {
      read_json(builder);
    } else {
      read_yaml(builder);
    }
  } catch (const StopReading&) {
    document.root = Node{};
    if (can_read_around(document) && !read_around_errors(document, builder)) builder.abandon();
  }
  if (has_byte_order_mark) shift_marks(document.root, kByteOrderMark.size());
  std::stable_sort(document.findings.begin(), document.findings.end(),
                   [](const Finding& a, const Finding& b) {
                     return std::tie(a.line, a.column) < std::tie(b.line, b.column);
                   });
  return document;
}

Document read_document(std::string_view file, std::string_view text, const DocumentLimits& limits) {
  return read_document(file, text, detect_syntax(file, text), limits);
}

}  // namespace traveler::format
