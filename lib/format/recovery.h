#pragma once

#include "format/tree_builder.h"

namespace traveler::format {

/// After an error that can be read around: reads the text again without what is wrong, so that the rest is
/// checked too. Adds further such errors on the way. `builder` is what read `document`. Returns false when
/// nothing could be read or the text is too long to be read again; else the tree is that of the rest.
bool read_around_errors(Document& document, const TreeBuilder& builder);

}  // namespace traveler::format
