#pragma once

#include "format/tree.h"
#include "traveler/value.h"

namespace traveler::format {

/// Limits on one value read from JSON, and on one operation of a bulk input; a document may be inside.
DocumentLimits value_limits();

/// A node as a value: what is not quoted and is `true`, `false` or an integer as JSON writes it is that;
/// every other scalar is its text as written. Members of one name are all kept.
Value value_of(const Node& node);

}  // namespace traveler::format
