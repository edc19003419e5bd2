#include <catch2/catch.hpp>
#include <string>

#include "format/tree.h"

using namespace traveler;
using namespace traveler::format;

namespace {

Document read(std::string_view text, const DocumentLimits& limits = {}) {
  return read_document("x.json", text, Syntax::kJson, limits);
}

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

TEST_CASE("json: the tree with its places") {
  const Document d = read("{\r\n\t\"é\": [1, \"a\\\"é\", true , null],\n \"m\": {}, \"l\":[ ] }\n");
  REQUIRE(d.ok());
  CHECK(span(d.root.mark) == "1:1-3:20");
  CHECK(span(d.root.entries[0].key_mark) == "2:2-2:5");
  const Node& list = *d.root.find("é");
  CHECK(span(list.mark) == "2:7-2:31");
  CHECK(span(list.items[0].mark) == "2:8-2:9");
  CHECK_FALSE(list.items[0].quoted);
  CHECK(list.items[1].scalar == "a\"é");
  CHECK(list.items[1].quoted);
  CHECK(span(list.items[1].mark) == "2:11-2:17");
  CHECK(list.items[2].scalar == "true");
  CHECK_FALSE(list.items[2].quoted);
  CHECK(list.items[3].kind == NodeKind::kNull);
  CHECK(span(list.items[3].mark) == "2:26-2:30");
  CHECK(span(d.root.find("m")->mark) == "3:7-3:9");
  CHECK(span(d.root.find("l")->mark) == "3:15-3:18");
}

TEST_CASE("json: numbers keep their text") {
  const Document d = read(
      "[10.50, -0, 1e3, 1E+05, 0.10, 123456789012345678901234567890, 18446744073709551615, "
      "-9223372036854775809]");
  REQUIRE(d.ok());
  std::string all;
  for (const Node& item : d.root.items) all += item.scalar + " ";
  CHECK(all ==
        "10.50 -0 1e3 1E+05 0.10 123456789012345678901234567890 18446744073709551615 -9223372036854775809 ");
}

TEST_CASE("json: duplicate keys") {
  const Document d = read("{\"a\": 1, \"b\": [{\"c\": 1,\n \"\\u0063\": 2}], \"a\": 3}");
  CHECK(findings(d) == "key.duplicate@2:2 key.duplicate@2:17");
  CHECK(d.findings[0].path == "$.b[0].c");
  CHECK(d.root.find("a")->scalar == "1");
  CHECK(d.root.entries.size() == 3);
}

TEST_CASE("json: syntax errors have their place") {
  CHECK(findings(read("")) == "syntax@1:1");
  CHECK(findings(read(" \n")) == "syntax@1:1");
  CHECK(findings(read("{\"a\": 1 \"b\": 2}")) == "syntax@1:9");
  CHECK(findings(read("[1,]")) == "syntax@1:4");
  CHECK(findings(read("[1,,2]")) == "syntax@1:4");
  CHECK(findings(read("{\"é\" 1}")) == "syntax@1:6");
  CHECK(findings(read("{1: 2}")) == "syntax@1:2");
  CHECK(findings(read("[tru\n]")) == "syntax@1:2");
  CHECK(findings(read("[1\n")) == "syntax@2:1");
  CHECK(findings(read("[\"a")) == "syntax@1:2");
  CHECK(findings(read("{\"a\": \"x\n\"}")) == "syntax@1:7");
  CHECK(findings(read("[\"a\\qb\"]")) == "syntax@1:5");
  CHECK(findings(read("[1] x")) == "syntax@1:5");
  CHECK(findings(read("[01]")).starts_with("syntax@1:"));
  CHECK(findings(read("[-]")).starts_with("syntax@1:"));
  CHECK(findings(read("{'a': 1}")) == "syntax@1:2");
  CHECK(findings(read("// x\n[]")) == "syntax@1:1");
  CHECK(findings(read("[NaN]")) == "syntax@1:2");
  const Document d = read("{\"a\": 1 \"b\": 2}");
  CHECK(d.findings[0].message == "unexpected string literal; expected '}'");
  CHECK(d.partial);
  CHECK(d.root.entries.size() == 2);
  // What the document says is no part of the message, and does not decide what it is.
  CHECK(read("{\"; expected 'x': number overflow\" ? 1}").findings.at(0).message ==
        "invalid literal; expected ':'");
  CHECK(findings(read("{\"unexpected end of input\" ? 1}")) == "syntax@1:28");
}

TEST_CASE("json: surrogates, NUL and characters that turn text around") {
  CHECK(read("[\"\\ud83d\\ude00\"]").root.items[0].scalar == "😀");
  CHECK(findings(read("[\"a\\ud83d\"]")) == "text.surrogate@1:4");
  CHECK(findings(read("[\"\\ude00\"]")) == "text.surrogate@1:3");
  CHECK(findings(read("[\"\\ud83dx\"]")) == "text.surrogate@1:3");
  CHECK(findings(read("[\"\\u0000\"]")) == "text.nul@1:2");
  CHECK(findings(read(std::string_view("[\"\0\"]", 5))) == "text.nul@1:3");
  CHECK(findings(read("[\"\\u202e\"]")) == "text.bidi@1:2");
  CHECK(findings(read("[\"\xE2\x81\xA6\"]")) == "text.bidi@1:3");
  CHECK(findings(read("[\"\xC0\xAF\"]")) == "text.encoding@1:3");
  CHECK(findings(read("[\"\x01\"]")) == "text.control@1:3");
}

TEST_CASE("json: a byte order mark is accepted") {
  CHECK(findings(read("\xEF\xBB\xBF[1,]")) == "syntax@1:4");
  CHECK(read("\xEF\xBB\xBF{}").ok());
}

TEST_CASE("json: limits hold at any depth") {
  CHECK(findings(read(repeat("[", 64) + repeat("]", 64))).empty());
  CHECK(findings(read(repeat("[", 65) + repeat("]", 65))) == "limit.depth@1:65");
  CHECK(findings(read(repeat("[", 100'000))) == "limit.depth@1:65");
  CHECK(findings(read(repeat("{\"a\":", 100'000))) == "limit.depth@1:321");
  CHECK(findings(read("[" + repeat("1,", 99'998) + "1]")).empty());
  CHECK(findings(read("[" + repeat("1,", 99'999) + "1]")) == "limit.nodes@1:200000");
  CHECK(findings(read("[\"" + std::string((64U << 10U) + 1, 'x') + "\", \"\"]")) == "limit.scalar@1:2");
  CHECK(findings(read(std::string((4U << 20U) + 1, ' '))) == "limit.bytes@1:1");
  CHECK(findings(read("[" + repeat("1,", 100'000) + "1]", DocumentLimits::material())).empty());
  CHECK(findings(read("[1e999]")) == "limit.number@1:2");
}

TEST_CASE("the syntax is told by the name, then by the content") {
  CHECK(detect_syntax("a.json", "a: 1") == Syntax::kJson);
  CHECK(detect_syntax("a.JSON", "") == Syntax::kJson);
  CHECK(detect_syntax("a.yaml", "{}") == Syntax::kYaml);
  CHECK(detect_syntax("a.yml", "[]") == Syntax::kYaml);
  CHECK(detect_syntax("-", "\n {\"a\": 1}") == Syntax::kJson);
  CHECK(detect_syntax("-", "\xEF\xBB\xBF[1]") == Syntax::kJson);
  CHECK(detect_syntax("-", "a: {}") == Syntax::kYaml);
  CHECK(detect_syntax("-", "") == Syntax::kYaml);
  CHECK(read_document("-", "{\"a\": \"\\ud83d\\ude00\"}").ok());
}
