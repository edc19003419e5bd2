#pragma once

#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/time.h"

namespace traveler::format {

// The spelling of export cells; spec section 16. Each function appends to the row being written.

/// A CSV cell after RFC 4180: quoted where it must be; an empty text is `""`, as null is bare.
void append_csv_text(std::string& out, std::string_view text);

/// True when a text can stand in JSON as a number just as it is.
bool is_json_number(std::string_view text);

/// A plain decimal from the text of a reading: no exponent, no sign but '-'.
void append_number(std::string& out, std::string_view text);

}  // namespace traveler::format
