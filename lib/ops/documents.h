#pragma once

#include "format/tree.h"
#include "traveler/value.h"

namespace traveler::ops {

/// Reads a document argument ({"file", "text"}) under the limits of lists of material.
format::Document read_material(const Value& source);

/// Throws Error(document.invalid) with every finding when one of them is an error.
void refuse_findings(const format::Document& document);

}  // namespace traveler::ops
