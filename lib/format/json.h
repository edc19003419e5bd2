#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "traveler/value.h"

namespace traveler::format {

using traveler::append_json;
using traveler::append_json_text;
using traveler::parse_stored_json;
using traveler::replace_invalid_utf8;
using traveler::to_canonical_json;
using traveler::to_json;

/// Indented by two spaces, for people and for files.
std::string to_pretty_json(const Value& value);

/// Block-style YAML of a value; texts quoted only where a YAML 1.2 or 1.1 reader would mistype them;
/// texts of several lines as literal blocks.
std::string to_yaml(const Value& value);

}  // namespace traveler::format
