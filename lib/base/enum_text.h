#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace traveler {

/// The texts of an enum, in the order of its values, which count from 0.
/// Specialise with `static constexpr std::array<std::string_view, N> kTexts`: the only place
/// where the texts stand.
template <class E>
struct EnumText;

template <class E>
concept TextEnum = std::is_enum_v<E> && requires {
  EnumText<E>::kTexts;
};

template <TextEnum E>
constexpr std::string_view to_text(E value) {
  return EnumText<E>::kTexts[static_cast<std::size_t>(value)];
}

/// The value of that text, exactly as written, or nullopt.
template <TextEnum E>
constexpr std::optional<E> from_text(std::string_view text) {
  const auto& texts = EnumText<E>::kTexts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i] == text) return static_cast<E>(i);
  }
  return std::nullopt;
}

/// All texts joined for a message: "build, test, inspection".
template <TextEnum E>
std::string all_texts() {
  std::string out;
  for (std::string_view text : EnumText<E>::kTexts) {
    if (!out.empty()) out += ", ";
    out += text;
  }
  return out;
}

}  // namespace traveler
