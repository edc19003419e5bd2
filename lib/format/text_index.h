#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "format/tree.h"

namespace traveler::format {

/// Turns byte offsets of a UTF-8 text into lines and columns counted in code points from 1.
/// Offsets are mostly asked for in ascending order; any order is cheap, long lines included.
class TextIndex {
 public:
  explicit TextIndex(std::string_view text);

  struct Position {
    int line = 1;
    int column = 1;
  };
  Position at(std::size_t offset) const;
  Mark range(std::size_t begin, std::size_t end) const;

 private:
  static constexpr std::size_t kStride = 512;
  void advance(std::size_t from, std::size_t to, Position& position) const;

  std::string_view text_;
  std::vector<Position> checkpoints_;  ///< the position of every kStride-th byte
  mutable std::size_t last_offset_ = 0;
  mutable Position last_;
};

}  // namespace traveler::format
