#pragma once

#include "format/decode.h"
#include "format/tree.h"
#include "traveler/value.h"

namespace traveler::ops {

/// Reads a document argument ({"file", "text"}) under the limits of lists of material.
format::Document read_material(const Value& source);

}  // namespace traveler::ops
