#pragma once

#include "format/tree_builder.h"

namespace traveler::format {

/// After a syntax error in YAML, the last finding of `document`: reads the text again without the lines or
/// the list items, such as steps or fields, in which the errors are, so that the rest is checked too. Adds
/// further syntax errors on the way. `builder` is what read `document`. Returns false when nothing could be
/// read or the text is too long to be read again; else the tree is that of the rest.
bool read_around_errors(Document& document, const TreeBuilder& builder);

}  // namespace traveler::format
