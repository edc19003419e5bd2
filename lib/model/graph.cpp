#include "model/graph.h"

#include <algorithm>
#include <unordered_set>

namespace traveler {
namespace {

using Neighbours = const std::vector<std::int64_t>& (StepGraph::*)(std::int64_t);

/// Walks from `slot` along `next`, passing through canceled steps; without recursion, as chains may
/// be as long as the run.
std::vector<std::int64_t> walk(StepGraph& graph, std::int64_t slot, Neighbours next, bool keep_canceled) {
  std::vector<std::int64_t> found;
  std::unordered_set<std::int64_t> seen;
  std::vector<std::int64_t> open((graph.*next)(slot));
  while (!open.empty()) {
    const std::int64_t here = open.back();
    open.pop_back();
    if (!seen.insert(here).second) continue;
    const bool canceled = graph.state(here) == StepState::kCanceled;
    if (!canceled || keep_canceled) found.push_back(here);
    if (canceled) {
      const auto& further = (graph.*next)(here);
      open.insert(open.end(), further.begin(), further.end());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

std::vector<std::int64_t> effective_upstreams(StepGraph& graph, std::int64_t slot) {
  return walk(graph, slot, &StepGraph::upstreams, false);
}

std::vector<std::int64_t> effective_downstreams(StepGraph& graph, std::int64_t slot) {
  return walk(graph, slot, &StepGraph::downstreams, false);
}

std::int64_t count_open_upstreams(StepGraph& graph, std::int64_t slot) {
  std::int64_t open = 0;
  for (const std::int64_t upstream : effective_upstreams(graph, slot)) {
    if (graph.state(upstream) != StepState::kCompleted) ++open;
  }
  return open;
}

std::vector<std::int64_t> affected_by(StepGraph& graph, std::int64_t slot) {
  return walk(graph, slot, &StepGraph::downstreams, true);
}

bool may_be_worked(const AvailabilityFacts& facts) {
  return facts.open_upstreams == 0 &&
         (!facts.parent_state || *facts.parent_state == StepState::kInProgress) &&
         facts.lifecycle != Lifecycle::kComplete && facts.lifecycle != Lifecycle::kFailed;
}

bool is_available(const AvailabilityFacts& facts) {
  return (facts.state == StepState::kTodo || facts.state == StepState::kInProgress) && may_be_worked(facts);
}

}  // namespace traveler
