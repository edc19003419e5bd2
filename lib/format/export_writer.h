#pragma once

#include <string>
#include <string_view>

namespace traveler::format {

// The spelling of export cells; spec section 16. Each function appends to the row being written.

/// A CSV cell after RFC 4180: quoted where it must be; an empty text is `""`, as null is bare.
void append_csv_text(std::string& out, std::string_view text);

}  // namespace traveler::format
