#include "model/procedure_diff.h"

#include <catch2/catch.hpp>
#include <functional>

#include "change_text.h"

using namespace traveler;
using namespace traveler::testing;
using Texts = std::vector<std::string>;

namespace {

TypedNumber number(const std::string& text) { return {text, *Decimal::parse(text)}; }

FieldDef field(const std::string& key, FieldType type = FieldType::kText) {
  FieldDef out;
  out.key = key;
  out.title = key;
  out.type = type;
  return out;
}

Limits bounds(const std::string& min, const std::string& max) {
  Limits out;
  if (!min.empty()) out.min = number(min);
  if (!max.empty()) out.max = number(max);
  return out;
}
Limits around(const std::string& target, const std::string& plus, const std::string& minus) {
  Limits out;
  out.target = number(target);
  out.tolerance_plus = number(plus);
  out.tolerance_minus = number(minus);
  return out;
}

StepDef step(const std::string& key, std::vector<StepDef> children = {}) {
  StepDef out;
  out.key = key;
  out.title = "Step " + key;
  out.steps = std::move(children);
  return out;
}
StepDef step_after(const std::string& key, Texts after) {
  StepDef out = step(key);
  out.after = std::move(after);
  return out;
}

ProcedureDef procedure(std::vector<StepDef> steps, Flow flow = Flow::kSerial) {
  ProcedureDef out;
  out.key = "p";
  out.title = "P";
  out.flow = flow;
  out.steps = std::move(steps);
  return out;
}

/// Has something of everything; each edit below changes one thing of it.
ProcedureDef everything() {
  ProcedureDef out =
      procedure({step("a"), step("b"), step("c", {step("c1"), step("c2"), step("c3")}), step("d")});
  out.parts = {"P-1", "P-2"};
  out.attributes = {{"drawing", "D-1"}};
  out.approvals = {{"gate", "quality", 1}};
  StepDef& a = out.steps[0];
  FieldDef nm = field("nm", FieldType::kNumber);
  nm.limits = bounds("9.5", "10.5");
  nm.unit = "N.m";
  FieldDef rail = field("rail", FieldType::kNumber);
  rail.limits = around("3.3", "0.1", "0.1");
  FieldDef pick = field("pick", FieldType::kSelect);
  pick.options = {"red", "blue"};
  FieldDef sign = field("sign", FieldType::kSignoff);
  sign.role = "quality";
  FieldDef table = field("table", FieldType::kTable);
  table.columns = {field("x"), field("y"), field("z")};
  table.row_names = {"left", "right"};
  FieldDef rows = field("rows", FieldType::kTable);
  rows.columns = {field("w", FieldType::kNumber)};
  rows.columns[0].limits = bounds("", "3");
  rows.min_rows = 1;
  a.fields = {nm, rail, pick, sign, table, rows};
  RequirementDef bolt;
  bolt.part = "BOLT";
  bolt.quantity = Quantity::whole(4);
  bolt.substitutes = {"BOLT-2", "BOLT-3"};
  bolt.designators = {"B1", "B2"};
  a.requirements = {bolt};
  a.approvals = {{"lead", "lead", 2}};
  out.steps[1].outside = OutsideDef{"plating", "ACME", "3d"};
  out.steps[1].instructions = "Do it.\n";
  StepDef uses;
  uses.key = "e";
  uses.use = "std:deburr@1";
  out.steps.push_back(uses);
  return out;
}

struct Edit {
  std::function<void(ProcedureDef&)> apply;
  Texts changes;
};

void check(const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) {
    ProcedureDef edited = everything();
    edit.apply(edited);
    INFO((edit.changes.empty() ? "nothing" : edit.changes.front()));
    CHECK(change_texts(everything(), edited) == edit.changes);
  }
}

FieldDef& a_field(ProcedureDef& p, std::size_t place) { return p.steps[0].fields[place]; }
Limits& a_limits(ProcedureDef& p, std::size_t place) { return *a_field(p, place).limits; }
RequirementDef& bolt(ProcedureDef& p) { return p.steps[0].requirements[0]; }

}  // namespace

// A new member of a definition makes one of these stop compiling: give it an edit below.
TEST_CASE("no member of a definition is forgotten") {
  const auto [p1, p2, p3, p4, p5, p6, p7, p8] = ProcedureDef{};
  const auto [s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14] = StepDef{};
  const auto [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17] = FieldDef{};
  const auto [l1, l2, l3, l4, l5] = Limits{};
  const auto [r1, r2, r3, r4, r5, r6, r7] = RequirementDef{};
  const auto [a1, a2, a3] = ApprovalDef{};
  const auto [o1, o2, o3] = OutsideDef{};
  CHECK((p1.empty() && s1.empty() && f1.empty() && !l1 && r1.empty() && a1.empty() && o1.empty()));
}

TEST_CASE("each edit of a procedure is one change") {
  check({
      {[](ProcedureDef& p) { p.key = "q"; }, {"renamed . procedure: p -> q"}},
      {[](ProcedureDef& p) { p.title = "Q"; }, {"changed . title: P -> Q"}},
      {[](ProcedureDef& p) { p.type = ProcedureType::kTest; }, {"changed . type: build -> test"}},
      {[](ProcedureDef& p) {
         p.parts = {"P-3", "P-1"};
       },
       {"changed . parts: P-1, P-2 -> P-3, P-1"}},
      {[](ProcedureDef& p) { p.parts.clear(); }, {"changed . parts: P-1, P-2 -> -"}},
      {[](ProcedureDef& p) { p.flow = Flow::kGraph; }, {"changed . flow: serial -> graph"}},
      {[](ProcedureDef& p) { p.attributes[0].value = "D-2"; }, {"changed . attributes.drawing: D-1 -> D-2"}},
      {[](ProcedureDef& p) {
         p.attributes.push_back({"note", ""});
       },
       {"changed . attributes.note: - -> "}},
      {[](ProcedureDef& p) { p.attributes.clear(); }, {"changed . attributes.drawing: D-1 -> -"}},
      {[](ProcedureDef& p) { p.approvals[0].role = "lead"; },
       {"changed . approval:gate role: quality -> lead"}},
      {[](ProcedureDef& p) { p.approvals[0].count = 2; }, {"changed . approval:gate count: 1 -> 2"}},
      {[](ProcedureDef& p) {
         p.approvals.push_back({"end", "lead", 1});
       },
       {"added . approval:end: - -> lead"}},
      {[](ProcedureDef& p) { p.approvals.clear(); }, {"removed . approval:gate: quality -> -"}},
  });
}

TEST_CASE("each edit of a step is one change") {
  check({
      {[](ProcedureDef& p) { p.steps[0].title = "A"; }, {"changed a title: Step a -> A"}},
      {[](ProcedureDef& p) { p.steps[0].instructions = "Do."; }, {"changed a instructions: - -> Do."}},
      {[](ProcedureDef& p) { p.steps[1].instructions = "Do it!"; },
       {"changed b instructions: Do it. -> Do it!"}},
      {[](ProcedureDef& p) { p.steps[0].required = false; }, {"changed a required: true -> false"}},
      {[](ProcedureDef& p) { p.steps[0].location = "L"; }, {"changed a location: - -> L"}},
      {[](ProcedureDef& p) { p.steps[0].lead_time = "2h"; }, {"changed a lead_time: - -> 2h"}},
      {[](ProcedureDef& p) { p.steps[4].use = "std:deburr@2"; },
       {"changed e use: std:deburr@1 -> std:deburr@2"}},
      {[](ProcedureDef& p) { p.steps[1].outside->operation = "paint"; },
       {"changed b outside.operation: plating -> paint"}},
      {[](ProcedureDef& p) { p.steps[1].outside->supplier = ""; }, {"changed b outside.supplier: ACME -> -"}},
      {[](ProcedureDef& p) { p.steps[1].outside->lead_time = "4d"; },
       {"changed b outside.lead_time: 3d -> 4d"}},
      {[](ProcedureDef& p) {
         p.steps[0].outside = OutsideDef{"plating", "", ""};
       },
       {"changed a outside.operation: - -> plating"}},
      {[](ProcedureDef& p) { p.steps[0].approvals[0].role = "quality"; },
       {"changed a approval:lead role: lead -> quality"}},
      {[](ProcedureDef& p) { p.steps[0].approvals[0].count = 1; }, {"changed a approval:lead count: 2 -> 1"}},
      {[](ProcedureDef& p) { p.steps[0].approvals[0].id = "chief"; },
       {"removed a approval:lead: lead -> -", "added a approval:chief: - -> lead"}},
      {[](ProcedureDef& p) {
         p.steps[3].after = Texts{"a", "b"};
       },
       {"changed d after: c -> a, b"}},
      {[](ProcedureDef& p) { p.steps[3].after = Texts{}; }, {"changed d after: c -> -"}},
      {[](ProcedureDef& p) { p.steps[2].steps[2].key = "x"; }, {"renamed x id: c3 -> x"}},
  });
}

TEST_CASE("each edit of a field is one change") {
  check({
      {[](ProcedureDef& p) { a_field(p, 0).title = "T"; }, {"changed a nm title: nm -> T"}},
      {[](ProcedureDef& p) { a_field(p, 2).type = FieldType::kMultiselect; },
       {"changed a pick type: select -> multiselect"}},
      {[](ProcedureDef& p) { a_field(p, 0).required = true; }, {"changed a nm required: false -> true"}},
      {[](ProcedureDef& p) { a_field(p, 0).allow_na = true; }, {"changed a nm allow_na: false -> true"}},
      {[](ProcedureDef& p) { a_field(p, 0).per_unit = true; }, {"changed a nm per_unit: false -> true"}},
      {[](ProcedureDef& p) { a_field(p, 0).unit = "lbf.in"; }, {"changed a nm unit: N.m -> lbf.in"}},
      {[](ProcedureDef& p) { a_field(p, 0).help = "H"; }, {"changed a nm help: - -> H"}},
      {[](ProcedureDef& p) {
         a_field(p, 2).options = {"blue", "red"};
       },
       {"changed a pick options: red, blue -> blue, red"}},
      {[](ProcedureDef& p) { a_field(p, 2).options.push_back("green"); },
       {"changed a pick options: red, blue -> red, blue, green"}},
      {[](ProcedureDef& p) { a_field(p, 3).role = "lead"; }, {"changed a sign role: quality -> lead"}},
      {[](ProcedureDef& p) { a_field(p, 3).peer = true; }, {"changed a sign peer: false -> true"}},
      {[](ProcedureDef& p) { a_field(p, 3).meaning = SignMeaning::kApproved; },
       {"changed a sign meaning: performed -> approved"}},
      {[](ProcedureDef& p) {
         a_field(p, 4).row_names = {"right", "left"};
       },
       {"changed a table rows: left, right -> right, left"}},
      {[](ProcedureDef& p) { a_field(p, 5).min_rows = 2; }, {"changed a rows rows.min: 1 -> 2"}},
      {[](ProcedureDef& p) { a_field(p, 5).max_rows = 9; }, {"changed a rows rows.max: - -> 9"}},
      {[](ProcedureDef& p) { a_field(p, 4).columns[1].required = true; },
       {"changed a table/y required: false -> true"}},
      {[](ProcedureDef& p) { a_field(p, 5).columns[0].limits->max = number("4"); },
       {"changed a rows/w limits.max: 3 -> 4"}},
      {[](ProcedureDef& p) { a_field(p, 4).columns.push_back(field("v")); }, {"added a table/v: - -> v"}},
      {[](ProcedureDef& p) { a_field(p, 4).columns.erase(a_field(p, 4).columns.begin()); },
       {"removed a table/x: x -> -"}},
      {[](ProcedureDef& p) { std::swap(a_field(p, 4).columns[0], a_field(p, 4).columns[2]); },
       {"moved a table/z order: y -> -", "moved a table/y order: x -> z"}},
      {[](ProcedureDef& p) { p.steps[0].fields.erase(p.steps[0].fields.begin() + 2); },
       {"removed a pick: pick -> -"}},
      {[](ProcedureDef& p) { p.steps[2].fields = {field("n")}; }, {"added c n: - -> n"}},
      {[](ProcedureDef& p) {
         const FieldDef first = a_field(p, 0);
         p.steps[0].fields.erase(p.steps[0].fields.begin());
         p.steps[0].fields.push_back(first);
       },
       {"moved a nm order: - -> rows"}},
  });
}

TEST_CASE("each edit of limits is one change") {
  check({
      {[](ProcedureDef& p) { a_limits(p, 0).min = number("9"); }, {"changed a nm limits.min: 9.5 -> 9"}},
      {[](ProcedureDef& p) { a_limits(p, 0).max = number("11"); }, {"changed a nm limits.max: 10.5 -> 11"}},
      {[](ProcedureDef& p) { a_limits(p, 0).max.reset(); }, {"changed a nm limits.max: 10.5 -> -"}},
      {[](ProcedureDef& p) { a_limits(p, 0).target = number("10"); },
       {"changed a nm limits.target: - -> 10"}},
      {[](ProcedureDef& p) { a_limits(p, 1).target = number("3.2"); },
       {"changed a rail limits.target: 3.3 -> 3.2"}},
      {[](ProcedureDef& p) { a_limits(p, 1) = around("3.3", "0.2", "0.2"); },
       {"changed a rail limits.tolerance: 0.1 -> 0.2"}},
      {[](ProcedureDef& p) { a_limits(p, 1).tolerance_plus = number("0.2"); },
       {"changed a rail limits.tolerance_plus: 0.1 -> 0.2"}},
      {[](ProcedureDef& p) { a_limits(p, 1).tolerance_minus = number("0.2"); },
       {"changed a rail limits.tolerance_minus: 0.1 -> 0.2"}},
      {[](ProcedureDef& p) { a_field(p, 1).limits.reset(); },
       {"changed a rail limits.target: 3.3 -> -", "changed a rail limits.tolerance: 0.1 -> -"}},
      // The same bounds written in the other way: only whether a target is named differs.
      {[](ProcedureDef& p) { a_limits(p, 0) = around("10", "0.5", "0.50"); },
       {"changed a nm limits.target: - -> 10"}},
      {[](ProcedureDef& p) { a_limits(p, 1) = bounds("3.20", "3.4"); },
       {"changed a rail limits.target: 3.3 -> -"}},
      {[](ProcedureDef& p) { a_limits(p, 0) = around("10", "0.5", "1"); },
       {"changed a nm limits.target: - -> 10", "changed a nm limits.min: 9.5 -> 9"}},
  });
}

TEST_CASE("each edit of a requirement is one change") {
  check({
      {[](ProcedureDef& p) { bolt(p).revision = "B"; }, {"changed a part:BOLT revision: - -> B"}},
      {[](ProcedureDef& p) { bolt(p).quantity = *Quantity::parse("4.5"); },
       {"changed a part:BOLT quantity: 4 -> 4.5"}},
      {[](ProcedureDef& p) { bolt(p).minimum = Quantity::whole(2); },
       {"changed a part:BOLT minimum: - -> 2"}},
      {[](ProcedureDef& p) { bolt(p).substitutes.pop_back(); },
       {"changed a part:BOLT substitutes: BOLT-2, BOLT-3 -> BOLT-2"}},
      {[](ProcedureDef& p) { bolt(p).designators.push_back("B3"); },
       {"changed a part:BOLT designators: B1, B2 -> B1, B2, B3"}},
      {[](ProcedureDef& p) {
         bolt(p).trace_only = true;
         bolt(p).quantity = Quantity();
       },
       {"changed a part:BOLT trace_only: false -> true", "changed a part:BOLT quantity: 4 -> -"}},
      {[](ProcedureDef& p) { p.steps[0].requirements.clear(); }, {"removed a part:BOLT: 4 -> -"}},
      {[](ProcedureDef& p) { bolt(p).part = "NUT"; },
       {"removed a part:BOLT: 4 -> -", "added a part:NUT: - -> 4"}},
  });
}

TEST_CASE("what means the same is no change") {
  check({
      {[](ProcedureDef&) {}, {}},
      {[](ProcedureDef& p) { a_limits(p, 0) = bounds("9.50", "1.05e1"); }, {}},
      {[](ProcedureDef& p) { a_limits(p, 1) = around("3.30", "0.10", "1e-1"); }, {}},
      {[](ProcedureDef& p) {
         a_limits(p, 1) = bounds("3.2", "3.4");
         a_limits(p, 1).target = number("3.3");
       },
       {}},
      {[](ProcedureDef& p) { p.steps[1].outside->lead_time = "72h"; }, {}},
      {[](ProcedureDef& p) { p.steps[1].instructions = "Do it.  \n\n"; }, {}},
      {[](ProcedureDef& p) { bolt(p).minimum = Quantity::whole(4); }, {}},
      {[](ProcedureDef& p) { std::swap(bolt(p).designators[0], bolt(p).designators[1]); }, {}},
      {[](ProcedureDef& p) { std::swap(bolt(p).substitutes[0], bolt(p).substitutes[1]); }, {}},
      {[](ProcedureDef& p) { std::swap(p.parts[0], p.parts[1]); }, {}},
      {[](ProcedureDef& p) { p.steps[3].after = Texts{"c"}; }, {}},
      {[](ProcedureDef& p) { p.steps[0].after = Texts{}; }, {}},
      {[](ProcedureDef& p) { p.steps[2].steps[1].after = Texts{"c1"}; }, {}},
  });
}

TEST_CASE("steps come, go and move") {
  const ProcedureDef abcd = procedure({step("a"), step("b"), step("c"), step("d")});
  const auto against = [&](std::vector<StepDef> steps) {
    return change_texts(abcd, procedure(std::move(steps)));
  };
  CHECK(against({step("a"), step("n"), step("b"), step("c"), step("d")}) == Texts{"added n: - -> Step n"});
  CHECK(against({step("a"), step("c"), step("d")}) == Texts{"removed b: Step b -> -"});
  CHECK(against({step("d"), step("a"), step("b"), step("c")}) == Texts{"moved d order: c -> -"});
  CHECK(against({step("b"), step("c"), step("d"), step("a")}) == Texts{"moved a order: - -> d"});
  CHECK(against({step("a"), step("b", {step("d")}), step("c")}) == Texts{"moved d parent: - -> b"});
  // A parent around steps that are there: it is new, they have moved.
  CHECK(against({step("a"), step("g", {step("b"), step("c")}), step("d")}) ==
        Texts{"added g: - -> Step g", "moved b parent: - -> g", "moved c parent: - -> g"});
  // Removed ones are reported at the place that they had.
  CHECK(against({step("n"), step("a"), step("d")}) ==
        Texts{"added n: - -> Step n", "removed b: Step b -> -", "removed c: Step c -> -"});
  // With a parent its children go; one that stays has moved.
  CHECK(change_texts(procedure({step("g", {step("b"), step("c")}), step("d")}),
                     procedure({step("d"), step("c")})) ==
        Texts{"removed g: Step g -> -", "removed b: Step b -> -", "moved c parent: g -> -"});
}

TEST_CASE("a renamed step is the same step where only one fits") {
  const auto named = [](const std::string& key, const std::string& title) {
    StepDef out = step(key);
    out.title = title;
    return out;
  };
  const ProcedureDef before = procedure({step("a"), named("wash", "Wash"), step_after("c", {"wash", "a"})});
  CHECK(
      change_texts(before, procedure({step("a"), named("clean", "Wash"), step_after("c", {"a", "clean"})})) ==
      Texts{"renamed clean id: wash -> clean"});
  CHECK(change_texts(before, procedure({step("a"), named("clean", "Clean"), step_after("c", {"a"})})) ==
        Texts{"removed wash: Wash -> -", "added clean: - -> Clean", "changed c after: wash, a -> a"});
  // Two fit: nobody can say which.
  CHECK(
      change_texts(procedure({named("w1", "Wash")}), procedure({named("w2", "Wash"), named("w3", "Wash")})) ==
      Texts{"removed w1: Wash -> -", "added w2: - -> Wash", "added w3: - -> Wash"});
  // Children keep their keys and their parent.
  StepDef old_parent = named("g", "Group");
  old_parent.steps = {step("x"), step("y")};
  StepDef new_parent = old_parent;
  new_parent.key = "h";
  CHECK(change_texts(procedure({old_parent}), procedure({new_parent})) == Texts{"renamed h id: g -> h"});
}

TEST_CASE("dependencies compare by the steps that are waited for") {
  const auto serial = [](std::vector<StepDef> steps) { return procedure(std::move(steps)); };
  const auto graph = [](std::vector<StepDef> steps) { return procedure(std::move(steps), Flow::kGraph); };
  const ProcedureDef abc = serial({step("a"), step("b"), step("c")});

  // A neighbour of a serial flow explains itself, also when the edge was written out.
  CHECK(change_texts(serial({step("a"), step("b"), step_after("c", {"b"})}),
                     serial({step("a"), step("c")})) == Texts{"removed b: Step b -> -"});
  // An edge that is written although the flow would now imply another one stays what it was.
  CHECK(change_texts(abc, serial({step("a"), step("b"), step("n"), step_after("c", {"b"})})) ==
        Texts{"added n: - -> Step n"});
  CHECK(change_texts(abc, serial({step("a"), step("b"), step_after("c", {"a"})})) ==
        Texts{"changed c after: b -> a"});
  CHECK(change_texts(abc, serial({step("a"), step("b"), step_after("c", {"b", "a"})})) ==
        Texts{"changed c after: b -> b, a"});
  CHECK(change_texts(serial({step("a"), step("b"), step_after("c", {"b", "a"})}),
                     serial({step("a"), step("b"), step_after("c", {"a", "b"})}))
            .empty());
  // Written edges always show, to added and from removed steps too.
  CHECK(change_texts(graph({step("a"), step_after("c", {"a"})}),
                     graph({step("a"), step("n"), step_after("c", {"a", "n"})})) ==
        Texts{"added n: - -> Step n", "changed c after: a -> a, n"});
  CHECK(change_texts(graph({step("a"), step("b"), step_after("c", {"a", "b"})}),
                     graph({step("a"), step_after("c", {"a"})})) ==
        Texts{"removed b: Step b -> -", "changed c after: a, b -> a"});
  // The flow changes, the edges do not; and those that went with the flow are said by it.
  CHECK(change_texts(abc, graph({step("a"), step_after("b", {"a"}), step_after("c", {"b"})})) ==
        Texts{"changed . flow: serial -> graph"});
  CHECK(change_texts(abc, graph({step("a"), step("b"), step_after("c", {"a"})})) ==
        Texts{"changed . flow: serial -> graph", "changed c after: b -> a"});
}
