#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/concat.h"
#include "format/json_outline.h"
#include "format/procedure_document.h"
#include "format/tree.h"

namespace traveler::format {
namespace {

using Expected = std::vector<std::string>;

/// The findings as "line:column rule", in the order of places.
Expected findings_of(std::string_view text) {
  Document document = read_document("a.json", text);
  decode_procedure(document);
  Expected out;
  for (const Finding& f : document.findings) out.push_back(concat(f.line, ':', f.column, ' ', f.rule));
  return out;
}

/// Those of a procedure with one step, whose lines begin in line 2, and with a wrong step behind it.
Expected findings_in_step(std::string_view lines) {
  return findings_of(concat(R"({"procedure": "p", "title": "T", "steps": [)", '\n', lines, '\n',
                            R"({"id": "last", "title": "L", "required": 1, "bogus": 1}]})"));
}

TEST_CASE("json: several syntax errors and what is wrong behind them are found in one reading") {
  CHECK(findings_of(R"({"procedure": "p q", "title": "T",
 // a comment
 "parts": ["A", "B",
 "type": "buildd",
 steps: [
  {"id": "one", "title": "One" "required": True, "bogus": 1,
   "fields": [{"id": "x", "type": "text"},
     {"id": "y", "type": "txt"},]},
  {"id": "two", "titel": "Two", "lead_time": 2h,
   "fields": [{"id": "a", "type": "text", {"id": "b", "type": "num"}]}
  {"id": "three", "title": "Three,
   "location": {}, 'required': 'maybe', "after": ["one", two],
   "fields": [{"id": "x", "type": "text"], "bad": 1},
  {"id": "four", "title": "Fo\qur", "required": 1e999, "steps": [],, "foo": []}
 ],
})") == Expected{"1:15 id.invalid",    "2:2 syntax",          "4:8 syntax",       "4:10 value.invalid",
                 "5:2 syntax",         "6:32 syntax",         "6:44 syntax",      "6:50 key.unknown",
                 "8:26 value.invalid", "8:33 syntax",         "9:17 key.unknown", "9:47 syntax",
                 "10:43 syntax",       "10:63 value.invalid", "11:3 syntax",      "11:28 syntax",
                 "12:16 type.wrong",   "12:20 syntax",        "12:32 syntax",     "12:58 syntax",
                 "13:41 syntax",       "13:44 key.unknown",   "14:31 syntax",     "14:49 limit.number",
                 "14:68 syntax",       "14:70 key.unknown",   "16:1 syntax"});
}

TEST_CASE("json: what is wrong costs no more than its value, and the others keep their places") {
  Document document = read_document("a.json", R"({"procedure": "p", "title": "T", "steps": [
  {"id": "one", "title": 1_000, "fields": [-, {"id": "y", "type": "txt"}]},
  "\ud83d", {"id": "three", "title": "T", "lead_time": "soon"}]})");
  CHECK(document.partial);
  CHECK_FALSE(decode_procedure(document).has_value());
  REQUIRE(document.findings.size() == 5);
  CHECK(document.findings[2].path == "$.steps[0].fields[1].type");
  CHECK(document.findings[3].rule == "text.surrogate");
  CHECK(document.findings[4].path == "$.steps[2].lead_time");
  REQUIRE(document.root.find("steps") != nullptr);
  const Node& first = document.root.find("steps")->items.at(0);
  REQUIRE(first.find("title") != nullptr);
  CHECK(first.find("title")->kind == NodeKind::kNull);
}

TEST_CASE("json: commas, comments and quotes are mended without loss") {
  const auto step = [](std::string_view text, Expected first) {
    first.insert(first.end(), {"3:42 type.wrong", "3:45 key.unknown"});
    CHECK(findings_in_step(text) == first);
  };
  step(R"({"id": "a" "required": 3},)", {"2:12 syntax", "2:24 type.wrong"});
  step(R"({"id": "a", "required": 3,},)", {"2:25 type.wrong", "2:27 syntax"});
  step(R"({"id": "a",, "required": 3},)", {"2:12 syntax", "2:26 type.wrong"});
  step(R"({,"id": "a", "required": 3},)", {"2:2 syntax", "2:26 type.wrong"});
  step(R"({"id": "a", "required": 3})", {"2:25 type.wrong", "3:1 syntax"});
  step(R"({"id": "a",  "required":: 3},)", {"2:25 syntax", "2:27 type.wrong"});
  step(R"({"id": "a", "required": /* why */ 3},)", {"2:25 syntax", "2:35 type.wrong"});
  step(R"({'id': "a", "required": 3},)", {"2:2 syntax", "2:25 type.wrong"});
  step(R"({"id": "a", required: 3},)", {"2:13 syntax", "2:23 type.wrong"});
  step(R"({"id": "a", bogus: 3},)", {"2:13 syntax"});  // one finding at one place
  step(R"({"id": "a", é: 3, "required": 3},)", {"2:13 syntax", "2:31 type.wrong"});
  // Of a text in single quotes the value is known.
  step(R"({"id": "a", "location": 'a', "required": 'maybe'},)", {"2:25 syntax", "2:42 syntax"});
}

TEST_CASE("json: a bracket that is missing, too many or wrong costs nothing behind it") {
  const auto step = [](std::string_view text, Expected first) {
    first.insert(first.end(), {"3:42 type.wrong", "3:45 key.unknown"});
    CHECK(findings_in_step(text) == first);
  };
  step(R"({"id": "a", "fields": [{"id": "x", "type": "txt" ], "required": 3},)",
       {"2:44 value.invalid", "2:50 syntax", "2:65 type.wrong"});
  step(R"({"id": "a", "fields": [{"id": "x", "type": "txt"], "required": 3},)",
       {"2:49 syntax", "2:64 type.wrong"});
  step(R"({"id": "a", "fields": [{"id": "x", "type": "txt"}}, "required": 3},)",
       {"2:44 value.invalid", "2:50 syntax", "2:65 type.wrong"});
  step(R"({"id": "a", "fields": [{"id": "x", "type": "txt"}}], "required": 3},)",
       {"2:44 value.invalid", "2:50 syntax", "2:66 type.wrong"});
  step(R"({"id": "a", "fields": [{"id": "x", "type": "txt"}, "required": 3},)",
       {"2:44 value.invalid", "2:62 syntax", "2:64 type.wrong"});
  step(R"({"id": "a", "fields": [{"id": "x", "type": "txt", {"id": "y", "type": "t"}], "required": 3},)",
       {"2:44 value.invalid", "2:51 syntax", "2:71 value.invalid", "2:90 type.wrong"});
  step("{\"id\": \"a\", \"required\": 3,", {"2:25 type.wrong", "3:1 syntax"});
}

TEST_CASE("json: a text that is not closed ends with its line") {
  CHECK(findings_in_step("{\"id\": \"a,\n \"required\": 3},") ==
        Expected{"2:8 syntax", "3:14 type.wrong", "4:42 type.wrong", "4:45 key.unknown"});
  CHECK(findings_in_step("{\"required\": 3, \"id\": \"a},") ==
        Expected{"2:14 type.wrong", "2:23 syntax", "3:42 type.wrong", "3:45 key.unknown"});
  CHECK(findings_of("{\"procedure\": \"p q\", \"title\": \"T") == Expected{"1:15 id.invalid", "1:31 syntax"});
}

TEST_CASE("json: what one error has caused is not told as another") {
  CHECK(findings_of("{\"procedure\": \"p\", \"title\": \"a\nb\", \"steps\": [{\"id\": \"s\"}]}") ==
        Expected{"1:29 syntax"});
  CHECK(findings_of("{\"procedure\": \"p\" ]] , \"bogus\": 1} {}}") ==
        Expected{"1:19 syntax", "1:20 syntax", "1:24 key.unknown"});
  CHECK(findings_of("{\"procedure\": \"p\", \"bogus\": 1}\n{\"bogus\": 2}") ==
        Expected{"1:20 key.unknown", "2:1 syntax"});
  CHECK(findings_of("{\"procedure\": \"p\", \"attributes\": [\"a\": 1, \"b\": 2, \"c\": 3], \"bogus\": 1}") ==
        Expected{"1:38 syntax", "1:60 key.unknown"});
  CHECK(findings_of(R"({"procedure": "p", "steps": [{"id": "s", "required": 0 1, "bogus": 1}]})") ==
        Expected{"1:56 syntax", "1:59 key.unknown"});
  // The steps that could not be read may hold the target.
  CHECK(findings_of(
            R"({"procedure": "p", "title": "T", "steps": [{"id": "a", "title": "A", "after": ["b"]}, ?]})") ==
        Expected{"1:87 syntax"});
}

TEST_CASE("json: a text that is all errors is given up in time, and what was read until then stays") {
  std::string text = "{\"procedure\": \"p\", \"title\": \"T\", \"bogus\": 1, \"steps\": [\n";
  for (int i = 0; i < 20'000; ++i) text += "{\"id\": True,, \"required\": 3 \"fields\": [],\n";
  Document document = read_document("a.json", text);
  decode_procedure(document);
  REQUIRE(document.findings.size() > 10);
  CHECK(document.findings[0].rule == "key.unknown");
  CHECK(document.findings[1].rule == "syntax");
}

TEST_CASE("json: unmatched brackets are counted outside of texts and comments") {
  CHECK(unmatched_brackets("") == 0);
  CHECK(unmatched_brackets("{\"]\": [1, {}]} // {") == 0);
  CHECK(unmatched_brackets("{\"a\": [1, {}}") == 1);
  CHECK(unmatched_brackets("[}") == 2);
  CHECK(unmatched_brackets("[[{") == 3);
  CHECK(unmatched_brackets("[\"a, {]\n]") == 2);  // the text ends before the brackets at the end of its line
}

}  // namespace
}  // namespace traveler::format
