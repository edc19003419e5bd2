#pragma once

#include <string_view>

#include "format/tree.h"

namespace traveler::format {

/// After a syntax error in YAML, the last finding of `document`: reads the text again without the list
/// items, such as steps or fields, in which the errors are, so that the others are checked too. Adds
/// further syntax errors on the way. Returns false, with the findings as they were, when there is no item
/// to leave out or the text is too long to be read again; else the tree is that of the rest.
bool read_around_errors(Document& document, std::string_view text, const DocumentLimits& limits);

}  // namespace traveler::format
