#pragma once

#include "format/tree_builder.h"

namespace traveler::format {

/// `read_around_errors` for JSON: it is mended where a comma, a bracket or a quote is wrong, and else loses
/// the value.
bool read_around_json_errors(Document& document, const TreeBuilder& builder);

}  // namespace traveler::format
