#pragma once

#include <string_view>

#include "format/tree.h"

namespace traveler {

/// Reads and decodes `text` and aborts, saying why, when what comes out breaks a promise:
/// - what is refused has an error among its findings, what is accepted has none;
/// - each finding has a rule, a readable message, and a place within the text;
/// - an accepted document, written as canonical JSON or as YAML, reads back to the same.
void check_document(std::string_view text, format::Syntax syntax);

}  // namespace traveler
