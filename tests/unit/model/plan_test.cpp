#include "model/plan.h"

#include <catch2/catch.hpp>
#include <functional>
#include <set>

using namespace traveler;

namespace {

StepDef step(const char* key, std::vector<StepDef> children = {}) {
  StepDef out;
  out.key = key;
  out.title = std::string("Step ") + key;
  out.steps = std::move(children);
  return out;
}

ProcedureDef procedure(std::vector<StepDef> steps, Flow flow = Flow::kSerial) {
  ProcedureDef out;
  out.key = "bracket";
  out.title = "Bracket";
  out.flow = flow;
  out.steps = std::move(steps);
  return out;
}

Plan plan_of(const ProcedureDef& definition) {
  // Any text that tells definitions apart will do here.
  return make_plan(definition,
                   [](const StepDef& s) { return "{\"title\":\"" + s.title + s.instructions + "\"}"; });
}

Plan derive_of(const Plan& base, const ProcedureDef& definition) {
  return derive_plan(base, definition,
                     [](const StepDef& s) { return "{\"title\":\"" + s.title + s.instructions + "\"}"; });
}

std::string slots(const Plan& plan) {
  std::string out;
  for (const PlanStep& row : plan.steps) out += row.key + '=' + std::to_string(row.slot) + ' ';
  return out;
}

const PlanStep& find(const Plan& plan, std::string_view key) {
  for (const PlanStep& row : plan.steps) {
    if (row.key == key) return row;
  }
  FAIL("no step " << key);
  return plan.steps.front();
}

/// "b<a" for each edge: b waits for a.
std::set<std::string> edges(const Plan& plan) {
  std::set<std::string> out;
  for (const auto& [down, up] : plan.edges) {
    out.insert(plan.steps.at(static_cast<std::size_t>(down - 1)).key + '<' +
               plan.steps.at(static_cast<std::size_t>(up - 1)).key);
  }
  return out;
}

using Set = std::set<std::string>;

ProcedureDef nested() {
  return procedure({step("a", {step("a1", {step("a11")}), step("a2")}), step("b"), step("c")});
}

}  // namespace

TEST_CASE("plan: steps are numbered by level, in the order written") {
  const Plan plan = plan_of(nested());
  std::string numbers;
  for (const PlanStep& row : plan.steps) numbers += row.key + '=' + row.number + ' ';
  CHECK(numbers == "a=1 a1=1.1 a11=1.1.1 a2=1.2 b=2 c=3 ");
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    CHECK(plan.steps[i].slot == static_cast<std::int64_t>(i) + 1);
    CHECK(plan.steps[i].position == plan.steps[i].slot);
  }
  CHECK_FALSE(find(plan, "a").parent.has_value());
  CHECK(find(plan, "a1").parent == find(plan, "a").slot);
  CHECK(find(plan, "a11").parent == find(plan, "a1").slot);
  CHECK(find(plan, "a").children == 2);
  CHECK(find(plan, "a1").children == 1);
  CHECK(find(plan, "b").children == 0);
  CHECK(find(plan, "a2").title == "Step a2");
}

TEST_CASE("plan: in serial flow each step waits for the sibling before it, on every level") {
  CHECK(edges(plan_of(nested())) == Set{"a2<a1", "b<a", "c<b"});
}

TEST_CASE("plan: in graph flow only the written edges count") {
  ProcedureDef graph = nested();
  graph.flow = Flow::kGraph;
  CHECK(edges(plan_of(graph)).empty());
  graph.steps[2].after = {"a", "b"};
  CHECK(edges(plan_of(graph)) == Set{"c<a", "c<b"});
}

TEST_CASE("plan: after replaces the serial edge, and an empty one removes it") {
  ProcedureDef serial = nested();
  serial.steps[2].after = {"a"};
  CHECK(edges(plan_of(serial)) == Set{"a2<a1", "b<a", "c<a"});
  serial.steps[1].after.emplace();
  CHECK(edges(plan_of(serial)) == Set{"a2<a1", "c<a"});
  serial.steps[1].after = {"c", "a11"};  // forward and across parents
  serial.steps[2].after.emplace();
  CHECK(edges(plan_of(serial)) == Set{"a2<a1", "b<c", "b<a11"});
  serial.steps[1].after = {"c", "c"};
  const Plan twice = plan_of(serial);
  CHECK(edges(twice) == Set{"a2<a1", "b<c"});
  CHECK(find(twice, "b").upstreams == 1);
  CHECK(find(twice, "c").upstreams == 0);
}

TEST_CASE("plan: a step is required for the run when it and all its ancestors are") {
  ProcedureDef optional = nested();
  optional.steps[0].steps[0].required = false;
  const Plan plan = plan_of(optional);
  const auto required = [&](const char* key) {
    return std::pair(find(plan, key).required, find(plan, key).required_for_run);
  };
  CHECK(required("a") == std::pair(true, true));
  CHECK(required("a1") == std::pair(false, false));
  CHECK(required("a11") == std::pair(true, false));
  CHECK(required("a2") == std::pair(true, true));
  CHECK(required("b") == std::pair(true, true));
}

TEST_CASE("plan: equal procedures have equal plans, whatever their keys and titles") {
  const Plan one = plan_of(nested());
  CHECK(one.digest == plan_of(nested()).digest);
  ProcedureDef renamed = nested();
  renamed.key = "other";
  renamed.title = "Other";
  CHECK(plan_of(renamed).digest == one.digest);
  // Written as `after`, an edge is the same edge.
  ProcedureDef written = nested();
  written.steps[1].after = {"a"};
  CHECK(plan_of(written).digest == one.digest);
}

TEST_CASE("plan: the digest tells apart everything that a run sees") {
  const std::vector<std::pair<const char*, std::function<void(ProcedureDef&)>>> edits{
      {"nothing", [](ProcedureDef&) {}},
      {"a key", [](ProcedureDef& p) { p.steps[2].key = "d"; }},
      {"a title", [](ProcedureDef& p) { p.steps[2].title = "Step d"; }},
      {"required", [](ProcedureDef& p) { p.steps[2].required = false; }},
      {"a place", [](ProcedureDef& p) { p.steps[2].location = "WC-10"; }},
      {"another place", [](ProcedureDef& p) { p.steps[2].location = "WC-11"; }},
      {"a definition", [](ProcedureDef& p) { p.steps[2].instructions = "Mind the gap."; }},
      {"an edge more",
       [](ProcedureDef& p) {
         p.steps[2].after = {"a", "b"};
       }},
      {"an edge less", [](ProcedureDef& p) { p.steps[2].after.emplace(); }},
      {"another edge", [](ProcedureDef& p) { p.steps[2].after = {"a"}; }},
      {"a step more", [](ProcedureDef& p) { p.steps.push_back(step("d")); }},
      {"a step less", [](ProcedureDef& p) { p.steps.pop_back(); }},
      {"the order", [](ProcedureDef& p) { std::swap(p.steps[1], p.steps[2]); }},
      {"a parent",
       [](ProcedureDef& p) {
         p.steps[0].steps.push_back(step("c"));
         p.steps.pop_back();
       }},
      {"title and place run together",
       [](ProcedureDef& p) {
         p.steps[2].title = "Step c 5:WC-10";
         p.steps[2].location = "";
       }},
  };
  std::set<Digest> digests;
  for (const auto& [what, edit] : edits) {
    ProcedureDef definition = nested();
    edit(definition);
    CAPTURE(what);
    CHECK(digests.insert(plan_of(definition).digest).second);
  }
}

TEST_CASE("plan: digests stay what they were in workspaces already written") {
  CHECK(plan_of(procedure({step("a"), step("b")})).digest.hex() ==
        "4375fdbe259eae5808913fd4ded016a995b47ac05ef468e1dd0d9ecb23dc2749");
}

TEST_CASE("plan: definitions go under the digest of their text") {
  const Plan plan = plan_of(nested());
  REQUIRE(plan.definitions.size() == plan.steps.size());
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    CHECK(plan.definitions[i].body == "{\"title\":\"Step " + plan.steps[i].key + "\"}");
    CHECK(plan.definitions[i].digest == sha256({plan.definitions[i].body}));
  }
}

TEST_CASE("plan: a derived plan keeps the slots of the steps that stay, and never reuses one") {
  const Plan first = plan_of(nested());  // a=1 a1=2 a11=3 a2=4 b=5 c=6
  CHECK(first.last_slot == 6);
  ProcedureDef changed = nested();
  changed.steps.erase(changed.steps.begin() + 2);            // c goes
  changed.steps.insert(changed.steps.begin(), step("new"));  // and one comes before all others
  changed.steps[1].steps.push_back(step("inner"));
  std::swap(changed.steps[1].steps[0], changed.steps[1].steps[1]);  // a2 before a1
  const Plan second = derive_of(first, changed);
  CHECK(slots(second) == "new=7 a=1 a2=4 a1=2 a11=3 inner=8 b=5 ");
  CHECK(second.last_slot == 8);
  for (std::size_t i = 0; i < second.steps.size(); ++i)
    CHECK(second.steps[i].position == static_cast<std::int64_t>(i) + 1);
  CHECK(find(second, "a1").parent == 1);
  CHECK(find(second, "inner").parent == 1);
  // Serial: new, a, b; within a: a2, a1, inner.
  CHECK(second.edges == std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 7}, {2, 4}, {5, 1}, {8, 2}});
  CHECK(find(second, "a").upstreams == 1);
  CHECK(find(second, "new").upstreams == 0);
  CHECK(find(second, "b").upstreams == 1);

  // The slot of c is not given again, nor, after they went too, those of new and inner.
  const Plan third = derive_of(second, nested());
  CHECK(slots(third) == "a=1 a1=2 a11=3 a2=4 b=5 c=9 ");
  ProcedureDef less = nested();
  less.steps.pop_back();
  const Plan fourth = derive_of(third, less);
  CHECK(fourth.last_slot == 9);
  less.steps.push_back(step("d"));
  CHECK(slots(derive_of(fourth, less)) == "a=1 a1=2 a11=3 a2=4 b=5 d=10 ");
}

TEST_CASE("plan: deriving a plan without a change gives the same plan") {
  const Plan plan = plan_of(nested());
  CHECK(derive_of(plan, nested()).digest == plan.digest);
}

TEST_CASE("plan: the digest tells apart plans that differ in the slots that were used before") {
  const Plan plan = plan_of(nested());
  ProcedureDef more = nested();
  more.steps.push_back(step("d"));
  const Plan back = derive_of(derive_of(plan, more), nested());
  CHECK(slots(back) == slots(plan));
  CHECK(back.last_slot == 7);
  CHECK(back.digest != plan.digest);
  std::vector<Digest> definitions;
  for (const PlanDefinition& definition : back.definitions) definitions.push_back(definition.digest);
  CHECK(plan_digest(back.steps, definitions, back.edges, 7) == back.digest);
  CHECK(plan_digest(back.steps, definitions, back.edges, 6) == plan.digest);
  CHECK(plan_digest(back.steps, definitions, back.edges) == plan.digest);
}

TEST_CASE("plan: the approvals of the run come from the procedure and stay through derived plans") {
  ProcedureDef gated = nested();
  gated.approvals = {{"buyoff", "quality", 2}};
  const Plan plan = plan_of(gated);
  REQUIRE(plan.approvals.size() == 1);
  CHECK(plan.approvals[0].id == "buyoff");
  CHECK(plan.approvals[0].role == "quality");
  CHECK(plan.approvals[0].count == 2);
  // The digest is that of workspaces already written.
  CHECK(plan.digest == plan_of(nested()).digest);
  const Plan derived = derive_of(plan, nested());
  REQUIRE(derived.approvals.size() == 1);
  CHECK(derived.approvals[0].id == "buyoff");
}

TEST_CASE("plan: a step knows the standard step that it is or is part of") {
  ProcedureDef uses =
      procedure({step("cut"),
                 step("wash", {step("wash.rinse", {step("wash.rinse.dry")}), step("washed"), step("own")})});
  uses.steps[1].use = "std:wash@3";
  const Plan plan = plan_of(uses);
  CHECK(find(plan, "cut").standard.empty());
  CHECK(find(plan, "wash").standard == "std:wash");
  CHECK(find(plan, "wash.rinse").standard == "std:wash/rinse");
  CHECK(find(plan, "wash.rinse.dry").standard == "std:wash/rinse.dry");
  // What was put into it by other means is none of its children.
  CHECK(find(plan, "washed").standard.empty());
  CHECK(find(plan, "own").standard.empty());

  ProcedureDef renamed = procedure({step("again", {step("again.rinse")})});
  renamed.steps[0].use = "std:wash@4";
  const Plan other = plan_of(renamed);
  CHECK(find(other, "again").standard == "std:wash");
  CHECK(find(other, "again.rinse").standard == "std:wash/rinse");
}

TEST_CASE("plan: the meaning of a definition is what it says without the revision that says it") {
  const auto body = [](const StepDef& s) { return s.use + '|' + s.title + s.instructions; };
  ProcedureDef uses = procedure({step("cut"), step("wash")});
  uses.steps[1].use = "std:wash@3";
  const Plan plan = make_plan(uses, body);
  CHECK(plan.definitions[0].meaning == plan.definitions[0].digest);
  CHECK(plan.definitions[1].digest == sha256({"std:wash@3|Step wash"}));
  CHECK(plan.definitions[1].meaning == sha256({"|Step wash"}));
  uses.steps[1].use = "std:wash@4";
  CHECK(make_plan(uses, body).definitions[1].meaning == plan.definitions[1].meaning);
  CHECK(make_plan(uses, body).definitions[1].digest != plan.definitions[1].digest);
  uses.steps[1].instructions = "Hot.";
  CHECK(make_plan(uses, body).definitions[1].meaning != plan.definitions[1].meaning);
}

TEST_CASE("plan: a definition tells whether it is an outside process") {
  ProcedureDef plated = procedure({step("cut"), step("plate")});
  plated.steps[1].outside.emplace();
  const Plan plan = plan_of(plated);
  CHECK_FALSE(plan.definitions[0].outside);
  CHECK(plan.definitions[1].outside);
}

TEST_CASE("plan: fields become rows, a table with its columns") {
  const auto number = [](const char* text) { return TypedNumber{text, *Decimal::parse(text)}; };
  StepDef definition = step("torque");
  FieldDef nm;
  nm.key = "nm";
  nm.type = FieldType::kNumber;
  nm.unit = "N.m";
  nm.limits.emplace();
  nm.limits->target = number("10");
  nm.limits->tolerance_plus = number("0.50");
  nm.limits->tolerance_minus = number("0.25");
  FieldDef bores;
  bores.key = "bores";
  bores.type = FieldType::kTable;
  FieldDef diameter;
  diameter.key = "diameter";
  diameter.type = FieldType::kNumber;
  diameter.limits.emplace();
  diameter.limits->max = number("8.10");
  FieldDef same;  // a column may be called as its table
  same.key = "bores";
  bores.columns = {diameter, same};
  definition.fields = {nm, bores};
  const auto rows = plan_fields(definition);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].field == "nm");
  CHECK(rows[0].column.empty());
  CHECK(rows[0].unit == "N.m");
  CHECK(rows[0].min == "9.75");
  CHECK(rows[0].max == "10.5");
  CHECK(rows[1].field == "bores");
  CHECK(rows[1].column.empty());
  CHECK(rows[1].type == FieldType::kTable);
  CHECK(rows[2].field == "bores");
  CHECK(rows[2].column == "diameter");
  CHECK(rows[2].min.empty());
  CHECK(rows[2].max == "8.10");
  CHECK(rows[3].column == "bores");
}
