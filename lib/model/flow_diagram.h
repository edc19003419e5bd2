#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/definition.h"
#include "model/records.h"

namespace traveler {

/// A procedure, or a run of it, as something to draw.
struct FlowDiagram {
  /// `FlowNode::parent` of a step at the top.
  static constexpr std::size_t kTop = static_cast<std::size_t>(-1);

  struct Node {
    std::string key;
    std::string number;  ///< "2.1"
    std::string title;   ///< of a use of a standard step: `std:KEY@REV`
    std::size_t parent = kTop;
    bool required = true;
    std::optional<StepState> state;  ///< of a run
    bool available = false;
    bool signoff = false;   ///< a field wants a signature
    bool outside = false;   ///< an outside process
    bool standard = false;  ///< uses a standard step
  };
  struct Edge {
    std::size_t from;  ///< the upstream step
    std::size_t to;
    bool operator==(const Edge&) const = default;
  };

  std::string title;
  std::vector<Node> nodes;  ///< a parent before its children
  std::vector<Edge> edges;  ///< never between a step and its own ancestor
};

/// The diagram of a definition. `procedure` has passed validation: targets of edges exist.
FlowDiagram flow_diagram(const ProcedureDef& procedure);

/// The children of each node; at the end those of the top.
std::vector<std::vector<std::size_t>> flow_children(const FlowDiagram& diagram);

}  // namespace traveler
