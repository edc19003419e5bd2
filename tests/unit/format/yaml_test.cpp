#include <catch2/catch.hpp>
#include <string>
#include <thread>

#include "format/tree.h"

using namespace traveler;
using namespace traveler::format;

namespace {

Document read(std::string_view text, const DocumentLimits& limits = {}) {
  return read_document("x.yaml", text, Syntax::kYaml, limits);
}

/// "rule@line:column" of every finding, in order.
std::string findings(const Document& document) {
  std::string out;
  for (const Finding& f : document.findings) {
    if (!out.empty()) out += ' ';
    out += f.rule + '@' + std::to_string(f.line) + ':' + std::to_string(f.column);
  }
  return out;
}

std::string span(const Mark& m) {
  return std::to_string(m.line) + ':' + std::to_string(m.column) + '-' + std::to_string(m.end_line) + ':' +
         std::to_string(m.end_column);
}

std::string repeat(std::string_view piece, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

}  // namespace

TEST_CASE("yaml: places count code points from 1, ends are exclusive") {
  const Document d = read(
      "# comment\r\n"
      "procédure: \"k\\\"é\"   # x\r\n"
      "steps:\r\n"
      "  - id: é b\r\n"
      "    x: 'it''s'\r\n"
      "    list: [a, {b: c}, \"d\" ]\r\n"
      "    z: last\r\n");
  REQUIRE(d.ok());
  const Node& root = d.root;
  CHECK(span(root.mark) == "2:1-7:12");
  CHECK(span(root.entries[0].key_mark) == "2:1-2:10");
  CHECK(root.entries[0].value.scalar == "k\"é");
  CHECK(root.entries[0].value.quoted);
  CHECK(span(root.entries[0].value.mark) == "2:12-2:18");
  const Node& step = root.find("steps")->items[0];
  CHECK(span(step.mark) == "4:5-7:12");
  CHECK(span(step.find("id")->mark) == "4:9-4:12");
  CHECK_FALSE(step.find("id")->quoted);
  CHECK(step.find("x")->scalar == "it's");
  CHECK(span(step.find("x")->mark) == "5:8-5:15");
  CHECK(span(step.find("list")->mark) == "6:11-6:28");
  CHECK(span(step.find("list")->items[1].mark) == "6:15-6:21");
  CHECK(step.find("missing") == nullptr);
}

TEST_CASE("yaml: a tab is one column") {
  const Document d = read("a:\t\tx\n");
  REQUIRE(d.ok());
  CHECK(span(d.root.find("a")->mark) == "1:5-1:6");
}

TEST_CASE("yaml: block and folded scalars") {
  const Document d =
      read("a: |\n  one\n\n  two\nb: >-\n  x\n  y\nc: plain\n  goes on\nd: |2\n   z\ne: |\n\nf: 1\n");
  REQUIRE(d.ok());
  CHECK(d.root.find("a")->scalar == "one\n\ntwo\n");
  CHECK(d.root.find("a")->quoted);
  CHECK(span(d.root.find("a")->mark) == "1:4-4:6");
  CHECK(d.root.find("b")->scalar == "x y");
  CHECK(d.root.find("c")->scalar == "plain goes on");
  CHECK_FALSE(d.root.find("c")->quoted);
  CHECK(span(d.root.find("c")->mark) == "8:4-9:10");
  CHECK(d.root.find("d")->scalar == " z\n");
}

TEST_CASE("yaml: scalars stay as typed, nothing is guessed") {
  const Document d =
      read("a: 010\nb: yes\nc: 1.10\nd: 1e3\ne: 0x1F\nf: 2026-11-22\ng: 'null'\nh: \"~\"\ni: Nullable\n");
  REQUIRE(d.ok());
  CHECK(d.root.find("a")->scalar == "010");
  CHECK(d.root.find("b")->scalar == "yes");
  CHECK(d.root.find("c")->scalar == "1.10");
  CHECK(d.root.find("d")->scalar == "1e3");
  CHECK(d.root.find("g")->kind == NodeKind::kScalar);
  CHECK(d.root.find("g")->quoted);
  CHECK(d.root.find("h")->scalar == "~");
  CHECK(d.root.find("i")->scalar == "Nullable");
}

TEST_CASE("yaml: null is empty, ~ and null, when plain; an empty value stands behind its sign") {
  const Document d =
      read("a:\nb: ~\nc: null\nnull: NULL\nd: # c\n  # c\ne:\n  -\n  - \n  # c\n  - x\nf: {g, h: , i: 1}\n");
  REQUIRE(d.ok());
  CHECK(d.root.find("a")->kind == NodeKind::kNull);
  CHECK(span(d.root.find("a")->mark) == "1:3-1:3");
  CHECK(span(d.root.find("b")->mark) == "2:4-2:5");
  CHECK(span(d.root.find("c")->mark) == "3:4-3:8");
  CHECK(d.root.find("null")->kind == NodeKind::kNull);
  CHECK(span(d.root.find("null")->mark) == "4:7-4:11");
  CHECK(span(d.root.find("d")->mark) == "5:3-5:3");
  const Node& e = *d.root.find("e");
  REQUIRE(e.items.size() == 3);
  CHECK(span(e.items[0].mark) == "8:4-8:4");
  CHECK(span(e.items[1].mark) == "9:4-9:4");
  CHECK(d.root.find("f")->find("g")->kind == NodeKind::kNull);
  CHECK(d.root.find("f")->find("h")->kind == NodeKind::kNull);
  CHECK(d.root.find("f")->find("i")->scalar == "1");
}

TEST_CASE("yaml: an empty value before a key that looks like null") {
  const Document d = read("a:\nnull: 1\n~: 2\n");
  REQUIRE(d.ok());
  CHECK(span(d.root.find("a")->mark) == "1:3-1:3");
  CHECK(d.root.find("null")->scalar == "1");
  CHECK(d.root.find("~")->scalar == "2");
}

TEST_CASE("yaml: empty documents are null") {
  for (const char* text : {"", "\n", "# only a comment\n", "---\n", "\xEF\xBB\xBF", "  \n\n"}) {
    const Document d = read(text);
    CHECK(d.ok());
    CHECK(d.root.kind == NodeKind::kNull);
    CHECK(d.root.mark.line == 1);
    CHECK(d.root.mark.column == 1);
  }
}

TEST_CASE("yaml: a byte order mark is no column") {
  const Document d = read(
      "\xEF\xBB\xBF"
      "a: 1\na: 2\n");
  CHECK(findings(d) == "key.duplicate@2:1");
  CHECK(span(d.root.entries[0].key_mark) == "1:1-1:2");
}

TEST_CASE("yaml: duplicate keys are found at the second, and kept") {
  const Document d = read("a: 1\nb: {c: 1, 'c': 2}\n\"a\": 3\n");
  CHECK(findings(d) == "key.duplicate@2:11 key.duplicate@3:1");
  CHECK(d.findings[0].path == "$.b.c");
  CHECK(d.root.entries.size() == 3);
  CHECK(d.root.find("a")->scalar == "1");
}

TEST_CASE("yaml: duplicate keys in large mappings") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "k" + std::to_string(i) + ": 1\n";
  CHECK(read(text).ok());
  CHECK(findings(read(text + "k3: 2\nk999: 2\n")) == "key.duplicate@1001:1 key.duplicate@1002:1");
}

TEST_CASE("yaml: what is not supported has a rule of its own, and reading goes on") {
  const Document d = read("a: &x 1\nb: *x\n<<: *x\nc: !!str 5\nd: !t\ne: &y\n  f: 1\ng: '<<'\n");
  CHECK(findings(d) ==
        "yaml.anchor@1:4 yaml.alias@2:4 yaml.merge@3:1 yaml.alias@3:5 yaml.tag@4:4 yaml.tag@5:4 "
        "yaml.anchor@6:4");
  CHECK(d.root.find("a")->scalar == "1");
  CHECK(d.root.find("b")->kind == NodeKind::kNull);
  CHECK(d.root.find("c")->scalar == "5");
  CHECK(d.root.find("e")->find("f")->scalar == "1");
  CHECK(d.root.find("<<") == nullptr);
  CHECK(findings(read("a: *nowhere\nb: 1\n")) == "yaml.alias@1:4");
  CHECK(findings(read("'<<': 1\n")).empty());
  CHECK(findings(read("&k a: 1\n")) == "yaml.anchor@1:1");
  CHECK(findings(read("a: &x [*x]\n")) == "yaml.anchor@1:4 yaml.alias@1:8");
  CHECK(findings(read("a: &x !!str b\n")) == "yaml.anchor@1:4 yaml.tag@1:7");
}

TEST_CASE("yaml: alias bombs and aliases to themselves are only text") {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    const std::string name(1, c);
    const std::string before(1, static_cast<char>(c - 1));
    bomb += name + ": &" + name + " [*" + before + repeat(", *" + before, 8) + "]\n";
  }
  const Document d = read(bomb);
  CHECK_FALSE(d.ok());
  CHECK(d.findings.size() == 26 + 25 * 9);
}

TEST_CASE("yaml: one document in a file") {
  CHECK(findings(read("---\na: 1\n...\n")).empty());
  CHECK(findings(read("%YAML 1.2\n---\na: 1\n")).empty());
  const Document d = read("a: 1\n---\na: 1\na: 2\n");
  CHECK(findings(d) == "yaml.documents@2:1");
  CHECK(d.root.find("a")->scalar == "1");
  CHECK(findings(read("a: 1\n---\n")) == "yaml.documents@2:1");
  CHECK(findings(read("\"a\" \"b\"\n")) == "syntax@1:5");
  CHECK(findings(read("- 1\nb: 1\n")) == "syntax@2:1");
}

TEST_CASE("yaml: keys are texts") {
  CHECK(findings(read("? [a, b]\n: 1\nc: 2\n")) == "key.invalid@1:3");
  CHECK(findings(read("{a: 1}: 2\n")) == "key.invalid@1:1");
  CHECK(findings(read(": 1\n")) == "key.invalid@1:1");
  CHECK(read("? a\n: 1\n").root.find("a")->scalar == "1");
}

TEST_CASE("yaml: syntax errors have their place") {
  CHECK(findings(read("a: b: c\n")) == "syntax@1:5");
  CHECK(findings(read("a:\n\tb: 1\n")) == "syntax@2:1");
  CHECK(findings(read("é: [1, 2\nb: 1\n")) == "syntax@1:4");
  CHECK(findings(read("a: \"x\nb: 2\n")) == "syntax@1:4");
  CHECK(findings(read("a: 'x\n\n")) == "syntax@1:4");
  CHECK(findings(read("\"\n")) == "syntax@1:1");
  CHECK(findings(read("a: \"\\q\"\n")).starts_with("syntax@1:"));
  CHECK(findings(read("a: @x\n")) == "syntax@1:4");
  CHECK(findings(read("a: ]\n")).starts_with("syntax@1:"));
  const Document d = read("a: [1, 2\n");
  CHECK(d.partial);
  CHECK(d.findings[0].message == "a `[` is not closed by `]`");
  CHECK(d.findings[0].file == "x.yaml");
}

TEST_CASE("yaml: bytes that are no text") {
  CHECK(findings(read("a: \xC3\xA9\nb: x\xFFy\n")) == "text.encoding@2:5");
  CHECK(findings(read("a: \xED\xA0\x80\n")) == "text.encoding@1:4");
  CHECK(findings(read(std::string_view("a: 1\nb: \0\n", 10))) == "text.nul@2:4");
  CHECK(findings(read("a: x\x04\nb: [\n")) == "text.control@1:5");
  CHECK(findings(read("a: \xE2\x80\xAEx\nb: 1\n")) == "text.bidi@1:4");
  CHECK(findings(read("# \xD8\x9C\na: 1\n")) == "text.bidi@1:3");
  CHECK(findings(read("a: \"\\0\"\n")) == "text.nul@1:4");
  CHECK(findings(read("a: \"\\u202E\"\n")) == "text.bidi@1:4");
  CHECK(findings(read("a: \"\\ud83d\"\nb: 1\n")) == "text.surrogate@1:5");
  CHECK(findings(read("a: \"\\ud83d\\ude00\"\n")) == "text.surrogate@1:5");
  CHECK(findings(read("a: \"\\U0001F600\"\n")).empty());
  CHECK(findings(read("a: \"\\U00110000\\n\"\n")) == "syntax@1:5");
  CHECK(findings(read("a: \"x\\q\\n\"\n")) == "syntax@1:6");
  CHECK(read("a: \"\\\u00e9\"\n").findings.at(0).message == "there is no escape \\\u00e9");
  CHECK(read("a: \"\\N\u00e9\\_\\x85\\L\"\n").root.find("a")->scalar == "\u0085\u00e9\u00a0\u0085\u2028");
  // UTF-16, with a byte order mark and without
  CHECK(findings(read(std::string_view("\xFF\xFE"
                                       "a\0:\0",
                                       6))) == "text.encoding@1:1");
  CHECK(findings(read(std::string_view("a\0:\0", 4))) == "text.nul@1:2");
}

TEST_CASE("yaml: limits") {
  CHECK(findings(read(std::string((4U << 20U) + 1, ' '))) == "limit.bytes@1:1");
  CHECK(findings(read(std::string(4U << 20U, '\n'))).empty());
  CHECK(findings(read("a: " + std::string(64U << 10U, 'x'))).empty());
  CHECK(findings(read("b: 1\na: " + std::string((64U << 10U) + 1, 'x'))) == "limit.scalar@2:4");
  CHECK(findings(read(repeat("[", 64) + repeat("]", 64))).empty());
  CHECK(findings(read(repeat("[", 65) + repeat("]", 65))) == "limit.depth@1:65");
  CHECK(findings(read(repeat("- ", 65) + "x")) == "limit.depth@1:129");
  CHECK(findings(read(repeat("- x\n", 99'999))).empty());
  CHECK(findings(read(repeat("- x\n", 100'000))) == "limit.nodes@100000:3");
  CHECK(findings(read("[" + repeat("1,", 99'999) + "]")).empty());
  CHECK(findings(read("[" + repeat("1,", 100'000) + "]")).starts_with("limit.nodes@1:"));
  CHECK(findings(read(repeat("- x\n", 100'000), DocumentLimits::material())).empty());
}

TEST_CASE("yaml: no depth overflows the stack") {
  std::thread small([] {
    CHECK(findings(read(repeat("[", 100'000))).starts_with("limit.depth@1:"));
    CHECK(findings(read(repeat("{a: ", 100'000))).starts_with("limit.depth@1:"));
    CHECK(findings(read(repeat("- ", 100'000))) == "limit.depth@1:129");
    CHECK(findings(read(repeat("? ", 100'000))).find("limit.depth") != std::string::npos);
    CHECK(findings(read(std::string(4U << 20U, '['))).starts_with("limit.depth@1:"));
    CHECK(findings(read(std::string(4U << 20U, '{'))).starts_with("limit.depth@1:"));
  });
  small.join();
}

TEST_CASE("yaml: large flow collections are refused before the parser has queued them") {
  CHECK(findings(read("[" + repeat("\"\" ", 1'300'000))).starts_with("limit.nodes@1:"));
  CHECK(findings(read("{" + repeat("? ", 2'000'000))).starts_with("limit.nodes@1:"));
  CHECK(findings(read("{" + repeat("*a ", 1'300'000))).starts_with("limit.nodes@1:"));
  CHECK(findings(read("[\n" + repeat("---\n", 1'000'000))).starts_with("limit.nodes@"));
  // Prose with many commas is none of that.
  CHECK(findings(read(repeat("- |\n  a, b: c, [d], \"e\" ? f\n", 20'000))).empty());
}
