#pragma once

#include <vector>

#include "format/tree.h"

namespace traveler::format {

// What reading around errors shares between the syntaxes.

/// Whether the last finding of a document is one that ended the reading and can be read around.
bool can_read_around(const Document& document);

/// Adds to a document the findings of other readings of it, each once. The first one is its own error.
void add_new_findings(Document& document, std::vector<Finding> findings);

}  // namespace traveler::format
