#pragma once

#include <cstddef>
#include <vector>

#include "model/flow_layout.h"

namespace traveler::flow {

/// The layout of the children of one parent, their insides settled already.
struct Level {
  /// `Link::from` at the top border, `Link::to` at the bottom border.
  static constexpr std::size_t kBorder = static_cast<std::size_t>(-1);

  /// A line to draw. It leaves an item at its bottom, `from_x` from its left edge, and comes in at the top of
  /// one further down, or runs from or to the border.
  struct Link {
    std::size_t from = kBorder;
    std::size_t to = kBorder;
    int from_x = 0;
    int to_x = 0;
    /// The steps at its ends. Links of one origin or of one goal run together where they are long.
    std::size_t origin = 0;
    std::size_t goal = 0;
  };

  std::vector<FlowSize> items;
  std::vector<Link> links;  ///< without a cycle

  // The result; coordinates from the top left of the level.
  FlowSize size;
  std::vector<FlowBox> boxes;                 ///< by item
  std::vector<std::vector<FlowPoint>> paths;  ///< by link, from the upper end to the lower
};

void lay_out_level(Level& level);

/// The position of each of `count` items in an order that follows `links` and, where they leave it open, the
/// order as given. Where links go round in circles the first item goes first.
std::vector<std::size_t> order_along(std::size_t count,
                                     const std::vector<std::pair<std::size_t, std::size_t>>& links);

}  // namespace traveler::flow
