#include "model/graph.h"

#include <algorithm>
#include <unordered_set>

namespace traveler {
namespace {

using Neighbours = const std::vector<std::int64_t>& (StepGraph::*)(std::int64_t);

/// Walks from `slot` along `next`, passing through canceled steps; without recursion, as chains may
/// be as long as the run.
std::vector<std::int64_t> walk(StepGraph& graph, std::int64_t slot, Neighbours next, bool keep_canceled) {
  std::vector<std::int64_t> open((graph.*next)(slot));
  const auto passes = [&](std::int64_t here) { return graph.state(here) == StepState::kCanceled; };
  if (std::none_of(open.begin(), open.end(), passes)) {
    // As nearly always; each neighbour is there once.
    std::sort(open.begin(), open.end());
    return open;
  }
  std::vector<std::int64_t> found;
  std::unordered_set<std::int64_t> seen;
  while (!open.empty()) {
    const std::int64_t here = open.back();
    open.pop_back();
    if (!seen.insert(here).second) continue;
    const bool canceled = passes(here);
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

std::vector<std::int64_t> ancestors(StepGraph& graph, std::int64_t slot) {
  std::vector<std::int64_t> found;
  for (auto parent = graph.parent(slot); parent; parent = graph.parent(*parent)) found.push_back(*parent);
  return found;
}

std::vector<std::int64_t> descendants(StepGraph& graph, std::int64_t slot) {
  std::vector<std::int64_t> found(graph.children(slot));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto& children = graph.children(found[i]);
    found.insert(found.end(), children.begin(), children.end());
  }
  return found;
}

std::vector<std::int64_t> work_resting_on(StepGraph& graph, const std::vector<std::int64_t>& roots) {
  const auto counts = [&](std::int64_t slot) {
    const StepState state = graph.state(slot);
    return state != StepState::kTodo && state != StepState::kCanceled;
  };
  std::unordered_set<std::int64_t> found(roots.begin(), roots.end());
  std::unordered_set<std::int64_t> passed;  // downstream of something, whatever its state
  std::vector<std::int64_t> open(roots);
  std::vector<std::int64_t> out;
  const auto find = [&](std::int64_t slot) {
    if (!counts(slot) || !found.insert(slot).second) return;
    out.push_back(slot);
    open.push_back(slot);
  };
  while (!open.empty()) {
    const std::int64_t here = open.back();
    open.pop_back();
    for (const std::int64_t ancestor : ancestors(graph, here)) {
      if (graph.state(ancestor) == StepState::kCompleted) find(ancestor);
    }
    std::vector<std::int64_t> ahead(graph.downstreams(here));
    while (!ahead.empty()) {
      const std::int64_t next = ahead.back();
      ahead.pop_back();
      if (!passed.insert(next).second) continue;
      find(next);
      for (const std::int64_t descendant : descendants(graph, next)) find(descendant);
      const auto& further = graph.downstreams(next);
      ahead.insert(ahead.end(), further.begin(), further.end());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

bool may_be_worked(const AvailabilityFacts& facts) {
  return facts.open_upstreams == 0 &&
         (!facts.parent_state || *facts.parent_state == StepState::kInProgress) &&
         !has_ended(facts.lifecycle);
}

bool is_available(const AvailabilityFacts& facts) {
  return (facts.state == StepState::kTodo || facts.state == StepState::kInProgress) && may_be_worked(facts);
}

}  // namespace traveler
