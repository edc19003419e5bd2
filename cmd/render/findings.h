#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/cells.h"
#include "traveler/error.h"

namespace traveler::cmd {

/// Findings of one document for people: the place and the message, the line of `text` with a mark below
/// the place, and the hint.
std::string render_findings(const std::vector<Finding>& findings, std::string_view text, const View& view);

}  // namespace traveler::cmd
