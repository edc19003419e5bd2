#include "format/export_writer.h"

namespace traveler::format {

void append_csv_text(std::string& out, std::string_view text) {
  if (!text.empty() && text.find_first_of("\",\r\n") == std::string_view::npos) {
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
