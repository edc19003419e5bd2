#include "model/flow_layout.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "model/flow_level.h"
#include "random_seed.h"

using namespace traveler;
using traveler::testing::Dice;
using traveler::testing::random_seed;

namespace {

constexpr std::size_t kTop = FlowDiagram::kTop;

bool is_inside(const FlowDiagram& diagram, std::size_t node, std::size_t ancestor) {
  for (; node != kTop; node = diagram.nodes[node].parent) {
    if (node == ancestor) return true;
  }
  return false;
}

/// Steps nested at random; edges forward in the order of steps, `backward` percent of them turned around.
FlowDiagram random_diagram(Dice& dice, std::size_t count, int backward) {
  FlowDiagram diagram;
  std::vector<std::size_t> open;  // the parents that a further step may have, from the top down
  for (std::size_t i = 0; i < count; ++i) {
    FlowDiagram::Node node;
    node.key = "s" + std::to_string(i);
    while (!open.empty() && (open.size() > 4 || dice.chance(25))) open.pop_back();
    if (!open.empty()) node.parent = open.back();
    if (dice.chance(30)) open.push_back(i);
    diagram.nodes.push_back(node);
  }
  for (std::size_t to = 1; to < count; ++to) {
    const auto edges = dice.between(0, 2);
    for (int n = 0; n < edges; ++n) {
      const auto near = static_cast<std::int64_t>(dice.chance(70) && to > 4 ? to - 4 : 0);
      const auto from = static_cast<std::size_t>(dice.between(near, static_cast<std::int64_t>(to) - 1));
      if (is_inside(diagram, to, from) || is_inside(diagram, from, to)) continue;
      FlowDiagram::Edge edge{from, to};
      if (dice.chance(backward)) std::swap(edge.from, edge.to);
      if (std::find(diagram.edges.begin(), diagram.edges.end(), edge) == diagram.edges.end())
        diagram.edges.push_back(edge);
    }
  }
  return diagram;
}

std::vector<FlowSize> random_sizes(Dice& dice, const FlowDiagram& diagram) {
  std::vector<FlowSize> sizes;
  for (std::size_t i = 0; i < diagram.nodes.size(); ++i)
    sizes.push_back({200, static_cast<int>(dice.between(40, 90))});
  return sizes;
}

FlowDiagram chain(std::size_t count) {
  FlowDiagram diagram;
  diagram.nodes.resize(count);
  for (std::size_t i = 1; i < count; ++i) diagram.edges.push_back({i - 1, i});
  return diagram;
}

bool overlap(const FlowBox& a, const FlowBox& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

FlowBox area_of(FlowPoint a, FlowPoint b) {
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x), std::abs(a.y - b.y), 0};
}

/// Boxes share no place but a parent with its children, which it holds below its heading.
void check_boxes(const FlowDiagram& diagram, const std::vector<FlowSize>& sizes, const FlowLayout& layout) {
  for (std::size_t i = 0; i < diagram.nodes.size(); ++i) {
    const FlowBox& box = layout.boxes[i];
    CAPTURE(i);
    REQUIRE(box.x >= 0);
    REQUIRE(box.y >= 0);
    REQUIRE(box.x + box.width <= layout.size.width);
    REQUIRE(box.y + box.height <= layout.size.height);
    for (std::size_t j = i + 1; j < diagram.nodes.size(); ++j) {
      CAPTURE(j);
      if (!is_inside(diagram, j, i)) REQUIRE_FALSE(overlap(box, layout.boxes[j]));
    }
    if (const std::size_t parent = diagram.nodes[i].parent; parent != kTop) {
      const FlowBox& outer = layout.boxes[parent];
      REQUIRE(box.x > outer.x);
      REQUIRE(box.x + box.width < outer.x + outer.width);
      REQUIRE(box.y >= outer.y + sizes[parent].height);
      REQUIRE(box.y + box.height < outer.y + outer.height);
    }
  }
}

/// Every edge leads from its source to its target, downward unless it says otherwise, past all other steps.
void check_routes(const FlowDiagram& diagram, const FlowLayout& layout) {
  const auto children = flow_children(diagram);
  for (std::size_t i = 0; i < diagram.edges.size(); ++i) {
    const FlowRoute& route = layout.routes[i];
    auto [upper, lower] = diagram.edges[i];
    auto points = route.points;
    CAPTURE(upper, lower, route.upward);
    if (route.upward) {
      std::swap(upper, lower);
      std::reverse(points.begin(), points.end());
    }
    const FlowBox& from = layout.boxes[upper];
    const FlowBox& to = layout.boxes[lower];
    REQUIRE(points.size() >= 2);
    REQUIRE(points.front().y == from.y + from.height);
    REQUIRE(points.back().y == to.y);
    REQUIRE((points.front().x > from.x && points.front().x < from.x + from.width));
    REQUIRE((points.back().x > to.x && points.back().x < to.x + to.width));
    std::size_t a = upper;
    std::size_t b = lower;
    const auto holds = [&](std::size_t parent) {
      return parent == kTop || is_inside(diagram, lower, parent);
    };
    while (!holds(diagram.nodes[a].parent)) a = diagram.nodes[a].parent;
    while (diagram.nodes[b].parent != diagram.nodes[a].parent) b = diagram.nodes[b].parent;
    REQUIRE(layout.boxes[a].layer < layout.boxes[b].layer);
    for (std::size_t p = 0; p + 1 < points.size(); ++p) {
      // A line without width has no area: it is given some.
      FlowBox piece = area_of(points[p], points[p + 1]);
      piece.width = std::max(piece.width, 1);
      piece.height = std::max(piece.height, 1);
      for (std::size_t j = 0; j < diagram.nodes.size(); ++j) {
        if (!children[j].empty() || j == upper || j == lower) continue;
        CAPTURE(j, p);
        REQUIRE_FALSE(overlap(piece, layout.boxes[j]));
      }
    }
  }
}

}  // namespace

namespace traveler {
bool operator==(const FlowBox& a, const FlowBox& b) {
  return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height && a.layer == b.layer;
}
}  // namespace traveler

TEST_CASE("flow layout: boxes and edges of random diagrams keep out of each other's way", "[model][flow]") {
  const std::uint32_t seed = random_seed();
  Dice dice(seed);
  CAPTURE(seed);
  for (int round = 0; round < 60; ++round) {
    const auto count = static_cast<std::size_t>(dice.between(1, round % 10 == 0 ? 150 : 50));
    const int backward = round % 3 == 0 ? 15 : 0;
    CAPTURE(round, count);
    const FlowDiagram diagram = random_diagram(dice, count, backward);
    const auto sizes = random_sizes(dice, diagram);
    const FlowLayout layout = lay_out_flow(diagram, sizes);
    REQUIRE(layout.boxes.size() == count);
    REQUIRE(layout.routes.size() == diagram.edges.size());
    check_boxes(diagram, sizes, layout);
    check_routes(diagram, layout);
    if (backward == 0) {
      CHECK(std::none_of(layout.routes.begin(), layout.routes.end(),
                         [](const FlowRoute& route) { return route.upward; }));
    }
    const FlowLayout again = lay_out_flow(diagram, sizes);
    CHECK(layout.boxes == again.boxes);
    for (std::size_t i = 0; i < layout.routes.size(); ++i)
      REQUIRE(layout.routes[i].points == again.routes[i].points);
  }
}

TEST_CASE("flow layout: short chains are one column, long ones fill a page", "[model][flow]") {
  const auto laid_out = [](std::size_t count) {
    return lay_out_flow(chain(count), std::vector<FlowSize>(count, {200, 60}));
  };
  CHECK(laid_out(10).size.width == 200);
  const FlowSize page = laid_out(50).size;
  CHECK(page.height < 1400);
  CHECK(page.width < 1800);
  CHECK(page.width > page.height);
}

TEST_CASE("flow layout: many steps of one layer stand in rows", "[model][flow]") {
  FlowDiagram diagram;
  diagram.nodes.resize(40);
  const FlowLayout layout = lay_out_flow(diagram, std::vector<FlowSize>(40, {200, 60}));
  CHECK(layout.size.width < 2000);
  CHECK(layout.size.height < 1000);
}

TEST_CASE("flow layout: what forks from one step stands around it", "[model][flow]") {
  FlowDiagram diagram;
  diagram.nodes.resize(5);
  diagram.edges = {{0, 1}, {0, 2}, {0, 3}, {1, 4}, {2, 4}, {3, 4}};
  const FlowLayout layout = lay_out_flow(diagram, std::vector<FlowSize>(5, {200, 60}));
  CHECK(layout.boxes[0].x == layout.boxes[2].x);
  CHECK(layout.boxes[4].x == layout.boxes[2].x);
  CHECK(layout.boxes[1].x < layout.boxes[2].x);
  CHECK(layout.boxes[3].x > layout.boxes[2].x);
}

TEST_CASE("flow layout: parents that wait for each other's steps give one way", "[model][flow]") {
  // a holds 1 and 2, b holds 4 and 5; b's first waits for a's first, a's second for b's second.
  FlowDiagram diagram;
  diagram.nodes.resize(6);
  diagram.nodes[1].parent = diagram.nodes[2].parent = 0;
  diagram.nodes[4].parent = diagram.nodes[5].parent = 3;
  diagram.edges = {{1, 4}, {5, 2}};
  const FlowLayout layout = lay_out_flow(diagram, std::vector<FlowSize>(6, {200, 60}));
  CHECK_FALSE(layout.routes[0].upward);
  CHECK(layout.routes[1].upward);
  CHECK(layout.routes[1].points.back().y == layout.boxes[2].y + layout.boxes[2].height);
}

TEST_CASE("flow layout: thousands of steps are laid out", "[model][flow]") {
  Dice dice(7);
  const FlowDiagram diagram = random_diagram(dice, 2000, 0);
  const auto sizes = random_sizes(dice, diagram);
  CHECK(lay_out_flow(diagram, sizes).routes.size() == diagram.edges.size());
  // Every step waits for the first and the last for every step: too much to lead every line around.
  FlowDiagram star = chain(2000);
  for (std::size_t i = 2; i < 2000; ++i) star.edges.push_back({0, i});
  for (std::size_t i = 1; i < 1998; ++i) star.edges.push_back({i, i + 2});
  for (std::size_t i = 1; i < 1000; ++i) star.edges.push_back({i, 2000 - i});
  const FlowLayout layout = lay_out_flow(star, std::vector<FlowSize>(2000, {200, 60}));
  for (const FlowRoute& route : layout.routes) REQUIRE(route.points.size() >= 2);
}

TEST_CASE("flow layout: an order follows the links and, where they do not say, the order given",
          "[model][flow]") {
  using Links = std::vector<std::pair<std::size_t, std::size_t>>;
  const auto order = [](std::size_t count, const Links& links) { return flow::order_along(count, links); };
  CHECK(order(3, {}) == std::vector<std::size_t>{0, 1, 2});
  CHECK(order(3, {{2, 0}}) == std::vector<std::size_t>{2, 0, 1});
  // 1 and 2 go round; 0, which waits for them, is not to blame.
  CHECK(order(3, {{1, 2}, {2, 1}, {1, 0}}) == std::vector<std::size_t>{1, 0, 2});
}
