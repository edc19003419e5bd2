#pragma once

#include <cstddef>
#include <vector>

#include "model/flow_layout.h"
#include "model/flow_web.h"

namespace traveler::flow {

/// Where the layers of a level stand: one below the other and, where that would be too tall, on in the next
/// column. The first layer is the top border, the last the bottom border.
struct Columns {
  struct Band {
    int top = 0;
    int bottom = 0;
    int shift = 0;  ///< to the right, of what stands in the layer
    std::size_t column = 0;
  };
  /// The path of a segment that leads to the next column: down to `low`, across to `between`, up to `high`.
  struct Lane {
    int low = 0;
    int between = 0;
    int high = 0;
  };

  FlowSize size;
  std::vector<Band> bands;  ///< by layer
  std::vector<Lane> lanes;  ///< by segment; of use only where the column changes

  /// Appends the path of a segment from the bottom of its upper layer to the top of its lower one.
  void append(std::vector<FlowPoint>& path, const Web& web, std::size_t segment) const;
};

Columns arrange_columns(const Web& web, const std::vector<int>& heights);

}  // namespace traveler::flow
