#include "model/graph.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "random_seed.h"

using namespace traveler;

namespace {

using Slots = std::vector<std::int64_t>;
using Edges = std::set<std::pair<std::int64_t, std::int64_t>>;  // (downstream, upstream)

class Graph final : public StepGraph {
 public:
  Graph(std::int64_t size, const Edges& edges) : edges_(edges) {
    for (std::int64_t slot = 1; slot <= size; ++slot) states_[slot] = StepState::kTodo;
    for (const auto& [down, up] : edges) {
      ups_[down].push_back(up);
      downs_[up].push_back(down);
    }
  }
  void set(std::int64_t slot, StepState state) { states_[slot] = state; }

  const Slots& upstreams(std::int64_t slot) override { return ups_[slot]; }
  const Slots& downstreams(std::int64_t slot) override { return downs_[slot]; }
  const Slots& children(std::int64_t) override { return none_; }
  std::optional<std::int64_t> parent(std::int64_t) override { return std::nullopt; }
  StepState state(std::int64_t slot) override { return states_.at(slot); }
  bool required(std::int64_t) override { return true; }

  /// The edges once every canceled step but `kept` has left: one at a time, joining its neighbours.
  Edges contracted(std::int64_t kept) const {
    Edges edges = edges_;
    for (const auto& [slot, state] : states_) {
      if (state != StepState::kCanceled || slot == kept) continue;
      std::set<std::int64_t> ups, downs;
      for (const auto& [down, up] : edges) {
        if (down == slot) ups.insert(up);
        if (up == slot) downs.insert(down);
      }
      std::erase_if(edges, [s = slot](const auto& edge) { return edge.first == s || edge.second == s; });
      for (const std::int64_t down : downs) {
        for (const std::int64_t up : ups) edges.emplace(down, up);
      }
    }
    return edges;
  }

 private:
  Edges edges_;
  std::map<std::int64_t, Slots> ups_, downs_;
  std::map<std::int64_t, StepState> states_;
  Slots none_;
};

Slots brute_upstreams(const Graph& graph, std::int64_t slot) {
  Slots out;
  for (const auto& [down, up] : graph.contracted(slot)) {
    if (down == slot) out.push_back(up);
  }
  std::sort(out.begin(), out.end());
  return out;
}

Slots brute_downstreams(const Graph& graph, std::int64_t slot) {
  Slots out;
  for (const auto& [down, up] : graph.contracted(slot)) {
    if (up == slot) out.push_back(down);
  }
  std::sort(out.begin(), out.end());
  return out;
}

Graph random_graph(testing::Dice& dice, std::int64_t size) {
  Edges edges;
  for (std::int64_t down = 2; down <= size; ++down) {
    for (std::int64_t up = 1; up < down; ++up) {
      if (dice.chance(30)) edges.emplace(down, up);
    }
  }
  Graph graph(size, edges);
  for (std::int64_t slot = 1; slot <= size; ++slot) {
    graph.set(slot, dice.chance(40) ? StepState::kCanceled : static_cast<StepState>(dice.between(0, 5)));
  }
  return graph;
}

}  // namespace

TEST_CASE("graph: a chain of canceled steps hands its upstreams to its downstreams") {
  // 1 <- 2 <- 3 <- 4, and 5 <- 3: 2 and 3 are canceled.
  Graph graph(5, {{2, 1}, {3, 2}, {4, 3}, {3, 5}});
  graph.set(2, StepState::kCanceled);
  graph.set(3, StepState::kCanceled);
  CHECK(effective_upstreams(graph, 4) == Slots{1, 5});
  CHECK(effective_downstreams(graph, 1) == Slots{4});
  CHECK(count_open_upstreams(graph, 4) == 2);
  graph.set(1, StepState::kCompleted);
  CHECK(count_open_upstreams(graph, 4) == 1);
  // Restored, it is back with its own edges.
  graph.set(3, StepState::kTodo);
  CHECK(effective_upstreams(graph, 4) == Slots{3});
  CHECK(effective_upstreams(graph, 3) == Slots{1, 5});
}

TEST_CASE("graph: only a completed upstream is not open") {
  for (std::size_t i = 0; i < kStepStates; ++i) {
    const auto state = static_cast<StepState>(i);
    Graph graph(2, {{2, 1}});
    graph.set(1, state);
    CAPTURE(to_text(state));
    const bool gone = state == StepState::kCompleted || state == StepState::kCanceled;
    CHECK(count_open_upstreams(graph, 2) == (gone ? 0 : 1));
  }
}

TEST_CASE("graph: the effective graph of random plans, against brute force") {
  const std::uint32_t seed = testing::random_seed();
  CAPTURE(seed);
  testing::Dice dice(seed);
  for (int round = 0; round < 400; ++round) {
    const std::int64_t size = dice.between(1, 9);
    Graph graph = random_graph(dice, size);
    for (std::int64_t slot = 1; slot <= size; ++slot) {
      const Slots upstreams = brute_upstreams(graph, slot);
      CAPTURE(round, slot);
      REQUIRE(effective_upstreams(graph, slot) == upstreams);
      REQUIRE(effective_downstreams(graph, slot) == brute_downstreams(graph, slot));
      const auto open = std::count_if(upstreams.begin(), upstreams.end(), [&](std::int64_t up) {
        return graph.state(up) != StepState::kCompleted;
      });
      REQUIRE(count_open_upstreams(graph, slot) == open);
    }
  }
}

TEST_CASE("graph: the affected steps are those whose open upstreams change") {
  const std::uint32_t seed = testing::random_seed();
  CAPTURE(seed);
  testing::Dice dice(seed);
  for (int round = 0; round < 400; ++round) {
    const std::int64_t size = dice.between(1, 9);
    Graph graph = random_graph(dice, size);
    const std::int64_t moved = dice.between(1, size);
    const auto opens = [&](StepState state) {
      graph.set(moved, state);
      Slots out;
      for (std::int64_t slot = 1; slot <= size; ++slot) out.push_back(count_open_upstreams(graph, slot));
      return out;
    };
    const Slots todo = opens(StepState::kTodo);
    const Slots completed = opens(StepState::kCompleted);
    const Slots canceled = opens(StepState::kCanceled);
    const Slots affected = affected_by(graph, moved);
    for (std::int64_t slot = 1; slot <= size; ++slot) {
      const auto i = static_cast<std::size_t>(slot - 1);
      const bool is_affected = std::binary_search(affected.begin(), affected.end(), slot);
      CAPTURE(round, moved, slot);
      REQUIRE(todo[i] - completed[i] == (is_affected ? 1 : 0));
      if (!is_affected) REQUIRE(canceled[i] == todo[i]);
    }
  }
}

TEST_CASE("graph: chains of canceled steps may be as long as the run") {
  constexpr std::int64_t kLong = 100'000;
  Edges edges;
  for (std::int64_t slot = 2; slot <= kLong; ++slot) edges.emplace(slot, slot - 1);
  Graph graph(kLong, edges);
  for (std::int64_t slot = 2; slot < kLong; ++slot) graph.set(slot, StepState::kCanceled);
  CHECK(effective_upstreams(graph, kLong) == Slots{1});
}

TEST_CASE("graph: availability over the full product of what decides it") {
  std::vector<std::optional<StepState>> parents{std::nullopt};
  for (std::size_t i = 0; i < kStepStates; ++i) parents.emplace_back(static_cast<StepState>(i));
  for (std::size_t s = 0; s < kStepStates; ++s) {
    for (const std::int64_t open : {0, 1, 2}) {
      for (const auto& parent : parents) {
        for (std::size_t l = 0; l < 4; ++l) {
          const AvailabilityFacts facts{static_cast<StepState>(s), open, parent, static_cast<Lifecycle>(l)};
          const std::string_view state = to_text(facts.state);
          const std::string_view lifecycle = to_text(facts.lifecycle);
          const bool workable = open == 0 && (!parent || to_text(*parent) == "in_progress") &&
                                (lifecycle == "todo" || lifecycle == "in_progress");
          CAPTURE(state, open, lifecycle, parent ? to_text(*parent) : "no parent");
          CHECK(may_be_worked(facts) == workable);
          CHECK(is_available(facts) == (workable && (state == "todo" || state == "in_progress")));
        }
      }
    }
  }
}
