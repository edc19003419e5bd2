#pragma once

#include "format/tree_builder.h"

namespace traveler::format {

/// `read_around_errors` for YAML: lines or list items, such as steps or fields, are left out.
bool read_around_yaml_errors(Document& document, const TreeBuilder& builder);

}  // namespace traveler::format
