#pragma once

#include <vector>

namespace traveler::format {

/// A directed graph whose arcs are numbered in the order they were added.
class ArcGraph {
 public:
  explicit ArcGraph(int nodes) : nodes_(nodes) {}
  int add_arc(int from, int to);
  int from(int arc) const { return arcs_[static_cast<std::size_t>(arc)].from; }
  int to(int arc) const { return arcs_[static_cast<std::size_t>(arc)].to; }

  /// The shortest cycle through each of `through` that lies on one, each cycle once: arcs in the
  /// order they are walked, the asked arc first. The work is bounded; the first is always found.
  std::vector<std::vector<int>> cycles(const std::vector<int>& through) const;

 private:
  struct Arc {
    int from;
    int to;
  };
  struct Outgoing;
  std::vector<int> components(const Outgoing& outgoing) const;
  std::vector<bool> single_cycles(const std::vector<int>& component) const;

  int nodes_;
  std::vector<Arc> arcs_;
};

}  // namespace traveler::format
