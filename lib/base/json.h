#pragma once

#include <string>
#include <string_view>

#include "traveler/value.h"

namespace traveler {

/// Compact JSON, members in the order of the value, non-ASCII as UTF-8; invalid UTF-8 becomes U+FFFD.
std::string to_json(const Value& value);
void append_json(std::string& out, const Value& value);
/// Appends a JSON string literal with its quotes.
void append_json_text(std::string& out, std::string_view text);

/// The text with each character that is not valid UTF-8 replaced by U+FFFD.
std::string replace_invalid_utf8(std::string_view text);

/// Canonical JSON: compact, object members sorted by name (bytewise) at every level. What is hashed and kept.
std::string to_canonical_json(const Value& value);

/// Reads what the functions above write: numbers are 64-bit integers, no escape but of control characters,
/// quotes and backslashes, depth at most 100. Throws Error(storage.corrupt) for anything else: the input is
/// the workspace's own.
Value parse_stored_json(std::string_view json);

}  // namespace traveler
