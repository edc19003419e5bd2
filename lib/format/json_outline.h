#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace traveler::format {

/// A token of text that is meant as JSON.
struct JsonToken {
  char sign =
      '\0';  ///< itself for {}[]:, and `"` for a text, 'x' for a word, '/' for a comment, 0 for the end
  std::size_t begin = 0;
  std::size_t end = 0;
  bool closed = true;          ///< false for a text that is not closed on its line
  bool single_quoted = false;  ///< of a text
  bool is_value() const { return sign == '"' || sign == 'x' || sign == '{' || sign == '['; }
  bool is_closer() const { return sign == '}' || sign == ']'; }
};

/// The token at or behind `at`. A text that is not closed ends before the brackets and commas that end its
/// line. Never fails.
JsonToken next_json_token(std::string_view text, std::size_t at);

/// A list or mapping that is open at a place, and its item or entry that holds the place.
struct JsonLevel {
  static constexpr std::size_t kNone = std::string_view::npos;
  bool is_map = false;
  bool is_clean = true;       ///< the item is well formed but for its texts and words
  int colons = 0;             ///< of the item's own level
  std::size_t comma = kNone;  ///< the one before the item
  std::size_t begin = kNone;  ///< kNone for an empty item
  std::size_t value = kNone;  ///< of an entry, once its colon was seen
  std::size_t end = kNone;    ///< where the comma or the bracket is that ends the item, or the text
};

/// What stands around a place in a text that is JSON up to there.
struct JsonPlace {
  std::vector<JsonLevel> levels;  ///< from the outermost to the innermost
  JsonToken second_before;
  JsonToken before;
  JsonToken token;  ///< the one that holds the place
  JsonToken after;
};

/// Looks at the text around the byte `offset`. Takes as long as the text is.
JsonPlace json_place(std::string_view text, std::size_t offset);

/// How many brackets of the text have no other one, or one of the other kind.
std::size_t unmatched_brackets(std::string_view text);

}  // namespace traveler::format
