#pragma once

#include <string>

#include "model/flow_diagram.h"

namespace traveler::format {

// A diagram in languages that other programs draw, and drawn. Each ends with a line feed; states are
// told by colour and by mark.

/// Graphviz: a parent is a cluster.
std::string to_dot(const FlowDiagram& diagram);

/// A Mermaid flowchart: a parent is a subgraph.
std::string to_mermaid(const FlowDiagram& diagram);

/// A picture that needs nothing else: no script, no font of its own.
std::string to_svg(const FlowDiagram& diagram);

}  // namespace traveler::format
