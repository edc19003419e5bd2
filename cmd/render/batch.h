#pragma once

#include <string>
#include <vector>

#include "render/cells.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// Short ids of one kind in few words, in the order of their numbers: "R-1 to R-4 and R-7".
std::string id_ranges(const std::vector<std::string>& ids);

/// A batch as a grid of steps and runs, in which what goes its own way stands out.
std::string render_batch(const Value& batch, const View& view);

}  // namespace traveler::cmd
