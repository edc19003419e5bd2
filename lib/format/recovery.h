#pragma once

#include <cstddef>
#include <string_view>

#include "format/tree.h"

namespace traveler::format {

/// After a syntax error in YAML, the last finding of `document`: reads the text again without the lines or
/// the list items, such as steps or fields, in which the errors are, so that the rest is checked too. Adds
/// further syntax errors on the way. `begun` is the line, from 0, in which the last text before the error
/// began. Returns false when nothing could be read or the text is too long to be
/// read again; else the tree is that of the rest.
bool read_around_errors(Document& document, std::string_view text, std::size_t begun,
                        const DocumentLimits& limits);

}  // namespace traveler::format
