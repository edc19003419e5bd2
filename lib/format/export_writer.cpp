#include "format/export_writer.h"

#include <algorithm>

namespace traveler::format {
namespace {

/// RFC 4180. `find_first_of` looks through the set for each character of the text.
bool needs_quotes(char c) { return c == '"' || c == ',' || c == '\r' || c == '\n'; }

}  // namespace

void append_csv_text(std::string& out, std::string_view text) {
  if (!text.empty() && std::none_of(text.begin(), text.end(), needs_quotes)) {
    out += text;
    return;
  }
  out += '"';
  std::size_t start = 0;
  for (std::size_t quote = text.find('"'); quote != std::string_view::npos; quote = text.find('"', start)) {
    out += text.substr(start, quote + 1 - start);
    out += '"';
    start = quote + 1;
  }
  out += text.substr(start);
  out += '"';
}

}  // namespace traveler::format
