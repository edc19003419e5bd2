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
  const bool whole = is_standard_step(document) ? decode_standard_step(document).has_value()
                                                : decode_procedure(document).has_value();
  CHECK_FALSE(whole);
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

TEST_CASE("an error outside of lists costs its line") {
  const std::string steps =
      "type: build\n"
      "steps:\n"
      "  - id: one\n"
      "    titel: One\n";
  CHECK(findings_of("procedure: a\ntitle: \"A\n" + steps) == Expected{"2:8 syntax", "6:5 key.unknown"});
  CHECK(findings_of("procedure: a\n  title: A\n" + steps) == Expected{"2:8 syntax", "6:5 key.unknown"});
  CHECK(findings_of("procedure: a\ntitle: A: b\n" + steps) == Expected{"2:9 syntax", "6:5 key.unknown"});
  CHECK(findings_of("procedure: a\nparts: [A, B\n" + steps) == Expected{"2:8 syntax", "6:5 key.unknown"});
  CHECK(findings_of("procedure a\ntitle: A\n" + steps) == Expected{"2:6 syntax", "6:5 key.unknown"});
}

TEST_CASE("a bracket that is not closed costs no items behind it") {
  CHECK(findings_of("procedure: a\n"
                    "title: A\n"
                    "steps:\n"
                    "  - id: one\n"
                    "    title: One\n"
                    "    fields:\n"
                    "      - {id: v, type: text}\n"
                    "      - {id: w, type: text\n"
                    "      - {id: x, type: text}\n"
                    "      - {id: y, type: text}\n"
                    "      - {id: z, type: txt}\n") == Expected{"10:7 syntax", "11:23 value.invalid"});
}

TEST_CASE("what is left out takes with it what stands below it") {
  // Else the field would be one of the step, and its parts a second time.
  CHECK(findings_of("procedure: a\n"
                    "title: A\n"
                    "steps:\n"
                    "  - id: one\n"
                    "    title: One\n"
                    "  -id: two\n"
                    "    title: Two\n"
                    "    required: false\n") == Expected{"6:3 syntax"});
  CHECK(findings_of("procedure: a\n"
                    "title: A\n"
                    "steps:\n"
                    "  - id: one\n"
                    "    title: One\n"
                    "\t  - id: two\n"
                    "    title: Two\n"
                    "    required: maybe\n"
                    "  - id: three\n"
                    "    titel: Three\n") == Expected{"6:1 syntax", "10:5 key.unknown"});
}

TEST_CASE("what an error has changed is not blamed on the rest") {
  // The flow was a graph; the document was a standard step.
  CHECK(findings_of("procedure: a\n"
                    "title: A\n"
                    "flow: %graph\n"
                    "steps:\n"
                    "  - {id: one, title: One, after: [two]}\n"
                    "  - {id: two, title: Two}\n") == Expected{"3:7 syntax"});
  CHECK(findings_of("standard_step: a: b\n"
                    "title: A\n"
                    "required: maybe\n",
                    "a.std.yaml") == Expected{"1:17 syntax", "3:11 type.wrong"});
  // A text runs on into the lines of the error.
  CHECK(findings_of("procedure: a\n"
                    "title: |-\n"
                    "\tA\n"
                    "steps:\n"
                    "  - {id: one, titel: One}\n") == Expected{"3:1 syntax", "5:15 key.unknown"});
}

TEST_CASE("errors found before the reading is given up stay") {
  std::string text = "procedure: a\ntitle: A\nsteps:\n";
  for (int i = 0; i < 20'000; ++i) {
    text += concat("  - id: s", i, "\n    title: ", i % 1000 == 0 ? "[x\n" : "X\n");
  }
  Document document = read_document("a.yaml", text);
  CHECK(document.findings.size() >= 3);
  for (const Finding& finding : document.findings) CHECK((finding.line - 5) % 2000 == 0);
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
