#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "format/procedure_parts.h"
#include "format/step_cycles.h"

namespace traveler::format {

namespace {

// Comparing a key with every other costs; who has mistyped more names sees it from the first ones.
constexpr int kMostHints = 50;

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// `to` waits for `from`: written in `after`, or the serial flow's.
struct Edge {
  int from;
  int to;
  const StepFact::After* written;  ///< nullptr for an edge of the flow
};

class StepRules {
 public:
  StepRules(Decoder& decoder, const std::vector<StepFact>& steps) : decoder_(decoder), steps_(steps) {}

  void check(Flow flow) {
    index_keys();
    collect_written_edges();
    if (flow == Flow::kSerial) collect_serial_edges();
    const std::set<int> cyclic = check_cycles();
    check_deadlocks(cyclic);
  }

 private:
  void index_keys();
  void collect_written_edges();
  void collect_serial_edges();
  bool is_ancestor(int ancestor, int step) const;
  std::set<int> check_cycles();
  void check_deadlocks(const std::set<int>& cyclic);
  std::string describe_deadlock(const ArcGraph& graph, const std::vector<int>& arcs,
                                const std::vector<int>& edge_of_arc) const;
  /// Turns a cycle so that the written edge that comes first in the document comes first.
  const StepFact::After* turn_to_first(std::vector<int>& arcs, const std::vector<int>& edge_of_arc) const;
  const std::string& key(int step) const { return steps_[at(step)].key; }

  Decoder& decoder_;
  const std::vector<StepFact>& steps_;
  std::unordered_map<std::string_view, int> by_key_;
  std::vector<Edge> edges_;
};

void StepRules::index_keys() {
  for (int i = 0; i < static_cast<int>(steps_.size()); ++i) {
    const StepFact& step = steps_[at(i)];
    if (step.key.empty() || by_key_.emplace(step.key, i).second) continue;
    decoder_.add("step.duplicate",
                 concat("the step key ", shown(step.key), " is used twice; keys are unique over all levels"),
                 step.key_mark, concat(step.path, ".id"));
  }
}

bool StepRules::is_ancestor(int ancestor, int step) const {
  for (int above = steps_[at(step)].parent; above >= 0; above = steps_[at(above)].parent) {
    if (above == ancestor) return true;
  }
  return false;
}

void StepRules::collect_written_edges() {
  std::vector<std::string_view> keys;
  int hints = 0;
  for (int i = 0; i < static_cast<int>(steps_.size()); ++i) {
    for (const StepFact::After& after : steps_[at(i)].after) {
      const auto found = by_key_.find(after.key);
      if (found == by_key_.end()) {
        std::string hint;
        if (hints++ < kMostHints) {
          if (keys.empty()) {
            for (const StepFact& step : steps_) keys.push_back(step.key);
          }
          hint = did_you_mean(after.key, keys);
        }
        decoder_.add("after.unknown", concat("there is no step ", shown(after.key)), after.mark, after.path,
                     std::move(hint));
        continue;
      }
      const int upstream = found->second;
      if (is_ancestor(upstream, i) || is_ancestor(i, upstream)) {
        decoder_.add(
            "after.ancestor",
            is_ancestor(upstream, i)
                ? concat(shown(after.key),
                         " is the parent of this step, or above it: a child already waits "
                         "for its parent to start")
                : concat(shown(after.key), " lies within this step, which already waits for it to complete"),
            after.mark, after.path, "remove it");
        continue;
      }
      edges_.push_back({upstream, i, &after});
    }
  }
}

void StepRules::collect_serial_edges() {
  std::unordered_map<int, int> last_child;  // of each parent
  for (int i = 0; i < static_cast<int>(steps_.size()); ++i) {
    const auto [before, first] = last_child.emplace(steps_[at(i)].parent, i);
    if (first) continue;
    if (!steps_[at(i)].has_after) edges_.push_back({before->second, i, nullptr});
    before->second = i;
  }
}

const StepFact::After* StepRules::turn_to_first(std::vector<int>& arcs,
                                                const std::vector<int>& edge_of_arc) const {
  const StepFact::After* first = nullptr;
  std::size_t place = 0;
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    const int edge = edge_of_arc[at(arcs[i])];
    const StepFact::After* written = edge < 0 ? nullptr : edges_[at(edge)].written;
    if (written == nullptr) continue;
    const auto before = [](const Mark& a, const Mark& b) {
      return std::tie(a.line, a.column) < std::tie(b.line, b.column);
    };
    if (first == nullptr || before(written->mark, first->mark)) {
      first = written;
      place = i;
    }
  }
  std::rotate(arcs.begin(), arcs.begin() + static_cast<std::ptrdiff_t>(place), arcs.end());
  return first;
}

/// Cycles of edges alone. Returns the written edges that lie on one.
std::set<int> StepRules::check_cycles() {
  ArcGraph graph(static_cast<int>(steps_.size()));
  std::vector<int> edge_of_arc;
  std::vector<int> written;
  for (int i = 0; i < static_cast<int>(edges_.size()); ++i) {
    const int arc = graph.add_arc(edges_[at(i)].from, edges_[at(i)].to);
    edge_of_arc.push_back(i);
    if (edges_[at(i)].written != nullptr) written.push_back(arc);
  }
  std::set<int> cyclic;
  for (std::vector<int>& cycle : graph.cycles(written)) {
    const StepFact::After* first = turn_to_first(cycle, edge_of_arc);
    std::string names;
    std::string way = "the cycle is ";
    for (const int arc : cycle) {
      names += concat(names.empty() ? "" : ", ", key(graph.to(arc)));
      way += concat(key(graph.to(arc)), " -> ");
    }
    way += key(graph.to(cycle.front()));
    for (const int arc : cycle) cyclic.insert(edge_of_arc[at(arc)]);
    decoder_.add("after.cycle",
                 cycle.size() == 1 ? concat(names, " waits for itself")
                                   : concat("these steps wait for each other: ", names),
                 first->mark, first->path, cycle.size() == 1 ? "remove it" : std::move(way));
  }
  return cyclic;
}

/// Deadlocks through parents. A step starts after its parent has, and completes after its children
/// have; with the edges, these waiting relations of starts and completions must have no cycle.
void StepRules::check_deadlocks(const std::set<int>& cyclic) {
  const int count = static_cast<int>(steps_.size());
  const auto start = [](int step) { return 2 * step; };
  const auto complete = [](int step) { return 2 * step + 1; };
  ArcGraph graph(2 * count);
  std::vector<int> edge_of_arc;  // -1: of the step itself or of its parent
  for (int i = 0; i < count; ++i) {
    graph.add_arc(start(i), complete(i));
    edge_of_arc.push_back(-1);
    const int parent = steps_[at(i)].parent;
    if (parent < 0) continue;
    graph.add_arc(start(parent), start(i));
    graph.add_arc(complete(i), complete(parent));
    edge_of_arc.insert(edge_of_arc.end(), 2, -1);
  }
  std::vector<int> through;
  for (int i = 0; i < static_cast<int>(edges_.size()); ++i) {
    const int arc = graph.add_arc(complete(edges_[at(i)].from), start(edges_[at(i)].to));
    edge_of_arc.push_back(i);
    // What is said to be a cycle is not said again.
    if (edges_[at(i)].written != nullptr && !cyclic.contains(i)) through.push_back(arc);
  }
  for (std::vector<int>& cycle : graph.cycles(through)) {
    const StepFact::After* first = turn_to_first(cycle, edge_of_arc);
    decoder_.add("after.deadlock",
                 concat("this can never go on: ", describe_deadlock(graph, cycle, edge_of_arc)), first->mark,
                 first->path);
  }
}

/// Walks the cycle against its arcs: who waits for whom, from the first written edge on.
std::string StepRules::describe_deadlock(const ArcGraph& graph, const std::vector<int>& arcs,
                                         const std::vector<int>& edge_of_arc) const {
  std::string out;
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    const int arc = arcs[(arcs.size() - i) % arcs.size()];
    const int from = graph.from(arc) / 2;
    const int to = graph.to(arc) / 2;
    if (from == to) continue;
    out += out.empty() ? "" : ", ";
    if (edge_of_arc[at(arc)] >= 0) {
      out += concat(key(to), " waits for ", key(from));
    } else if (graph.from(arc) % 2 == 0) {
      out += concat(key(to), " can start only when its parent ", key(from), " has");
    } else {
      out += concat(key(to), " completes only after its child ", key(from));
    }
  }
  return out;
}

}  // namespace

void check_steps(Decoder& decoder, const std::vector<StepFact>& steps, Flow flow) {
  StepRules(decoder, steps).check(flow);
}

}  // namespace traveler::format
