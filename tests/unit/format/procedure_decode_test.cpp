#include <catch2/catch.hpp>
#include <string>

#include "format/json.h"
#include "format/procedure_document.h"

using namespace traveler;
using namespace traveler::format;

namespace {

/// "rule@line:column" of every finding, in order.
std::string findings(std::string_view text, std::string_view file = "x.yaml") {
  Document document = read_document(file, text);
  const bool decoded = is_standard_step(document) ? decode_standard_step(document).has_value()
                                                  : decode_procedure(document).has_value();
  CHECK(decoded == document.ok());
  std::string out;
  for (const Finding& f : document.findings) {
    if (!out.empty()) out += ' ';
    out += f.rule + '@' + std::to_string(f.line) + ':' + std::to_string(f.column);
  }
  return out;
}

/// A procedure with one step, whose fields are given one a line, from line 6 column 9 on.
std::string with_fields(std::string_view fields) {
  std::string out = "procedure: p\ntitle: T\nsteps:\n  - {id: s, title: S,\n      fields: [\n";
  out += "        ";
  out += fields;
  out += "\n  ]}\n";
  return out;
}

constexpr std::string_view kFull = R"(procedure: bracket-asm
title: Bracket assembly
type: test
parts: [BRKT-001, BRKT-002]
flow: graph
attributes: {program: A-12, rev: 1.10, hot: yes}
approvals:
  - {id: final, role: quality, count: 2}
steps:
  - id: kit
    title: Kit
    instructions: |
      # Kit
      all of it
    location: WC-10
    lead_time: 1h30m
    requires:
      - part: PIN-1
        revision: C
        quantity: 2.5
        minimum: 1
        substitutes: [PIN-2, "PIN-3:B"]
        designators: [P1, P2]
      - {part: LABEL, trace_only: true}
      - part: GLUE:D
  - id: torque
    title: Torque
    required: false
    after: [kit]
    approvals: [{id: gate, role: quality}]
    outside: {operation: anodize, supplier: ACME, lead_time: 5d}
    fields:
      - {id: nm, title: Torque, type: number, unit: N.m, target: 10.50, tolerance_plus: 0.5, allow_na: true}
      - {id: gap, type: number, min: -0.10, max: 1e-1, per_unit: true, help: feeler}
      - {id: color, type: select, options: [red, no, 1.10]}
      - {id: sign, type: signoff, role: inspector, peer: true, meaning: reviewed}
      - {id: bores, type: table, columns: [{id: d, type: number}], rows: [top, 2]}
      - {id: pins, type: table, columns: [{id: ok, type: passfail}], rows: {min: 1, max: 4}}
    steps:
      - {use: "std:deburr@2", location: WC-2, after: []}
      - {use: std:clean@10, id: wash, required: false}
)";

}  // namespace

TEST_CASE("procedure: everything is read") {
  Document document = read_document("x.yaml", kFull);
  const auto procedure = decode_procedure(document);
  REQUIRE(procedure);
  CHECK(document.findings.empty());
  CHECK(procedure->key == "bracket-asm");
  CHECK(procedure->type == ProcedureType::kTest);
  CHECK(procedure->flow == Flow::kGraph);
  CHECK(procedure->parts == std::vector<std::string>{"BRKT-001", "BRKT-002"});
  REQUIRE(procedure->attributes.size() == 3);
  CHECK(procedure->attributes[1].value == "1.10");
  CHECK(procedure->attributes[2].value == "yes");
  CHECK(procedure->approvals[0].count == 2);
  REQUIRE(procedure->steps.size() == 2);

  const StepDef& kit = procedure->steps[0];
  CHECK(kit.instructions == "# Kit\nall of it\n");
  CHECK(kit.lead_time == "1h30m");
  CHECK_FALSE(kit.after.has_value());
  REQUIRE(kit.requirements.size() == 3);
  CHECK(kit.requirements[0].quantity.text() == "2.5");
  CHECK(kit.requirements[0].minimum == Quantity::whole(1));
  CHECK(kit.requirements[0].substitutes == std::vector<std::string>{"PIN-2", "PIN-3:B"});
  CHECK(kit.requirements[1].trace_only);
  CHECK(kit.requirements[1].quantity == Quantity());
  CHECK(kit.requirements[2].part == "GLUE");
  CHECK(kit.requirements[2].revision == "D");
  CHECK(kit.requirements[2].quantity == Quantity::whole(1));

  const StepDef& torque = procedure->steps[1];
  CHECK_FALSE(torque.required);
  CHECK(torque.after == std::vector<std::string>{"kit"});
  CHECK(torque.outside->lead_time == "5d");
  REQUIRE(torque.fields.size() == 6);
  CHECK(torque.fields[0].limits->target->text == "10.50");
  CHECK(torque.fields[0].limits->tolerance_plus->text == "0.5");
  CHECK(torque.fields[0].limits->tolerance_minus->text == "0");
  CHECK(torque.fields[1].title == "gap");
  CHECK(torque.fields[1].limits->max->text == "1e-1");
  CHECK(torque.fields[2].options == std::vector<std::string>{"red", "no", "1.10"});
  CHECK(torque.fields[3].peer);
  CHECK(torque.fields[3].meaning == SignMeaning::kReviewed);
  CHECK(torque.fields[4].row_names == std::vector<std::string>{"top", "2"});
  CHECK(torque.fields[5].max_rows == 4);
  REQUIRE(torque.steps.size() == 2);
  CHECK(torque.steps[0].key == "deburr");
  CHECK(torque.steps[0].use == "std:deburr@2");
  CHECK(torque.steps[0].after == std::vector<std::string>{});
  CHECK(torque.steps[1].key == "wash");
}

TEST_CASE("procedure: json is read by the same rules") {
  CHECK(findings(R"({"procedure": "p", "title": "T", "steps": [{"id": "s", "title": "S",
  "fields": [{"id": "f", "type": "number", "min": 1.5, "max": "2.50"}, {"id": "f", "type": "text"}]}]})",
                 "x.json") == "field.duplicate@2:79");
}

TEST_CASE("procedure: texts stay as typed, null is none") {
  Document document = read_document("x.yaml",
                                    "procedure: 010\ntitle: no\nsteps:\n- {id: 1e3, title: 1.10, location: "
                                    "on, approvals: [{id: 1, role: off}]}\n");
  const auto procedure = decode_procedure(document);
  REQUIRE(procedure);
  CHECK(procedure->key == "010");
  CHECK(procedure->title == "no");
  CHECK(procedure->steps[0].key == "1e3");
  CHECK(procedure->steps[0].title == "1.10");
  CHECK(procedure->steps[0].location == "on");
  CHECK(procedure->steps[0].approvals[0].role == "off");
  CHECK(findings("procedure: p\ntitle:\nsteps: [{id: s, title: null, fields: [{id: f, type: text}]}]\n") ==
        "type.wrong@2:7 type.wrong@3:24");
}

TEST_CASE("procedure: keys") {
  CHECK(
      findings(
          "procedre: p\ntitle: T\nsteps:\n- {id: s, title: S, aftr: [], fields: [{id: f, type: text}]}\n") ==
      "key.missing@1:1 key.unknown@1:1 key.unknown@4:21");
  Document document =
      read_document("x.yaml", "procedure: p\ntitle: T\nsteps:\n- {id: s, titel: S, outside: {}}\n");
  CHECK_FALSE(decode_procedure(document));
  REQUIRE(document.findings.size() == 4);
  CHECK(document.findings[0].rule == "key.missing");
  CHECK(document.findings[0].path == "$.steps[0]");
  CHECK(document.findings[2].rule == "key.unknown");
  CHECK(document.findings[2].path == "$.steps[0].titel");
  CHECK(document.findings[2].hint == "did you mean \"title\"?");
  CHECK(document.findings[3].path == "$.steps[0].outside");
  CHECK(findings("procedure: p\ntitle: T\nx: 1\nx: 2\nsteps: [{id: s, title: S, fields: [{id: f, type: "
                 "text}]}]\n") == "key.unknown@3:1 key.duplicate@4:1");
}

TEST_CASE("procedure: an unreadable document gets no more findings than that") {
  CHECK(findings("procedure: [\n") == "syntax@1:12");
  CHECK(findings("") == "type.wrong@1:1");
  CHECK(findings("- a\n") == "type.wrong@1:1");
  CHECK(findings("procedure: *p\ntitle: &t T\nsteps: []\n").find("type.wrong") == std::string::npos);
}

TEST_CASE("procedure: types and values") {
  CHECK(findings(with_fields("{id: f, type: text, required: yes}")) == "type.wrong@6:39");
  CHECK(findings(with_fields("{id: f, type: text, required: 'true'}")) == "type.wrong@6:39");
  CHECK(findings(with_fields("{id: f, type: txt}")) == "value.invalid@6:23");
  CHECK(findings(with_fields("{id: f f, type: text}")) == "id.invalid@6:14");
  CHECK(findings(with_fields("{id: -f, type: text}")) == "id.invalid@6:14");
  CHECK(findings(with_fields("{id: f}")) == "key.missing@6:9");
  CHECK(findings(with_fields("{type: text}")) == "key.missing@6:9");
  CHECK(findings(with_fields("x")) == "type.wrong@6:9");
  CHECK(findings(with_fields("{id: f, type: text}, {id: f, type: text}")) == "field.duplicate@6:35");
  CHECK(findings(with_fields("{id: f, type: text, min: 1, min: 2}")) ==
        "key.misplaced@6:29 key.duplicate@6:37");
  CHECK(findings(with_fields("{id: f, type: number, options: [a]}")) == "key.misplaced@6:31");
}

TEST_CASE("procedure: limits of numbers") {
  const auto number = [](std::string_view rest) {
    return findings(with_fields("{id: f, type: number, " + std::string(rest) + "}"));
  };
  CHECK(number("min: 1, max: 1").empty());
  CHECK(number("min: 1.0, max: 0.9") == "limits.inverted@6:46");
  CHECK(number("min: 10, max: 9e0") == "limits.inverted@6:45");
  CHECK(number("min: a") == "type.wrong@6:36");
  CHECK(number("min: 1_000") == "type.wrong@6:36");
  CHECK(number("min: 0x1F") == "type.wrong@6:36");
  CHECK(number("min: .5") == "type.wrong@6:36");
  CHECK(number("min: \"1,5\"") == "type.wrong@6:36");
  CHECK(number("target: 5, tolerance: 0.1").empty());
  CHECK(number("target: 5, tolerance: 0").empty());
  CHECK(number("target: 5, tolerance: -0.1") == "tolerance.negative@6:53");
  CHECK(number("target: 5, tolerance_plus: 1, tolerance_minus: -1") == "tolerance.negative@6:78");
  CHECK(number("target: 5, min: 1, max: 9").empty());
  CHECK(number("target: 10, min: 1, max: 9") == "limits.target@6:39");
  CHECK(number("max: 9, target: 0, min: 1") == "limits.target@6:47");
  CHECK(number("target: 5, tolerance: 1, max: 9") == "limits.both@6:39");
  CHECK(number("target: 5, tolerance: 1, tolerance_plus: 1") == "tolerance.both@6:72");
  CHECK(number("tolerance: 1") == "limits.target_missing@6:9");
  CHECK(number("target: 1") == "limits.tolerance_missing@6:9");
  CHECK(number("target: 0.3, min: 0.1, max: 0.3").empty());
}

TEST_CASE("procedure: choices, sign-offs and tables") {
  CHECK(findings(with_fields("{id: f, type: select}")) == "select.options_missing@6:9");
  CHECK(findings(with_fields("{id: f, type: multiselect, options: []}")) == "select.options_missing@6:45");
  CHECK(findings(with_fields("{id: f, type: select, options: [a, b, a]}")) == "option.duplicate@6:47");
  CHECK(findings(with_fields("{id: f, type: select, options: [yes, no, 1]}")).empty());
  CHECK(findings(with_fields("{id: f, type: select, options: [yes, N/A]}")) == "option.na@6:46");
  CHECK(findings(with_fields("{id: f, type: multiselect, options: ['N/A', n/a]}")) == "option.na@6:46");
  CHECK(findings(with_fields("{id: f, type: multiselect, options: ['a, b', '3\" bar']}")).empty());
  CHECK(findings(with_fields("{id: f, type: select, options: [a, ~]}")) == "type.wrong@6:44");
  CHECK(findings(with_fields("{id: f, type: select, options: a}")) == "type.wrong@6:40");
  CHECK(findings(with_fields("{id: f, type: signoff}")) == "signoff.role_missing@6:9");
  CHECK(findings(with_fields("{id: f, type: signoff, role: a b}")) == "id.invalid@6:38");
  CHECK(findings(with_fields("{id: f, type: signoff, role: '', meaning: seen}")) ==
        "signoff.role_missing@6:38 value.invalid@6:51");
  CHECK(findings(with_fields("{id: f, type: table}")) == "table.columns_missing@6:9");
  CHECK(findings(with_fields("{id: f, type: table, columns: []}")) == "table.columns_missing@6:39");
  CHECK(findings(with_fields("{id: f, type: table, columns: [{id: c, type: table, columns: []}]}")) ==
        "table.nested@6:54");
  CHECK(findings(with_fields("{id: f, type: table, columns: [{id: c, type: date}, {id: c, type: date}]}")) ==
        "field.duplicate@6:66");
  CHECK(
      findings(with_fields("{id: f, type: table, rows: {min: 3, max: 2}, columns: [{id: c, type: date}]}")) ==
      "limits.inverted@6:50");
  CHECK(findings(with_fields("{id: f, type: table, rows: [a, a], columns: [{id: c, type: date}]}")) ==
        "row.duplicate@6:40");
  CHECK(findings(with_fields("{id: f, type: table, rows: 3, columns: [{id: c, type: date}]}")) ==
        "type.wrong@6:36");
}

TEST_CASE("procedure: requirements, approvals, outside processes") {
  const auto step = [](std::string_view rest) {
    return findings("procedure: p\ntitle: T\nsteps:\n- {id: s, title: S, " + std::string(rest) + "}\n");
  };
  CHECK(step("requires: [{part: A, quantity: 0.5}]").empty());
  CHECK(step("requires: [{quantity: 1}]") == "requirement.part_missing@4:32");
  CHECK(step("requires: [{part: A, quantity: -1}]") == "requirement.quantity@4:52");
  CHECK(step("requires: [{part: A, quantity: 0.0000001}]") == "value.invalid@4:52");
  CHECK(step("requires: [{part: A, quantity: x}]") == "type.wrong@4:52");
  CHECK(step("requires: [{part: A, quantity: 1, minimum: 2}]") == "requirement.minimum@4:64");
  CHECK(step("requires: [{part: A, trace_only: true, quantity: 1}]") == "requirement.quantity@4:70");
  CHECK(step("requires: [{part: A, trace_only: true, quantity: 0}]").empty());
  CHECK(step("requires: [{part: A}, {part: A, revision: B}]") == "requirement.duplicate@4:50");
  CHECK(step("requires: [{part: A/B}]") == "id.invalid@4:39");
  CHECK(step("requires: [{part: A, substitutes: B}]") == "type.wrong@4:55");
  CHECK(step("approvals: [{id: a, role: r, count: 0}]") == "value.invalid@4:57");
  CHECK(step("approvals: [{id: a, role: r s}]") == "id.invalid@4:47");
  CHECK(step("approvals: [{id: a, role: ''}]") == "value.invalid@4:47");
  CHECK(step("location: Hall 1") == "step.bare@4:3 id.invalid@4:31");
  CHECK(step("approvals: [{id: a, role: r}, {id: a, role: r}]") == "approval.duplicate@4:56");
  CHECK(step("approvals: [{id: a}]") == "key.missing@4:33");
  CHECK(step("outside: {supplier: A}") == "key.missing@4:30");
  CHECK(step("outside: {operation: a, lead_time: 5 days}") == "duration.invalid@4:56");
  CHECK(step("lead_time: 30, outside: {operation: a}") == "duration.invalid@4:32");
}

TEST_CASE("procedure: standard steps in use") {
  const auto step = [](std::string_view rest) {
    return findings("procedure: p\ntitle: T\nsteps:\n- {" + std::string(rest) + "}\n");
  };
  CHECK(step("use: std:a@1").empty());
  CHECK(step("id: b, use: std:a@12, after: [], location: L, required: false").empty());
  CHECK(step("use: std:a@1, title: T") == "use.override@4:18");
  CHECK(step("use: std:a@1, colour: T") == "key.unknown@4:18");
  for (const char* use :
       {"a@1", "std:a", "std:a@", "std:a@0", "std:a@01", "std:@1", "std:a@x", "std:a@1@2"}) {
    CHECK(step("use: '" + std::string(use) + "'") == "use.invalid@4:9");
  }
  CHECK(findings("standard_step: d\ntitle: T\nsteps: [{use: std:a@1}]\n") == "use.nested@3:15");
  CHECK(findings("standard_step: d\ntitle: T\nafter: [x]\nfields: [{id: f, type: text}]\n") ==
        "key.unknown@3:1");
  CHECK(findings("standard_step: d\ntitle: T\nfields: [{id: f, type: text}]\n").empty());
  CHECK(findings("standard_step: d\n") == "key.missing@1:1 step.bare@1:1");
}

TEST_CASE("procedure: the instance that findings are warnings or notes is decoded") {
  Document document = read_document(
      "x.yaml",
      "procedure: p\ntitle: T\nsteps:\n- {id: s, title: S}\n- id: t\n  title: T\n  required: false\n"
      "  fields: [{id: f, type: text, required: true}]\n");
  CHECK(decode_procedure(document));
  REQUIRE(document.findings.size() == 2);
  CHECK(document.findings[0].rule == "step.bare");
  CHECK(document.findings[0].severity == Severity::kNote);
  CHECK(document.findings[0].line == 4);
  CHECK(document.findings[0].column == 3);
  CHECK(document.findings[1].rule == "field.required_on_optional");
  CHECK(document.findings[1].severity == Severity::kWarning);
  CHECK(document.findings[1].line == 8);
  CHECK(document.findings[1].column == 42);
}
