#pragma once

#include <cstddef>
#include <vector>

namespace traveler::flow {

/// Boxes and bends in layers, joined by segments from each layer to the next.
struct Web {
  struct Vertex {
    std::size_t layer = 0;
    int width = 0;
    bool bend = false;  ///< a place where a line passes between boxes
    int x = 0;          ///< the left edge
  };
  struct Segment {
    std::size_t upper = 0;
    std::size_t lower = 0;
    int upper_x = 0;  ///< where it leaves, from the left edge of `upper`
    int lower_x = 0;
  };

  std::vector<Vertex> vertices;
  std::vector<Segment> segments;
  std::vector<std::vector<std::size_t>> layers;  ///< from left to right

  int upper_end(const Segment& segment) const { return vertices[segment.upper].x + segment.upper_x; }
  int lower_end(const Segment& segment) const { return vertices[segment.lower].x + segment.lower_x; }
};

/// Orders the vertices inside of their layers so that few segments cross. Where nothing is gained they stay
/// in the order given.
void reduce_crossings(Web& web);

/// Gives each vertex its x: none overlaps its neighbour, long lines are upright where they can be, boxes
/// stand in the middle of those they are joined to. The leftmost x is 0.
void place_across(Web& web);

}  // namespace traveler::flow
