#pragma once

#include <cstddef>
#include <vector>

#include "model/flow_diagram.h"

namespace traveler {

struct FlowSize {
  int width = 0;
  int height = 0;
};
struct FlowPoint {
  int x = 0;
  int y = 0;
  bool operator==(const FlowPoint&) const = default;
};

/// Where a step is drawn; `x` and `y` from the top left of the whole drawing.
struct FlowBox {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  std::size_t layer = 0;  ///< among its siblings: later than the layers of those it waits for
};

/// The path of an edge from the border of its source to that of its target. Between two points that share
/// neither x nor y it runs as an S, upright at both.
struct FlowRoute {
  std::vector<FlowPoint> points;
  /// It runs upward: the parents of its ends wait for each other in turn, and one edge had to yield.
  bool upward = false;
};

struct FlowLayout {
  FlowSize size;
  std::vector<FlowBox> boxes;     ///< by node
  std::vector<FlowRoute> routes;  ///< by edge
};

/// Draws up a diagram in layers from the top down; a parent is a box around its children. `sizes` are those
/// of the boxes of steps without children, and of the headings of those with. No boxes of one parent
/// overlap, and edges pass beside the boxes. Long chains continue in the next column. The same diagram
/// gives the same layout.
FlowLayout lay_out_flow(const FlowDiagram& diagram, const std::vector<FlowSize>& sizes);

}  // namespace traveler
