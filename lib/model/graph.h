#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/records.h"

namespace traveler {

/// The steps of one run with their edges, as the rules of availability see them. An implementation
/// loads what is asked for: a transition in a run of 2,000 steps looks at its neighbourhood only.
class StepGraph {
 public:
  virtual ~StepGraph() = default;
  /// Written edges of the plan, canceled steps included.
  virtual const std::vector<std::int64_t>& upstreams(std::int64_t slot) = 0;
  virtual const std::vector<std::int64_t>& downstreams(std::int64_t slot) = 0;
  virtual const std::vector<std::int64_t>& children(std::int64_t slot) = 0;
  virtual std::optional<std::int64_t> parent(std::int64_t slot) = 0;
  virtual StepState state(std::int64_t slot) = 0;
  virtual bool required(std::int64_t slot) = 0;
};

// The effective graph: a canceled step leaves it, and its upstreams become the upstreams of its
// downstreams, through any chain of canceled steps. Spec section 5.

/// The upstream steps of `slot` on the effective graph, each once, in ascending order.
std::vector<std::int64_t> effective_upstreams(StepGraph& graph, std::int64_t slot);

/// The downstream steps of `slot` on the effective graph, each once, in ascending order.
std::vector<std::int64_t> effective_downstreams(StepGraph& graph, std::int64_t slot);

/// How many effective upstream steps of `slot` are not completed.
std::int64_t count_open_upstreams(StepGraph& graph, std::int64_t slot);

/// The steps whose `open_upstreams` may differ after `slot` came into or out of the graph
/// (cancel, restore) or into or out of `completed`: its downstreams through canceled steps.
std::vector<std::int64_t> affected_by(StepGraph& graph, std::int64_t slot);

/// The parent of `slot`, its parent, and so on to the top.
std::vector<std::int64_t> ancestors(StepGraph& graph, std::int64_t slot);

/// The children of `slot`, their children, and so on; a parent before its children.
std::vector<std::int64_t> descendants(StepGraph& graph, std::int64_t slot);

/// The work that rests on `roots`, which are sent back: every step downstream of them (by written edges,
/// directly or not), the descendants of such steps, every completed ancestor, and the same again for
/// each step found; as far as they are neither todo nor canceled. Without the roots; ascending. Spec
/// section 4.
std::vector<std::int64_t> work_resting_on(StepGraph& graph, const std::vector<std::int64_t>& roots);

/// Whether a step can be worked on; spec section 5.
struct AvailabilityFacts {
  StepState state = StepState::kTodo;
  std::int64_t open_upstreams = 0;
  std::optional<StepState> parent_state;
  Lifecycle lifecycle = Lifecycle::kTodo;
};
bool is_available(const AvailabilityFacts& facts);

/// The part of availability that does not look at the step's own state: upstreams, parent and run.
/// `resume` asks it for the state before the hold.
bool may_be_worked(const AvailabilityFacts& facts);

}  // namespace traveler
