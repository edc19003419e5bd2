#include "format/step_cycles.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

namespace traveler::format {

namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

// A document made to be all cycles must not take minutes: beyond this many visited arcs the rest
// of the cycles wait for the next validation.
constexpr std::size_t kMostVisits = 10'000'000;
// Nor must the cycles that are named fill the memory.
constexpr std::size_t kMostArcsNamed = 200'000;

}  // namespace

int ArcGraph::add_arc(int from, int to) {
  arcs_.push_back({from, to});
  return static_cast<int>(arcs_.size()) - 1;
}

/// The arcs of each node, one node after the other.
struct ArcGraph::Outgoing {
  std::vector<int> first;  ///< per node, and one past the last
  std::vector<int> arcs;

  explicit Outgoing(const ArcGraph& graph) : first(at(graph.nodes_) + 1), arcs(graph.arcs_.size()) {
    for (const Arc& arc : graph.arcs_) ++first[at(arc.from) + 1];
    for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
    std::vector<int> next(first.begin(), first.end() - 1);
    for (std::size_t i = 0; i < graph.arcs_.size(); ++i) {
      arcs[at(next[at(graph.arcs_[i].from)]++)] = static_cast<int>(i);
    }
  }
};

/// The strongly connected component of each node (Tarjan, without recursion: a chain of steps may
/// be as long as the document).
std::vector<int> ArcGraph::components(const Outgoing& outgoing) const {
  std::vector<int> component(at(nodes_), -1);
  std::vector<int> index(at(nodes_), -1);
  std::vector<int> low(at(nodes_), 0);
  std::vector<int> open;  // nodes whose component is not known yet
  struct Visit {
    int node;
    int next;
  };
  std::vector<Visit> path;
  int counter = 0;
  int components = 0;
  const auto enter = [&](int node) {
    index[at(node)] = low[at(node)] = counter++;
    open.push_back(node);
    path.push_back({node, outgoing.first[at(node)]});
  };
  for (int root = 0; root < nodes_; ++root) {
    if (index[at(root)] >= 0) continue;
    enter(root);
    while (!path.empty()) {
      Visit& visit = path.back();
      const int node = visit.node;
      if (visit.next < outgoing.first[at(node) + 1]) {
        const int to = arcs_[at(outgoing.arcs[at(visit.next++)])].to;
        if (index[at(to)] < 0) {
          enter(to);
        } else if (component[at(to)] < 0) {
          low[at(node)] = std::min(low[at(node)], index[at(to)]);
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) low[at(path.back().node)] = std::min(low[at(path.back().node)], low[at(node)]);
      if (low[at(node)] != index[at(node)]) continue;
      int member = -1;
      do {
        member = open.back();
        open.pop_back();
        component[at(member)] = components;
      } while (member != node);
      ++components;
    }
  }
  return component;
}

/// Of each component whether it is nothing but one cycle: as many arcs as nodes.
std::vector<bool> ArcGraph::single_cycles(const std::vector<int>& component) const {
  std::vector<int> surplus(at(nodes_), 0);
  for (const int of_node : component) --surplus[at(of_node)];
  for (const Arc& arc : arcs_) {
    if (component[at(arc.from)] == component[at(arc.to)]) ++surplus[at(component[at(arc.from)])];
  }
  std::vector<bool> out(surplus.size());
  std::transform(surplus.begin(), surplus.end(), out.begin(), [](int count) { return count == 0; });
  return out;
}

std::vector<std::vector<int>> ArcGraph::cycles(const std::vector<int>& through) const {
  std::vector<std::vector<int>> out;
  const Outgoing outgoing(*this);
  const std::vector<int> component = components(outgoing);
  std::set<std::vector<int>> known;
  std::vector<int> arrived_by(at(nodes_), -1);
  std::vector<int> seen_in(at(nodes_), -1);
  std::size_t visits = 0;
  std::size_t named = 0;
  const std::vector<bool> single = single_cycles(component);
  std::set<int> done;  // components that are one cycle, which was named
  for (const int arc : through) {
    const int start = to(arc);
    const int goal = from(arc);
    if (component[at(start)] != component[at(goal)]) continue;
    if (single[at(component[at(start)])] && !done.insert(component[at(start)]).second) continue;
    if (visits > kMostVisits || named > kMostArcsNamed) break;
    // Breadth first from the head of the arc back to its tail.
    std::vector<int> queue{start};
    seen_in[at(start)] = arc;
    for (std::size_t i = 0; i < queue.size() && seen_in[at(goal)] != arc; ++i) {
      const int node = queue[i];
      for (int k = outgoing.first[at(node)]; k < outgoing.first[at(node) + 1]; ++k) {
        ++visits;
        const int next_arc = outgoing.arcs[at(k)];
        const int next = to(next_arc);
        if (seen_in[at(next)] == arc || component[at(next)] != component[at(goal)]) continue;
        seen_in[at(next)] = arc;
        arrived_by[at(next)] = next_arc;
        queue.push_back(next);
      }
    }
    std::vector<int> cycle;
    for (int node = goal; node != start; node = from(arrived_by[at(node)]))
      cycle.push_back(arrived_by[at(node)]);
    cycle.push_back(arc);
    std::reverse(cycle.begin(), cycle.end());
    std::vector<int> arcs = cycle;
    std::sort(arcs.begin(), arcs.end());
    if (!known.insert(std::move(arcs)).second) continue;
    named += cycle.size();
    out.push_back(std::move(cycle));
  }
  return out;
}

}  // namespace traveler::format
