#include <catch2/catch.hpp>
#include <string>

#include "format/json.h"
#include "format/material_document.h"

using namespace traveler;
using namespace traveler::format;

namespace {

std::string findings(const Document& document) {
  std::string out;
  for (const Finding& f : document.findings) {
    if (!out.empty()) out += ' ';
    out += f.rule + '@' + std::to_string(f.line) + ':' + std::to_string(f.column);
  }
  return out;
}

template <class Decode>
std::string check(Decode decode, std::string_view text) {
  Document document = read_document("x.yaml", text, DocumentLimits::material());
  const bool decoded = decode(document).has_value();
  CHECK(decoded == document.ok());
  return findings(document);
}

}  // namespace

TEST_CASE("material: parts") {
  Document document =
      read_document("x.yaml",
                    "parts:\n"
                    "  - {number: A-1, revision: 1.10, name: no, tracking: lot, unit: kg, precision: 3}\n"
                    "  - number: 010\n    name: Pin\n    tracking: serial\n");
  const auto parts = decode_parts(document);
  REQUIRE(parts);
  REQUIRE(parts->size() == 2);
  CHECK((*parts)[0].revision == "1.10");
  CHECK((*parts)[0].name == "no");
  CHECK((*parts)[0].tracking == Tracking::kLot);
  CHECK((*parts)[0].precision == 3);
  CHECK((*parts)[1].number == "010");
  CHECK_FALSE((*parts)[1].precision);
  CHECK((*parts)[1].place.mark.line == 3);
  CHECK((*parts)[1].place.of("tracking").line == 5);
  CHECK((*parts)[1].place.of("tracking").column == 15);
  CHECK((*parts)[1].place.of("unit").line == 3);

  CHECK(check(decode_parts, "parts: [{number: A, name: B, tracking: each}]\n") == "value.invalid@1:40");
  CHECK(check(decode_parts, "parts: [{number: A, tracking: lot, precision: 7}]\n") ==
        "key.missing@1:9 value.invalid@1:47");
  CHECK(check(decode_parts, "parts: [{number: A B, name: B, tracking: lot, colour: x}]\n") ==
        "id.invalid@1:18 key.unknown@1:47");
  CHECK(check(decode_parts, "part: []\n") == "key.missing@1:1 key.unknown@1:1");
  CHECK(check(decode_parts, "parts: []\n") == "value.invalid@1:8");
  CHECK(check(decode_parts, "[]\n") == "type.wrong@1:1");
  CHECK(check(decode_parts, "parts: [\n") == "syntax@1:8");
}

TEST_CASE("material: runs") {
  Document document = read_document(
      "x.yaml",
      "batch: {title: Lot 7}\n"
      "runs:\n"
      "  - {part: A, procedure: p@2, serial: SN-01, due: 2026-11-22, attr: {po: 010, hot: yes}, copies: 3}\n"
      "  - {part: \"A:C\", lot: auto, quantity: 2.50, export_controlled: true, assignee: team:x, title: "
      "T}\n");
  const auto runs = decode_runs(document);
  REQUIRE(runs);
  CHECK(runs->batch_title == "Lot 7");
  REQUIRE(runs->runs.size() == 2);
  const RunItem& first = runs->runs[0];
  CHECK(first.serial == "SN-01");
  CHECK(first.copies == 3);
  REQUIRE(first.attributes.size() == 2);
  CHECK(first.attributes[0].value == "010");
  CHECK(first.attributes[1].value == "yes");
  CHECK_FALSE(first.quantity);
  const RunItem& second = runs->runs[1];
  CHECK(second.part == "A:C");
  CHECK(second.quantity->text() == "2.5");
  CHECK(second.export_controlled == true);
  CHECK(second.assignee == "team:x");
  CHECK(second.place.mark.line == 4);
  CHECK(second.place.of("quantity").column == 40);

  CHECK(check(decode_runs, "runs: [{procedure: p}]\n") == "key.missing@1:8");
  CHECK(check(decode_runs, "runs: [{part: A, quantity: 0}]\n") == "value.invalid@1:28");
  CHECK(check(decode_runs, "runs: [{part: A, quantity: -1, copies: 0}]\n") ==
        "value.invalid@1:28 value.invalid@1:40");
  CHECK(check(decode_runs, "runs: [{part: A, due: tomorrow}]\n") == "value.invalid@1:23");
  CHECK(check(decode_runs, "runs: [{part: A, due: 2026-11-22T05:30:00Z}]\n").empty());
  CHECK(check(decode_runs, "runs: [{part: A, export_controlled: yes}]\n") == "type.wrong@1:37");
  CHECK(check(decode_runs, "runs: [{part: A, attr: {a: [1]}}]\n") == "type.wrong@1:28");
  CHECK(check(decode_runs, "runs: [{part: A}]\nbatch: {titel: x}\n") == "key.unknown@2:9");
  CHECK(check(decode_runs, "runs: [{part: A, attr: {\"\": a}}]\n") == "value.invalid@1:25");
  CHECK(check(decode_runs, "runs: [{part: A, procedure: a@0, inventory: R-1, assignee: 'team:'}]\n") ==
        "id.invalid@1:29 id.invalid@1:45 id.invalid@1:60");
  CHECK(check(decode_runs, "runs: [{part: A, serial: a b, lot: ''}]\n") == "id.invalid@1:26 id.invalid@1:36");
  Document untitled = read_document("x.yaml", "runs: [{part: A}]\nbatch: {}\n");
  CHECK(decode_runs(untitled)->batch_title == std::string());
  Document unbatched = read_document("x.yaml", "runs: [{part: A}]\n");
  CHECK_FALSE(decode_runs(unbatched)->batch_title);
}

TEST_CASE("material: receipts") {
  Document document = read_document(
      "x.json", R"({"inventory": [{"part": "A", "lot": "L", "quantity": 1.5, "location": "W"}]})");
  const auto receipts = decode_receipts(document);
  REQUIRE(receipts);
  CHECK((*receipts)[0].lot == "L");
  CHECK((*receipts)[0].quantity->text() == "1.5");
  CHECK(check(decode_receipts, "inventory: [{lot: 1, quantity: 1.1234567}]\n") ==
        "key.missing@1:13 value.invalid@1:32");
}

TEST_CASE("material: values to record stay as typed") {
  Document document = read_document(
      "x.yaml", "nm: 10.50\nok: yes\nnote: '1'\ncolors: [red, no]\ngone: ~\n\"bores[3].d\": 1e3\n");
  const auto values = decode_values(document);
  REQUIRE(values);
  REQUIRE(values->size() == 6);
  CHECK((*values)[0].value == Value("10.50"));
  CHECK_FALSE((*values)[0].quoted);
  CHECK((*values)[1].value == Value("yes"));
  CHECK((*values)[2].quoted);
  CHECK(to_json((*values)[3].value) == R"(["red","no"])");
  CHECK((*values)[4].value.is_null());
  CHECK((*values)[5].key == "bores[3].d");
  CHECK((*values)[5].mark.line == 6);
  CHECK((*values)[5].mark.column == 15);
  CHECK(check(decode_values, "a: {b: 1}\n") == "type.wrong@1:4");
  CHECK(check(decode_values, "a: [[1]]\n") == "type.wrong@1:5");
  CHECK(check(decode_values, "a: 1\na: 2\n") == "key.duplicate@2:1");
  CHECK(check(decode_values, "") == "type.wrong@1:1");
}

TEST_CASE("material: a list has no bounds but its own") {
  std::string text = "parts:\n";
  for (int i = 0; i < 60'000; ++i) {
    text += "- {number: P-" + std::to_string(i) +
            ", name: a part with a name of some length, tracking: quantity}\n";
  }
  REQUIRE(text.size() > (4U << 20U));
  Document document = read_document("x.yaml", text, DocumentLimits::material());
  CHECK(decode_parts(document)->size() == 60'000);
}
