#include <catch2/catch.hpp>
#include <string>

#include "format/json.h"
#include "format/procedure_document.h"
#include "traveler/error.h"

using namespace traveler;
using namespace traveler::format;

namespace {

ProcedureDef decode(std::string_view file, std::string_view text) {
  Document document = read_document(file, text);
  auto procedure = decode_procedure(document);
  for (const Finding& finding : document.findings) UNSCOPED_INFO(finding.rule << " " << finding.message);
  REQUIRE(procedure);
  return *procedure;
}

constexpr std::string_view kProcedure = R"(
procedure: p
title: "Torque: all"
type: build
flow: serial
parts: [A]
attributes: {z: 1.10, a: yes}
approvals: [{id: final, role: quality, count: 1}]
steps:
  - id: s
    title: S
    required: true
    instructions: "one\ntwo\n"
    lead_time: 2h
    location: WC-1
    after: []
    fields:
      - {id: a, title: a, type: number, min: 10.50, max: 1.1e1, required: false}
      - {id: b, type: number, target: 5, tolerance: 0.10, unit: mm, per_unit: true}
      - {id: c, type: number, target: 5, tolerance_plus: 0.1}
      - {id: d, type: multiselect, options: [yes, no], allow_na: true, help: which}
      - {id: e, type: signoff, role: r, peer: true, meaning: approved}
      - {id: f, type: table, columns: [{id: x, type: date, required: true}], rows: [n, "1"]}
      - {id: g, type: table, columns: [{id: x, type: user}], rows: {min: 0, max: 3}}
    requires:
      - {part: A, revision: B, quantity: 2.50, minimum: 2.5, substitutes: [C], designators: [D]}
      - {part: E, trace_only: true}
    approvals: [{id: x, role: y, count: 3}]
    outside: {operation: paint, supplier: S, lead_time: 3d}
    steps: [{use: "std:k@3", required: false}, {id: c2, title: C2, after: [k]}]
)";

}  // namespace

TEST_CASE("encode: the canonical form, defaults left out") {
  CHECK(to_json(to_value(decode("x.yaml", kProcedure))) ==
        R"({"procedure":"p","title":"Torque: all","parts":["A"],"attributes":{"z":"1.10","a":"yes"},)"
        R"("approvals":[{"id":"final","role":"quality"}],"steps":[{"id":"s","after":[],"title":"S",)"
        R"("instructions":"one\ntwo\n","location":"WC-1","lead_time":"2h","fields":[)"
        R"({"id":"a","type":"number","min":"10.50","max":"1.1e1"},)"
        R"({"id":"b","type":"number","per_unit":true,"unit":"mm","target":"5","tolerance":"0.10"},)"
        R"({"id":"c","type":"number","target":"5","tolerance_plus":"0.1","tolerance_minus":"0"},)"
        R"({"id":"d","type":"multiselect","allow_na":true,"help":"which","options":["yes","no"]},)"
        R"({"id":"e","type":"signoff","role":"r","peer":true,"meaning":"approved"},)"
        R"({"id":"f","type":"table","columns":[{"id":"x","type":"date","required":true}],"rows":["n","1"]},)"
        R"({"id":"g","type":"table","columns":[{"id":"x","type":"user"}],"rows":{"min":0,"max":3}}],)"
        R"("requires":[{"part":"A","revision":"B","quantity":"2.5","substitutes":["C"],"designators":["D"]},)"
        R"({"part":"E","trace_only":true}],"approvals":[{"id":"x","role":"y","count":3}],)"
        R"("outside":{"operation":"paint","supplier":"S","lead_time":"3d"},"steps":[)"
        R"({"id":"k","use":"std:k@3","required":false},{"id":"c2","after":["k"],"title":"C2"}]}]})");
}

TEST_CASE("encode: decoding gives the same again, from JSON and from YAML") {
  const Value value = to_value(decode("x.yaml", kProcedure));
  CHECK(to_value(decode("x.json", to_json(value))) == value);
  CHECK(to_value(decode("x.json", to_pretty_json(value))) == value);
  CHECK(to_value(decode("x.yaml", to_yaml(value))) == value);
}

TEST_CASE("encode: what differs only in writing is equal") {
  const std::string_view a =
      "procedure: p\ntitle: T\ntype: build\nsteps: [{id: s, title: S, required: true, fields: []}]\n";
  const std::string_view b =
      "{\"steps\": [{\"title\": \"S\", \"id\": \"s\"}], \"title\": \"T\", \"procedure\": \"p\"}";
  CHECK(to_canonical_json(to_value(decode("x.yaml", a))) == to_canonical_json(to_value(decode("x.json", b))));
}

TEST_CASE("encode: standard steps") {
  const std::string_view text =
      "standard_step: d\ntitle: Deburr\nlead_time: 1h\nfields: [{id: f, type: text}]\nsteps: [{id: c, title: "
      "C}]\n";
  Document document = read_document("x.yaml", text);
  CHECK(is_standard_step(document));
  const auto step = decode_standard_step(document);
  REQUIRE(step);
  const Value value = to_value(*step);
  CHECK(to_json(value) == R"({"standard_step":"d","title":"Deburr","lead_time":"1h",)"
                          R"("fields":[{"id":"f","type":"text"}],"steps":[{"id":"c","title":"C"}]})");
  Document again = read_document("x.yaml", to_yaml(value));
  CHECK(to_value(decode_standard_step(again).value()) == value);
}

TEST_CASE("encode: a definition is a step without its place, and comes back from the store") {
  const ProcedureDef procedure = decode("x.yaml", kProcedure);
  const Value value = definition_value(procedure.steps[0]);
  CHECK(value.find("id") == nullptr);
  CHECK(value.find("after") == nullptr);
  CHECK(value.find("steps") == nullptr);
  const StepDef step = step_from_definition(to_canonical_json(value));
  CHECK(definition_value(step) == value);
  CHECK(step.fields[0].limits->min->text == "10.50");
  // In a plan, a step says itself what the standard step says that it uses.
  const StepDef used = step_from_definition(
      R"({"use":"std:k@3","title":"Deburr","required":false,"fields":[{"id":"f","type":"text"}]})");
  CHECK(used.use == "std:k@3");
  CHECK_FALSE(used.required);
  CHECK(used.fields.size() == 1);

  const std::string large = R"({"title":"T","instructions":")" + std::string(200'000, 'x') + "\"}";
  // What is stored is held to no later rule.
  CHECK(
      step_from_definition(R"({"title":"T","fields":[{"id":"f","type":"select","options":["fits","N/A"]}]})")
          .fields.front()
          .options.size() == 2);
  CHECK(step_from_definition(large).instructions.size() == 200'000);
  for (const char* damaged :
       {"", "{", "[]", "{\"title\":1}{", "{\"titel\":\"T\"}", "{}", "{\"title\":\"T\",\"fields\":[{}]}"}) {
    INFO(damaged);
    try {
      step_from_definition(damaged);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::kStorageCorrupt);
    }
  }
}
