#pragma once

#include <string>

#include "format/validation.h"
#include "render/cells.h"

namespace traveler::cmd {

/// Findings of one settled document for people: the place and the message, the line with a mark below the
/// place, and the hint.
std::string render_findings(const format::CheckedDocument& document, const View& view);

/// All rules with their severity and what they mean.
std::string render_rules(const View& view);

}  // namespace traveler::cmd
