#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

namespace traveler {

inline void append_piece(std::string& out, std::string_view text) { out += text; }
inline void append_piece(std::string& out, char c) { out += c; }
template <std::integral T>
requires(!std::same_as<T, char> && !std::same_as<T, bool>) void append_piece(std::string& out, T number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

/// Joins texts and whole numbers into one string.
template <class... Pieces>
std::string concat(const Pieces&... pieces) {
  std::string out;
  (append_piece(out, pieces), ...);
  return out;
}

}  // namespace traveler
