#include "format/export_writer.h"

#include <algorithm>

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

bool is_json_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view rest = point < text.size() ? text.substr(point + 1) : std::string_view("0");
  const auto digits = [](std::string_view part) {
    return !part.empty() &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return digits(whole) && digits(rest) && (whole.size() == 1 || whole.front() != '0');
}

void append_number(std::string& out, std::string_view text) {
  if (is_json_number(text)) {
    out += text;
    return;
  }
  const auto value = Decimal::parse(text);
  out += value ? value->text() : std::string(text);
}

}  // namespace traveler::format
