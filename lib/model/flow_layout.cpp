#include "model/flow_layout.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>
#include <utility>

#include "model/flow_level.h"

namespace traveler {
namespace {

using flow::Level;

constexpr int kPadding = 16;  // between the border of a parent and its children
constexpr int kApart = 24;    // between a line that ends at a parent and one that goes on inside
constexpr std::size_t kTop = FlowDiagram::kTop;

/// One edge on its way through the levels, from the upper end down.
struct Strand {
  std::size_t upper;
  std::size_t lower;
  bool upward = false;
  std::vector<std::pair<std::size_t, std::size_t>>
      links;  ///< (parent, index of its link), from the upper end
};

class FlowBuilder {
 public:
  FlowBuilder(const FlowDiagram& diagram, const std::vector<FlowSize>& sizes)
      : diagram_(diagram), sizes_(sizes), children_(flow_children(diagram)), place_(diagram.nodes.size()) {
    for (const auto& siblings : children_) {
      for (std::size_t i = 0; i < siblings.size(); ++i) place_[siblings[i]] = i;
    }
    depth_.resize(diagram.nodes.size());
    for (std::size_t i = 0; i < depth_.size(); ++i) {
      const std::size_t parent = diagram.nodes[i].parent;
      depth_[i] = parent == kTop ? 0 : depth_[parent] + 1;
    }
    levels_.resize(children_.size());
  }

  FlowLayout build() {
    make_strands();
    // Children come after their parent: from the back, insides are settled before outsides.
    for (std::size_t parent = levels_.size(); parent-- > 0;) {
      if (parent + 1 < levels_.size()) settle(parent);
    }
    settle(levels_.size() - 1);
    return placed();
  }

 private:
  std::size_t level_of(std::size_t node) const {
    const std::size_t parent = diagram_.nodes[node].parent;
    return parent == kTop ? levels_.size() - 1 : parent;
  }

  /// The ancestors of two steps, or they themselves, that are siblings.
  std::pair<std::size_t, std::size_t> lifted(std::size_t a, std::size_t b) const {
    while (depth_[a] > depth_[b]) a = diagram_.nodes[a].parent;
    while (depth_[b] > depth_[a]) b = diagram_.nodes[b].parent;
    while (diagram_.nodes[a].parent != diagram_.nodes[b].parent) {
      a = diagram_.nodes[a].parent;
      b = diagram_.nodes[b].parent;
    }
    return {a, b};
  }

  void make_strands() {
    std::vector<std::vector<std::pair<std::size_t, std::size_t>>> between(levels_.size());
    for (const auto& [from, to] : diagram_.edges) {
      const auto [a, b] = lifted(from, to);
      between[level_of(a)].emplace_back(place_[a], place_[b]);
    }
    std::vector<std::vector<std::size_t>> order(levels_.size());
    for (std::size_t i = 0; i < levels_.size(); ++i)
      order[i] = flow::order_along(children_[i].size(), between[i]);
    for (const auto& [from, to] : diagram_.edges) {
      const auto [a, b] = lifted(from, to);
      const auto& ranks = order[level_of(a)];
      const bool upward = ranks[place_[a]] > ranks[place_[b]];
      add_strand(upward ? to : from, upward ? from : to, upward);
    }
  }

  /// Leads a strand out of the parents of its upper end, across, and into those of its lower end.
  void add_strand(std::size_t upper, std::size_t lower, bool upward) {
    Strand strand{upper, lower, upward, {}};
    const auto [a, b] = lifted(upper, lower);
    for (std::size_t at = upper; at != a; at = diagram_.nodes[at].parent)
      strand.links.push_back(border_link(at, upper, true));
    const std::size_t across = level_of(a);
    strand.links.emplace_back(across, levels_[across].links.size());
    levels_[across].links.push_back({place_[a], place_[b], 0, 0, upper, lower});
    std::vector<std::pair<std::size_t, std::size_t>> inward;
    for (std::size_t at = lower; at != b; at = diagram_.nodes[at].parent)
      inward.push_back(border_link(at, lower, false));
    strand.links.insert(strand.links.end(), inward.rbegin(), inward.rend());
    strands_.push_back(std::move(strand));
  }

  /// The link between `at`, which is or holds the step `end`, and the border of its parent; one for all
  /// strands of that end.
  std::pair<std::size_t, std::size_t> border_link(std::size_t at, std::size_t end, bool out) {
    Level& level = levels_[level_of(at)];
    const auto [known, fresh] = border_links_.try_emplace({at, end, out}, level.links.size());
    if (fresh) {
      Level::Link link;
      (out ? link.from : link.to) = place_[at];
      link.origin = link.goal = end;
      level.links.push_back(link);
    }
    return {level_of(at), known->second};
  }

  void settle(std::size_t parent) {
    Level& level = levels_[parent];
    if (children_[parent].empty()) return;
    for (const std::size_t child : children_[parent]) level.items.push_back(outer_size(child));
    for (Level::Link& link : level.links) {
      if (link.from != Level::kBorder) link.from_x = end_of(children_[parent][link.from], link.origin, true);
      if (link.to != Level::kBorder) link.to_x = end_of(children_[parent][link.to], link.goal, false);
    }
    flow::lay_out_level(level);
  }

  FlowSize outer_size(std::size_t node) const {
    const FlowSize own = sizes_[node];
    if (children_[node].empty()) return own;
    const FlowSize inner = levels_[node].size;
    return {std::max(own.width, inner.width + 2 * kPadding), own.height + inner.height};
  }

  /// From the left edge of `item` to where a line to or from the step `end` crosses its border.
  int end_of(std::size_t item, std::size_t end, bool out) const {
    const int width = outer_size(item).width;
    if (item == end) return own_end(item, width, out);
    std::size_t inside = end;
    while (diagram_.nodes[inside].parent != item) inside = diagram_.nodes[inside].parent;
    const auto& path = levels_[item].paths[border_links_.at({inside, end, out})];
    return inset(item) + (out ? path.back().x : path.front().x);
  }

  /// Where a line to or from the item itself ends: in the middle, but beside those that go on inside.
  int own_end(std::size_t item, int width, bool out) const {
    std::vector<int> taken;
    for (std::size_t i = 0; i < levels_[item].links.size(); ++i) {
      const Level::Link& link = levels_[item].links[i];
      if ((out ? link.to : link.from) != Level::kBorder) continue;
      const auto& path = levels_[item].paths[i];
      taken.push_back(inset(item) + (out ? path.back().x : path.front().x));
    }
    const auto is_free = [&](int x) {
      return std::none_of(taken.begin(), taken.end(),
                          [&](int other) { return std::abs(other - x) < kApart; });
    };
    for (int away = 0; away < width / 2 - kApart; away += kApart / 2) {
      if (is_free(width / 2 - away)) return width / 2 - away;
      if (is_free(width / 2 + away)) return width / 2 + away;
    }
    return width / 2;
  }

  /// From the left edge of a parent to its level: a wide heading leaves room on both sides.
  int inset(std::size_t node) const { return (outer_size(node).width - levels_[node].size.width) / 2; }

  FlowLayout placed() const {
    FlowLayout layout;
    layout.size = levels_.back().size;
    layout.boxes.resize(diagram_.nodes.size());
    std::vector<FlowPoint> corner(levels_.size());  // of each level
    for (std::size_t i = 0; i < diagram_.nodes.size(); ++i) {
      const std::size_t level = level_of(i);
      FlowBox box = levels_[level].boxes[place_[i]];
      box.x += corner[level].x;
      box.y += corner[level].y;
      layout.boxes[i] = box;
      if (!children_[i].empty()) corner[i] = {box.x + inset(i), box.y + sizes_[i].height};
    }
    for (const Strand& strand : strands_) layout.routes.push_back(route_of(strand, corner));
    return layout;
  }

  FlowRoute route_of(const Strand& strand, const std::vector<FlowPoint>& corner) const {
    FlowRoute route;
    route.upward = strand.upward;
    for (const auto& [level, link] : strand.links) {
      for (FlowPoint point : levels_[level].paths[link]) {
        point = {point.x + corner[level].x, point.y + corner[level].y};
        add_point(route.points, point);
      }
    }
    if (strand.upward) std::reverse(route.points.begin(), route.points.end());
    return route;
  }

  /// Points on a straight line between others say nothing.
  static void add_point(std::vector<FlowPoint>& points, FlowPoint point) {
    if (!points.empty() && points.back() == point) return;
    if (points.size() >= 2) {
      const FlowPoint a = points[points.size() - 2];
      const FlowPoint b = points.back();
      if ((a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y)) points.pop_back();
    }
    points.push_back(point);
  }

  const FlowDiagram& diagram_;
  const std::vector<FlowSize>& sizes_;
  std::vector<std::vector<std::size_t>>
      children_;                    ///< by level: that of a parent, at the end that of the top
  std::vector<std::size_t> place_;  ///< of a node among its siblings
  std::vector<int> depth_;
  std::vector<Level> levels_;
  std::vector<Strand> strands_;
  std::map<std::tuple<std::size_t, std::size_t, bool>, std::size_t> border_links_;
};

}  // namespace

FlowLayout lay_out_flow(const FlowDiagram& diagram, const std::vector<FlowSize>& sizes) {
  return FlowBuilder(diagram, sizes).build();
}

}  // namespace traveler
