#include <catch2/catch.hpp>
#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "base/concat.h"
#include "format/procedure_document.h"

// Documents that are made to cost: each must give its finding with a place, and soon. How soon, and in
// how much memory, is measured with the program, which is optimised; here the bound is generous.

using namespace traveler;
using namespace traveler::format;

namespace {

constexpr std::size_t kMostBytes = std::size_t{4} << 20U;
constexpr std::string_view kSteps = "steps:\n- {id: s, title: S, fields: [{id: f, type: text}]}\n";
constexpr std::string_view kJsonSteps =
    R"("steps": [{"id": "s", "title": "S", "fields": [{"id": "f", "type": "text"}]}])";

std::string repeat(std::string_view piece, std::size_t count) {
  std::string out;
  out.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

/// `head`, as many pieces as make a document of the largest size, `tail`.
std::string full(std::string_view piece, std::string_view head = {}, std::string_view tail = {}) {
  return concat(head, repeat(piece, (kMostBytes - head.size() - tail.size()) / piece.size()), tail);
}

template <class Piece>
std::string each(int count, Piece&& piece) {
  std::string out;
  for (int i = 0; i < count; ++i) out += piece(i);
  return out;
}

std::string procedure(std::string_view rest) { return concat("procedure: p\ntitle: T\n", rest); }
std::string json_procedure(std::string_view rest) {
  return concat(R"({"procedure": "p", "title": "T", )", rest, "}");
}

Document judge(std::string_view file, std::string_view text) {
  Document document = read_document(file, text);
  if (document.ok() || document.root.kind != NodeKind::kNull) decode_procedure(document);
  return document;
}

/// The first error, `rule@line:column`; "" for none.
std::string first_error(const Document& document) {
  for (const Finding& f : document.findings) {
    if (f.severity == Severity::kError) return concat(f.rule, '@', f.line, ':', f.column);
  }
  return {};
}

struct Row {
  const char* name;
  std::string text;
  std::string error;            ///< the first one; "" when the document is fine
  std::size_t findings = 1;     ///< at least so many
  const char* file = "x.yaml";  ///< or x.json
};

/// The processor time that the largest document without a fault takes here.
std::clock_t time_of_a_large_document() {
  const std::clock_t start = std::clock();
  const Document document = judge(
      "x.yaml", procedure(concat("attributes:\n",
                                 each(99'000, [](int i) { return concat(" k", i, ": 1\n"); }), kSteps)));
  CHECK(first_error(document).empty());
  return std::clock() - start;
}

void check(const std::vector<Row>& rows) {
  static const std::clock_t at_most = time_of_a_large_document();
  for (const Row& row : rows) {
    INFO(row.name);
    const std::clock_t start = std::clock();
    const Document document = judge(row.file, row.text);
    const std::clock_t took = std::clock() - start;
    INFO(first_error(document));
    CHECK(first_error(document).starts_with(row.error));
    CHECK(first_error(document).empty() == row.error.empty());
    CHECK(document.findings.size() >= (row.error.empty() ? 0 : row.findings));
    for (const Finding& f : document.findings) {
      if (f.line < 1 || f.column < 1) FAIL_CHECK("a finding without a place: " << f.message);
    }
    CHECK(took < 20 * at_most);
  }
}

}  // namespace

TEST_CASE("hostile: what is exactly at a limit is accepted") {
  std::string padded = procedure(kSteps) + "#";
  padded.resize(kMostBytes, 'x');
  const auto nested_list = [](int levels) { return repeat("[", 1) + repeat("[", levels - 1); };
  const std::string most = std::string(std::size_t{64} << 10U, 'x');
  check({
      {"4 MiB", padded, ""},
      {"4 MiB of JSON", full(" ", json_procedure(kJsonSteps)), "", 0, "x.json"},
      {"64 KiB in a plain text", procedure(concat("attributes: {a: ", most, "}\n", kSteps)), ""},
      {"64 KiB in quotes", procedure(concat("attributes: {a: \"", most, "\"}\n", kSteps)), ""},
      {"64 KiB in a block", procedure(concat("attributes:\n  a: |-\n    ", most, "\n", kSteps)), ""},
      {"64 KiB in JSON", json_procedure(concat(R"("attributes": {"a": ")", most, "\"}, ", kJsonSteps)), "", 0,
       "x.json"},
      {"64 KiB in escapes",
       json_procedure(
           concat(R"("attributes": {"a": ")", repeat("\\u0078", most.size()), "\"}, ", kJsonSteps)),
       "", 0, "x.json"},
      // The root, its keys' values and, of the steps, list, mapping, id, title, list, mapping, id, type.
      {"100,000 nodes",
       procedure(concat("attributes:\n", each(100'000 - 12, [](int i) { return concat(" k", i, ": 1\n"); }),
                        kSteps)),
       ""},
      {"100,000 nodes in JSON",
       json_procedure(concat(R"("attributes": {"k": "1")",
                             each(100'000 - 13, [](int i) { return concat(", \"k", i, "\": \"1\""); }), "}, ",
                             kJsonSteps)),
       "", 0, "x.json"},
  });
  // No procedure is as deep as that: only the reading is judged.
  CHECK(read_document("x.yaml", nested_list(64) + repeat("]", 64)).findings.empty());
  CHECK(read_document("x.json", nested_list(64) + repeat("]", 64)).findings.empty());
  CHECK(read_document("x.yaml", repeat("- ", 64) + "x").findings.empty());
  CHECK(read_document("x.yaml", repeat("{a: ", 64) + "x" + repeat("}", 64)).findings.empty());
}

TEST_CASE("hostile: what is one beyond a limit is refused") {
  const std::string more = std::string((std::size_t{64} << 10U) + 1, 'x');
  check({
      {"4 MiB and a byte", full("x", procedure(kSteps) + "#") + "x", "limit.bytes@1:1"},
      {"4 MiB and a byte of JSON", full(" ", json_procedure(kJsonSteps)) + " ", "limit.bytes@1:1", 1,
       "x.json"},
      {"65 lists", repeat("- ", 65) + "x", "limit.depth@1:129"},
      {"65 lists in flow style", repeat("[", 65) + repeat("]", 65), "limit.depth@1:65"},
      {"65 mappings",
       each(65, [](int i) { return std::string(static_cast<std::size_t>(i), ' ') + "a:\n"; }) +
           std::string(65, ' ') + "x: y\n",
       "limit.depth@65:65"},
      {"65 lists of JSON", repeat("[", 65) + repeat("]", 65), "limit.depth@1:65", 1, "x.json"},
      {"100,001 nodes", repeat("- x\n", 100'000), "limit.nodes@100000:3"},
      {"100,001 nodes in flow style", "[" + repeat("1,", 100'000) + "]", "limit.nodes@1:200000"},
      {"100,001 nodes of JSON", "[" + repeat("1,", 99'999) + "1]", "limit.nodes@1:200000", 1, "x.json"},
      {"64 KiB and a byte", procedure(concat("attributes: {a: ", more, "}\n", kSteps)), "limit.scalar@3:17"},
      {"64 KiB and a byte in quotes", procedure(concat("attributes: {a: \"", more, "\"}\n", kSteps)),
       "limit.scalar@3:17"},
      {"64 KiB and a byte in a block", procedure(concat("attributes:\n  a: |-\n    ", more, "\n", kSteps)),
       "limit.scalar@4:6"},
      {"64 KiB and a byte in JSON",
       json_procedure(concat(R"("attributes": {"a": ")", more, "\"}, ", kJsonSteps)), "limit.scalar@1:54", 1,
       "x.json"},
      {"64 KiB and a byte in two-byte characters",
       procedure(concat("attributes: {a: ", repeat("é", (std::size_t{32} << 10U)), "e}\n", kSteps)),
       "limit.scalar@3:17"},
  });
}

TEST_CASE("hostile: documents of one sign") {
  check({
      {"a million brackets", repeat("[", 1'000'000), "limit.depth@1:65"},
      {"a million brackets of JSON", repeat("[", 1'000'000), "limit.depth@1:65", 1, "x.json"},
      {"a million closed brackets", repeat("[", 500'000) + repeat("]", 500'000), "limit.depth@1:65"},
      {"4 MiB of items", full("- "), "limit.depth@1:129"},
      {"4 MiB of items in lines", full("-\n"), "limit.nodes@100000:2"},
      {"4 MiB of braces", full("{"), "limit.depth@1:65"},
      {"4 MiB of braces of JSON", full("{"), "syntax@1:2", 1, "x.json"},
      {"4 MiB of quotes", full("\""), "limit.nodes@1:"},
      {"4 MiB of quotes of JSON", full("\""), "syntax@1:3", 1, "x.json"},
      {"4 MiB of comments", full("# x\n"), "type.wrong@1:1"},
      {"4 MiB of one comment", full("#"), "type.wrong@1:1"},
      {"commas and brackets in comments", full("# a, b, [c], {d\n", procedure("") + "# "), "key.missing@1:1"},
      {"commas and brackets in comments between steps",
       concat(procedure("steps:\n- id: s\n  title: S\n  requires:\n  - part: A\n"),
              repeat("  # a, b, [c], {d: \"e\n", 150'000), "- {use: std:t@1}\n"),
       ""},
      {"4 MiB of line ends", full("\n"), "type.wrong@1:1"},
      {"4 MiB of blanks of JSON", full(" "), "syntax@1:1", 1, "x.json"},
      {"4 MiB of documents", full("---\n"), "yaml.documents@2:1"},
      {"4 MiB of bytes that are no text", full("\xFF"), "text.encoding@1:1"},
      {"4 MiB of characters that turn text around", full("\xE2\x80\xAE"), "limit.scalar@1:1", 100},
      {"4 MiB of controls", full("\x01"), "text.control@1:1", 100},
  });
}

TEST_CASE("hostile: JSON made of errors") {
  const std::string many =
      each(20'000, [](int i) { return concat("{\"id\": True, \"title\": ", i, "h},\n"); });
  const std::string_view steps = R"("steps": [)";
  const auto json = [](const char* name, std::string text, std::string error) {
    return Row{name, std::move(text), std::move(error), 1, "x.json"};
  };
  check({
      json("words", full("True,", "["), "syntax@1:2"),
      json("keys", full("x:", "{"), "syntax@1:2"),
      json("texts that are not closed", full("\"\n", "["), "syntax@1:2"),
      json("single quotes", full("'", "["), "syntax@1:2"),
      json("single quotes apart", full("' ", "["), "syntax@1:2"),
      json("brackets that do not match", full("[]}", "["), "syntax@1:4"),
      json("brackets behind an error", full("{", "[?"), "syntax@1:2"),
      json("closed by others", "[?" + repeat("{", 1'000'000) + repeat("]", 1'000'000), "syntax@1:2"),
      json("closed by half", "[?" + repeat("{[", 500'000) + repeat("}", 1'000'000), "syntax@1:2"),
      json("slashes", full("/", "["), "syntax@1:2"),
      json("comments", full("//\n", "["), "syntax@1:2"),
      json("begins of comments", full("/*", "["), "syntax@1:2"),
      json("commas", full(",", "["), "syntax@1:2"),
      json("surrogates", full("[\"\\ud83d\"],", "["), "text.surrogate@1:4"),
      json("numbers", full("1e999,", "["), "limit.number@1:2"),
      json("values of steps", json_procedure(concat(steps, many, "]")), "syntax@"),
      json("deep", json_procedure(concat(steps, repeat("[", 58), many, repeat("]", 58), "]")), "syntax@"),
      json("4 MiB of steps", full("{\"id\": True},\n", json_procedure(steps)), "syntax@"),
      json("deep in lists", full("1 ", repeat("[", 63)), "syntax@1:66"),
      json("deep in mappings", full("1 ", repeat("{\"a\":", 63)), "key.unknown@1:2"),
  });
}

TEST_CASE("hostile: aliases, anchors and merge keys stay text") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = concat("*a", i - 1);
    bomb += concat('a', i, ": &a", i, " [", before, repeat(concat(", ", before), 9), "]\n");
  }
  check({
      {"a bomb", bomb, "key.missing@1:1", 30 + 290},
      {"4 MiB of aliases", full("- *a\n", "- &a x\n"), "yaml.anchor@1:3", 90'000},
      {"4 MiB of aliases of nothing", full("- *a\n"), "yaml.alias@1:3", 90'000},
      {"4 MiB of merge keys", full("<<: 1\n"), "yaml.merge@1:1", 90'000},
      {"4 MiB of tags", full("- !a x\n"), "yaml.tag@1:3", 90'000},
  });
}

TEST_CASE("hostile: a line of 4 MiB with an error at its end") {
  const std::string quoted = full("x", "a: \"", "\" b");
  const std::string blanks = full(" ", "[", "x]");
  const std::string items = "[" + repeat("\"日\", ", 90'000) + "x y]";
  check({
      {"behind a text", quoted, "key.unknown@1:1", 3},
      {"behind blanks", blanks, concat("syntax@1:", kMostBytes - 1), 1, "x.json"},
      {"behind wide characters", items, concat("syntax@1:", 1 + 5 * 90'000 + 1), 1, "x.json"},
      {"an unknown key behind a long text",
       concat("{procedure: p, title: T, attributes: {",
              each(60, [](int i) { return concat('a', i, ": ", repeat("日", 20'000), ", "); }),
              "}, bogus: 1, steps: [{id: s, title: S, fields: [{id: f, type: text}]}]}"),
       concat("key.unknown@1:",
              38 + each(60, [](int i) { return concat('a', i, ": ", ", "); }).size() + 60 * 20'000 + 1 + 3)},
  });
}

TEST_CASE("hostile: findings by the hundred thousand") {
  const std::string deep = each(60, [](int) { return concat('"', repeat("a", 60'000), "\": {"); });
  check({
      {"4 MiB of one key", full("a: 1\n"), "key.duplicate@2:1", 90'000},
      {"4 MiB of one long key", full(repeat("a", 1000) + ": 1\n"), "key.missing@1:1", 4000},
      {"4 MiB of one key of JSON", "{" + repeat("\"a\":1,", 99'000) + "\"a\":1}", "key.missing@1:1", 99'000,
       "x.json"},
      {"one key below keys that make long paths",
       concat('{', deep, repeat("\"x\":1,", 90'000), "\"x\":1", repeat("}", 61)), "key.missing@1:1", 90'000,
       "x.json"},
      {"unknown keys",
       procedure(each(99'000, [](int i) { return concat('k', i, ": 1\n"); })) + std::string(kSteps),
       "key.unknown@3:1", 99'000},
      {"unknown keys like a known one",
       procedure(each(99'000, [](int i) { return concat("step", i, ": 1\n"); })) + std::string(kSteps),
       "key.unknown@3:1", 99'000},
      {"4 MiB of unknown keys", procedure(each(380'000, [](int i) { return concat('k', i, ": 1\n"); })),
       "limit.nodes@100000:9"},
      {"unknown targets",
       procedure(concat("steps:\n- {id: s, title: S, after: [",
                        each(99'990, [](int i) { return concat('t', i, ", "); }), "]}\n")),
       "after.unknown@4:29", 99'990},
      {"one option",
       procedure(concat("steps:\n- {id: s, title: S, fields: [{id: f, type: select, options: [",
                        repeat("a, ", 99'900), "]}]}\n")),
       "option.duplicate@4:65", 99'899},
      {"a cycle of all steps",
       procedure("flow: graph\nsteps:\n") + each(14'000,
                                                 [](int i) {
                                                   return concat("- {id: s", i, ", title: T, after: [s",
                                                                 (i + 1) % 14'000, "]}\n");
                                                 }),
       "after.cycle@5:30"},
      {"everything waits for everything",
       procedure("flow: graph\nsteps:\n") + each(250,
                                                 [](int i) {
                                                   return concat(
                                                       "- {id: s", i, ", title: T, after: [",
                                                       each(250, [](int k) { return concat('s', k, ", "); }),
                                                       "]}\n");
                                                 }),
       "after.cycle@5:30"},
  });
}
