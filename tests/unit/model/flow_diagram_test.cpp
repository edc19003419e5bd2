#include "model/flow_diagram.h"

#include <catch2/catch.hpp>

using namespace traveler;

namespace {

StepDef step(const char* key, std::vector<StepDef> children = {}) {
  StepDef out;
  out.key = key;
  out.title = std::string("Step ") + key;
  out.steps = std::move(children);
  return out;
}

/// "a>b" for each edge: b waits for a.
std::string edges(const FlowDiagram& diagram) {
  std::string out;
  for (const auto& [from, to] : diagram.edges)
    out += (out.empty() ? "" : " ") + diagram.nodes[from].key + '>' + diagram.nodes[to].key;
  return out;
}

}  // namespace

TEST_CASE("flow diagram: steps, parents and edges are those of the plan", "[model][flow]") {
  ProcedureDef procedure;
  procedure.title = "Valve";
  procedure.steps = {step("a", {step("a1"), step("a2")}), step("b")};
  procedure.steps[1].after = {"a1"};
  procedure.steps[0].required = false;
  const FlowDiagram diagram = flow_diagram(procedure);
  CHECK(diagram.title == "Valve");
  REQUIRE(diagram.nodes.size() == 4);
  CHECK(diagram.nodes[2].number == "1.2");
  CHECK(diagram.nodes[2].parent == 0);
  CHECK(diagram.nodes[0].parent == FlowDiagram::kTop);
  CHECK_FALSE(diagram.nodes[0].required);
  CHECK_FALSE(diagram.nodes[0].state.has_value());
  CHECK(edges(diagram) == "a1>a2 a1>b");
  CHECK(flow_children(diagram) == std::vector<std::vector<std::size_t>>{{1, 2}, {}, {}, {}, {0, 3}});
}

TEST_CASE("flow diagram: what sets a step apart", "[model][flow]") {
  StepDef table = step("table");
  FieldDef column;
  column.type = FieldType::kSignoff;
  FieldDef rows;
  rows.type = FieldType::kTable;
  rows.columns = {column};
  table.fields = {rows};
  StepDef plating = step("plating");
  plating.outside = OutsideDef{"plating", "", ""};
  StepDef shared = step("clean");
  shared.use = "std:clean@3";
  ProcedureDef procedure;
  procedure.steps = {table, plating, shared};
  const FlowDiagram diagram = flow_diagram(procedure);
  CHECK(diagram.nodes[0].signoff);
  CHECK_FALSE(diagram.nodes[1].signoff);
  CHECK(diagram.nodes[1].outside);
  CHECK(diagram.nodes[2].standard);
  CHECK(diagram.nodes[2].key == "clean");
  CHECK(diagram.nodes[2].title == "std:clean@3");
}
