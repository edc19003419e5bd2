#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace traveler {

/// Byte offset where the first sequence starts that is not valid UTF-8 (overlong, surrogate, beyond
/// U+10FFFF and cut off included), or nullopt.
std::optional<std::size_t> invalid_utf8(std::string_view text);

/// Decodes one code point of UTF-8 at `offset`, which is before the end, and moves `offset` past it.
/// A byte that is not valid UTF-8 counts as U+FFFD of length one.
char32_t next_code_point(std::string_view text, std::size_t& offset);

/// True for ids and keys: `[A-Za-z0-9][A-Za-z0-9._-]{0,127}` (spec section 1).
bool is_key(std::string_view text);

/// True for characters that turn text around unseen: U+202A–202E, U+2066–2069, U+200E, U+200F, U+061C.
bool is_bidi_control(char32_t c);

/// The candidate closest to `word` in edits, when it is close enough to be a typo; else nullopt.
/// Case does not count; of equals, the first wins.
std::optional<std::string> closest(std::string_view word, const std::vector<std::string_view>& candidates);

/// Splits at every `separator`; "" gives one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);

/// "a, b and c".
std::string join_words(const std::vector<std::string>& words);

/// True when `name` matches `glob`, in which `*` stands for any run of characters.
bool matches_glob(std::string_view glob, std::string_view name);

}  // namespace traveler
