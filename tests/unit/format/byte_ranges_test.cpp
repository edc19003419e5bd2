#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "format/tree.h"

using namespace traveler;
using namespace traveler::format;

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view slice(std::string_view text, const Mark& mark) {
  return text.substr(mark.begin, mark.end - mark.begin);
}

/// The line and column, in code points, at which a byte stands.
std::pair<int, int> place_of(std::string_view text, std::size_t offset) {
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
    offset -= kByteOrderMark.size();
  }
  std::pair<int, int> place{1, 1};
  for (std::size_t i = 0; i < offset; ++i) {
    if (text[i] == '\n') {
      ++place.first;
      place.second = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) {
      ++place.second;
    }
  }
  return place;
}

bool is_same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.scalar != b.scalar || a.quoted != b.quoted) return false;
  const auto same_entry = [](const Node::Entry& x, const Node::Entry& y) {
    return x.key == y.key && is_same(x.value, y.value);
  };
  return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), is_same) &&
         std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(), same_entry);
}

/// yaml-cpp takes keys of several lines, which YAML has not.
bool has_key_of_lines(std::string_view text, const Node& node) {
  return std::any_of(node.items.begin(), node.items.end(),
                     [&](const Node& item) { return has_key_of_lines(text, item); }) ||
         std::any_of(node.entries.begin(), node.entries.end(), [&](const Node::Entry& entry) {
           return slice(text, entry.key_mark).find('\n') != std::string_view::npos ||
                  has_key_of_lines(text, entry.value);
         });
}

/// Follows a document down to its leaves and reads again what the marks cut out of its text.
class Slices {
 public:
  Slices(std::string_view text, const Document& document) : text_(text), syntax_(document.syntax) {
    check(document.root, 0, text.size());
  }

 private:
  void check_place(const Mark& mark, std::size_t from, std::size_t to) const {
    CHECK(from <= mark.begin);
    CHECK(mark.begin <= mark.end);
    CHECK(mark.end <= to);
    CHECK(place_of(text_, mark.begin) == std::pair(mark.line, mark.column));
    CHECK(place_of(text_, mark.end) == std::pair(mark.end_line, mark.end_column));
  }

  void check(const Node& node, std::size_t from, std::size_t to) const {
    CAPTURE(slice(text_, node.mark));
    check_place(node.mark, from, to);
    check_again(node);
    std::size_t at = node.mark.begin;
    for (const Node& item : node.items) {
      check(item, at, node.mark.end);
      at = item.mark.end;
    }
    for (const Node::Entry& entry : node.entries) {
      CAPTURE(entry.key);
      check_place(entry.key_mark, at, node.mark.end);
      if (slice(text_, entry.key_mark).starts_with(kByteOrderMark)) continue;  // not at the beginning
      const Document key = read_document("", concat_key(slice(text_, entry.key_mark)), syntax_);
      REQUIRE(key.root.entries.size() == 1);
      CHECK(key.root.entries.front().key == entry.key);
      check(entry.value, entry.key_mark.end, node.mark.end);
      at = entry.value.mark.end;
    }
  }

  std::string concat_key(std::string_view key) const {
    return syntax_ == Syntax::kJson ? "{" + std::string(key) + ":1}" : std::string(key) + ": 1\n";
  }

  void check_again(const Node& node) const {
    const std::string_view bytes = slice(text_, node.mark);
    if (bytes.empty()) {
      CHECK(node.kind == NodeKind::kNull);
      return;
    }
    if (bytes.starts_with(kByteOrderMark)) return;  // which is text, but not at the beginning
    // What is inside of a block stands as deep as it stood there.
    std::string again(static_cast<std::size_t>(std::max(node.mark.column - 1, 0)), ' ');
    const bool is_block_scalar = syntax_ == Syntax::kYaml && (bytes[0] == '|' || bytes[0] == '>');
    if (node.kind == NodeKind::kScalar) again = is_block_scalar && !has_indicator(bytes) ? "- " : "";
    again += bytes;
    if (syntax_ == Syntax::kYaml && node.mark.end < text_.size()) again += '\n';
    if (is_block_scalar && has_indicator(bytes)) return;  // whose indentation counts from the parent's
    const Document read = read_document("", again, syntax_);
    CAPTURE(again);
    CHECK(read.ok());
    const Node& root = is_block_scalar && read.root.items.size() == 1 ? read.root.items.front() : read.root;
    CHECK(is_same(root, node));
  }

  static bool has_indicator(std::string_view block) {
    const std::string_view head = block.substr(0, block.find('\n'));
    return head.substr(0, head.find('#')).find_first_of("123456789") != std::string_view::npos;
  }
  std::string_view text_;
  Syntax syntax_;
};

Document check_slices(std::string_view name, std::string_view text) {
  const Document document = read_document(name, text);
  CAPTURE(name);
  REQUIRE(document.ok());
  Slices(text, document);
  return document;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

constexpr const char* kAll = R"(# before
a: plain text   # a comment
b:   'it''s'
"c\"": "d \" \\ é"
d: |
  first
    second

  third
e: >-
  folded
  text
f: |+
  kept

g: after
h:
i: ~
j: [x, "y, z" , {k: [v, 'w'] , l: }, ]
k: {a: 1,
    b: [2,
        3]}   # end
l:
- one
-   two
- - deep
  - {er: 1}
-
m: more than
  one line
    of text
n: "more
  than one"
é: 10.50
o: null
p: []
q: {}
r:
  s:
    t: u # last
)";

std::string with_line_ends(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

}  // namespace

TEST_CASE("byte ranges: the bytes of each node of YAML read as the same again") {
  check_slices("all.yaml", kAll);
  check_slices("all.yaml", std::string("\xEF\xBB\xBF") + kAll);
  check_slices("all.yaml", with_line_ends(kAll));
  check_slices("all.yaml", "\xEF\xBB\xBF" + with_line_ends(kAll));
}

TEST_CASE("byte ranges: a node is all of its text and no more") {
  const std::string text = std::string("\xEF\xBB\xBF") + kAll;
  const Document document = read_document("all.yaml", text);
  const auto bytes = [&](std::string_view key) {
    return std::string(slice(text, document.root.find(key)->mark));
  };
  CHECK(bytes("a") == "plain text");
  CHECK(bytes("b") == "'it''s'");
  CHECK(bytes("c\"") == "\"d \\\" \\\\ é\"");
  CHECK(bytes("d") == "|\n  first\n    second\n\n  third");
  CHECK(bytes("e") == ">-\n  folded\n  text");
  CHECK(bytes("f") == "|+\n  kept\n");
  CHECK(bytes("h").empty());
  CHECK(bytes("i") == "~");
  CHECK(bytes("j") == "[x, \"y, z\" , {k: [v, 'w'] , l: }, ]");
  CHECK(bytes("k") == "{a: 1,\n    b: [2,\n        3]}");
  CHECK(bytes("l") == "- one\n-   two\n- - deep\n  - {er: 1}\n-");
  CHECK(bytes("m") == "more than\n  one line\n    of text");
  CHECK(bytes("n") == "\"more\n  than one\"");
  CHECK(bytes("r") == "s:\n    t: u");
  CHECK(slice(text, document.root.find("l")->items[2].mark) == "- deep\n  - {er: 1}");
  CHECK(slice(text, document.root.entries[2].key_mark) == "\"c\\\"\"");
  CHECK(document.root.mark.begin == text.find("a: plain"));
  CHECK(document.root.mark.end == text.find(" # last"));
}

TEST_CASE("byte ranges: of a block scalar with its indentation given") {
  const std::string text = "a:\n  b: |2-  # why\n     deep\n    less\n  c: d\n";
  const Document document = read_document("x.yaml", text);
  REQUIRE(document.ok());
  const Node* b = document.root.find("a")->find("b");
  CHECK(b->scalar == " deep\nless");
  CHECK(slice(text, b->mark) == "|2-  # why\n     deep\n    less");
}

TEST_CASE("byte ranges: the bytes of each node of JSON read as the same again") {
  constexpr const char* kJson =
      "{ \"a\" : [1, -0.50e+3 , \"t\\u00e9\\\"\" , null,true , {} , [ ] ],\r\n"
      "\t\"é\": {\"b\": {\"c\":\"d\"} }\n , \"😀\": false}\n";
  check_slices("x.json", kJson);
  check_slices("x.json", std::string("\xEF\xBB\xBF") + kJson);
  const Document document = read_document("x.json", kJson);
  const std::string_view text = kJson;
  CHECK(slice(text, document.root.find("a")->items[1].mark) == "-0.50e+3");
  CHECK(slice(text, document.root.find("a")->items[2].mark) == "\"t\\u00e9\\\"\"");
  CHECK(slice(text, document.root.find("a")->items[3].mark) == "null");
  CHECK(slice(text, document.root.find("a")->items[6].mark) == "[ ]");
  CHECK(slice(text, document.root.find("é")->mark) == "{\"b\": {\"c\":\"d\"} }");
  CHECK(slice(text, document.root.entries[2].key_mark) == "\"😀\"");
}

TEST_CASE("byte ranges: of every document that can be read, among those tested and the examples") {
  const std::filesystem::path root = TRAVELER_SOURCE_DIR;
  std::size_t documents = 0;
  for (const char* folder : {"tests/data", "examples"}) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(root / folder)) {
      if (!file.is_regular_file()) continue;
      const std::string name = file.path().string();
      const bool is_json = name.find("json") != std::string::npos;
      if (!is_json && name.find("yaml") == std::string::npos) continue;
      const std::string text = read_file(file.path());
      const Document document = read_document(name, text, is_json ? Syntax::kJson : Syntax::kYaml);
      if (!document.ok() || document.partial || has_key_of_lines(text, document.root)) continue;
      CAPTURE(name);
      Slices(text, document);
      ++documents;
    }
  }
  CHECK(documents > 300);
}
