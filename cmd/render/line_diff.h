#pragma once

#include <string_view>
#include <vector>

namespace traveler::cmd {

/// A line of two texts laid over each other: `-` only in the old one, `+` only in the new one, ` ` in both.
struct DiffLine {
  char mark = ' ';
  std::string_view line;
};

/// As many common lines as there can be; in very long texts, only those at both ends.
std::vector<DiffLine> diff_lines(std::string_view a, std::string_view b);

}  // namespace traveler::cmd
