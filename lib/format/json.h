#pragma once

#include <string>
#include <string_view>

#include "traveler/value.h"

namespace traveler::format {

/// Compact JSON, members in the order of the value, non-ASCII as UTF-8; invalid UTF-8 becomes U+FFFD.
std::string to_json(const Value& value);
void append_json(std::string& out, const Value& value);
/// Appends a JSON string literal with its quotes.
void append_json_text(std::string& out, std::string_view text);

/// The text with each character that is not valid UTF-8 replaced by U+FFFD.
std::string replace_invalid_utf8(std::string_view text);

/// Indented by two spaces, for people and for files.
std::string to_pretty_json(const Value& value);

/// Canonical JSON: compact, object members sorted by name (bytewise) at every level.
std::string to_canonical_json(const Value& value);

/// Block-style YAML of a value; texts quoted only where a YAML 1.2 or 1.1 reader would mistype them;
/// texts of several lines as literal blocks.
std::string to_yaml(const Value& value);

/// Reads JSON whose numbers are 64-bit integers (what `to_json` writes). Depth at most 100.
/// Throws Error(storage.corrupt) for anything else: the input is the workspace's own.
Value parse_stored_json(std::string_view json);

}  // namespace traveler::format
