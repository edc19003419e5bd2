#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/concat.h"
#include "format/procedure_document.h"
#include "format/tree.h"

namespace traveler::format {
namespace {

/// The findings as "line:column rule", in the order of places.
std::vector<std::string> findings_of(std::string_view text, std::string_view file = "a.yaml") {
  Document document = read_document(file, text);
  CHECK_FALSE(decode_procedure(document).has_value());
  std::vector<std::string> out;
  for (const Finding& f : document.findings) out.push_back(concat(f.line, ':', f.column, ' ', f.rule));
  return out;
}

using Expected = std::vector<std::string>;

TEST_CASE("after a syntax error the other steps are checked") {
  CHECK(findings_of("procedure: a\n"
                    "title: A\n"
                    "steps:\n"
                    "  - id: one\n"
                    "    title: [One\n"
                    "    fields: []\n"
                    "  - id: two\n"
                    "    titel: Two\n"
                    "    location: {a: b}\n") ==
        Expected{"5:12 syntax", "8:5 key.unknown", "9:15 type.wrong"});
}

TEST_CASE("a line that is wrong by itself costs its step nothing else") {
  CHECK(findings_of("procedure: a\n"
                    "title: A\n"
                    "steps:\n"
                    "  - id: one\n"
                    "    titel: One\n"
                    "    fields: [{id: x, type: [text}]\n"
                    "    required: maybe\n") ==
        Expected{"5:5 key.unknown", "6:33 syntax", "7:15 type.wrong"});
}

TEST_CASE("several syntax errors are found in one reading") {
  CHECK(findings_of("procedure: a\n"
                    "title: A\n"
                    "steps:\n"
                    "  - id: one\n"
                    "    title: [One\n"
                    "  - id: two\n"
                    "    title: \"Two\n"
                    "  - id: three\n"
                    "    title: Three\n"
                    "    fields:\n"
                    "      - {id: x, type: text\n"
                    "      - {id: y, type: txt}\n") ==
        Expected{"5:12 syntax", "7:12 syntax", "11:9 syntax", "12:23 value.invalid"});
}

TEST_CASE("the smallest item that holds the error is left out, and the others keep their places") {
  Document document = read_document("a.yaml",
                                    "procedure: a\n"
                                    "title: A\n"
                                    "steps:\n"
                                    "  - id: one\n"
                                    "    title: One\n"
                                    "    fields:\n"
                                    "      - {id: x, type: text\n"
                                    "      - {id: y, type: txt}\n"
                                    "    lead_time: soon\n");
  CHECK(document.partial);
  CHECK_FALSE(decode_procedure(document).has_value());
  REQUIRE(document.findings.size() == 3);
  CHECK(document.findings[1].path == "$.steps[0].fields[1].type");
  CHECK(document.findings[2].path == "$.steps[0].lead_time");
}

TEST_CASE("what a missing part may have had is not reported") {
  // The first step may have the key two; the title may stand behind the error.
  CHECK(findings_of("procedure: a\n"
                    "steps:\n"
                    "  - id: [one\n"
                    "    title: One\n"
                    "  - id: three\n"
                    "    title: Three\n"
                    "    after: [two]\n") == Expected{"3:9 syntax"});
}

TEST_CASE("what stands before an error outside of lists is checked") {
  CHECK(findings_of("procedure: a b\n"
                    "titel: A\n"
                    "type: [build\n"
                    "steps:\n") == Expected{"1:12 id.invalid", "2:1 key.unknown", "3:7 syntax"});
  CHECK(findings_of("{\"procedure\": \"a b\",\n"
                    " \"steps\": [{\"id\": \"x\", \"title\": 5, \"foo\": 1},\n"
                    "  {\"id\": }]}",
                    "a.json") == Expected{"1:15 id.invalid", "2:36 key.unknown", "3:10 syntax"});
}

TEST_CASE("a text that is all errors is given up in time") {
  std::string text = "procedure: a\ntitle: A\nsteps:\n";
  for (int i = 0; i < 20'000; ++i) text += concat("  - id: s", i, "\n    title: [x\n");
  Document document = read_document("a.yaml", text);
  REQUIRE_FALSE(document.findings.empty());
  CHECK(document.findings.front().rule == "syntax");
}

}  // namespace
}  // namespace traveler::format
