#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace traveler {

/// One place in two versions of a list laid side by side: indices, or nullopt where there is nothing.
struct AlignedItem {
  std::optional<std::size_t> a;
  std::optional<std::size_t> b;
  bool moved = false;  ///< in both, but not in the same order as the others
};

/// Lays list A beside list B: in the order of B, what only A has after the item that it followed in A.
/// `a_of_b[i]` is the index in A of item i of B. As few items as can be are `moved`: those outside of a
/// longest sequence that has the same order in both.
std::vector<AlignedItem> align(std::size_t size_of_a, const std::vector<std::optional<std::size_t>>& a_of_b);

}  // namespace traveler
