#pragma once

#include <vector>

#include "format/tree_builder.h"

namespace traveler::format {

/// Whether the last finding of a document is one that ended the reading and can be read around.
bool can_read_around(const Document& document);

/// After such an error: reads the text again without what is wrong, so that the rest is checked too. Adds
/// further such errors on the way. `builder` is what read `document`. Returns false when nothing could be
/// read or the text is too long to be read again; else the tree is that of the rest.
/// Of YAML, lines or list items, such as steps or fields, are left out; JSON is mended where a comma, a
/// bracket or a quote is wrong, and else loses the value.
bool read_around_errors(Document& document, const TreeBuilder& builder);

// What it does for each syntax.
bool read_around_yaml_errors(Document& document, const TreeBuilder& builder);
bool read_around_json_errors(Document& document, const TreeBuilder& builder);

/// Adds to a document the findings of other readings of it, each once. The first one is its own error.
void add_new_findings(Document& document, std::vector<Finding> findings);

}  // namespace traveler::format
