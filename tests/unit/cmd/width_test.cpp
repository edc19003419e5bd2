#include "render/width.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "base/text.h"

namespace traveler::cmd {
namespace {

TEST_CASE("text is as wide as a terminal shows it", "[cmd][width]") {
  struct Sample {
    std::string_view text;
    std::size_t width;
  };
  const auto sample = GENERATE(values<Sample>({
      {"", 0},
      {"plain", 5},
      {"Größe", 5},
      {"Ω±°µ", 4},
      {"日本語", 6},
      {"한국어", 6},
      {"\u1112\u1161\u11ab", 2},         // a Hangul syllable in letters
      {"ｆｕｌｌ", 8},                   // full-width forms
      {"ﾊﾝｶｸ", 4},                       // half-width forms
      {"e\u0301", 1},                    // combining accent
      {"Z\u0335\u0321\u0338\u034f", 1},  // many of them
      {"\u0e01\u0e33", 2},               // Thai AM stands beside its letter
      {"a\u200bb", 2},                   // zero-width space
      {"…", 1},
      {"│─", 2},
      {"\U00020000", 2},  // ideographs beyond the first plane
      {"\U0003FFFD", 2},  //
      {"😀", 2},
      {"😀😀", 4},
      {"👍🏽", 2},                   // skin tone
      {"☝🏽", 2},                    // skin tone on a narrow sign
      {"👩‍🔧", 2},                // joined
      {"👨‍👩‍👧‍👦", 2},  // joined four times
      {"❤", 1},                          // text style
      {"❤\ufe0f", 2},                    // emoji style
      {"⚠\ufe0f", 2},
      {"1\ufe0f\u20e3", 2},  // keycap
      {"1\ufe0f", 1},        // no emoji
      {"🇩🇪", 2},             // flag
      {"🇩🇪🇯🇵", 4},           //
      {"🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", 2},
      {"\xff", 1},
      {"a\xe6\x97z", 4},
  }));
  INFO(sample.text);
  CHECK(display_width(sample.text) == sample.width);
}

TEST_CASE("what a terminal would act on is made visible", "[cmd][width]") {
  CHECK(escape_for_terminal("") == "");
  CHECK(escape_for_terminal("plain \\ text") == "plain \\ text");
  CHECK(escape_for_terminal("Größe 日本 👩‍🔧") == "Größe 日本 👩‍🔧");
  CHECK(escape_for_terminal("a\nb\r\tc") == "a\\nb\\r\\tc");
  CHECK(escape_for_terminal("\x1b[31mred") == "\\x1b[31mred");
  CHECK(escape_for_terminal("\a\x7f") == "\\x07\\x7f");
  CHECK(escape_for_terminal(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(escape_for_terminal("\u0085\u009b") == "\\u0085\\u009b");
  CHECK(escape_for_terminal("\u202edrow") == "\\u202edrow");
  CHECK(escape_for_terminal("\u2066\u2069\u200e\u200f\u061c") == "\\u2066\\u2069\\u200e\\u200f\\u061c");
  CHECK(escape_for_terminal("\u2028\u2029\ufeff\ufff9") == "\\u2028\\u2029\\ufeff\\ufff9");
  CHECK(escape_for_terminal("\xff\xfe") == "\\xff\\xfe");
  CHECK(escape_for_terminal("ok\xe6\x97") == "ok\\xe6\\x97");
  CHECK(escape_for_terminal("\x9b") == "\\x9b");
  CHECK(escape_for_terminal("\ufffd") == "\ufffd");
}

TEST_CASE("every control character is escaped", "[cmd][width]") {
  for (int c = 0; c < 0x20; ++c) {
    const std::string text(1, static_cast<char>(c));
    INFO(c);
    CHECK(escape_for_terminal(text).front() == '\\');
    CHECK(is_plain_ascii(escape_for_terminal(text)));
    CHECK_FALSE(is_plain_ascii(text));
  }
  for (int c = 0x80; c < 0xA0; ++c) {
    const std::string text = {'\xc2', static_cast<char>(c)};
    INFO(c);
    CHECK(is_plain_ascii(escape_for_terminal(text)));
  }
  CHECK(escape_for_terminal("\u00a0") == "\u00a0");
}

TEST_CASE("text that is too wide ends in an ellipsis", "[cmd][width]") {
  CHECK(truncate_to_width("torque", 6) == "torque");
  CHECK(truncate_to_width("torque", 99) == "torque");
  CHECK(truncate_to_width("torque", 5) == "torq…");
  CHECK(truncate_to_width("torque", 1) == "…");
  CHECK(truncate_to_width("torque", 0) == "");
  CHECK(truncate_to_width("", 0) == "");
  CHECK(truncate_to_width("", 3) == "");
  CHECK(truncate_to_width("日本語", 6) == "日本語");
  CHECK(truncate_to_width("日本語", 5) == "日本…");
  CHECK(truncate_to_width("日本語", 4) == "日…");
  CHECK(truncate_to_width("日本語", 2) == "…");
  CHECK(truncate_to_width("日", 1) == "…");
}

TEST_CASE("characters are not cut from their marks", "[cmd][width]") {
  CHECK(truncate_to_width("ae\u0301bc", 3) == "ae\u0301…");
  CHECK(truncate_to_width("e\u0301e\u0301", 2) == "e\u0301e\u0301");
  CHECK(truncate_to_width("👩‍🔧👩‍🔧", 3) == "👩‍🔧…");
  CHECK(truncate_to_width("👩‍🔧👩‍🔧", 2) == "…");
  CHECK(truncate_to_width("🇩🇪🇯🇵", 3) == "🇩🇪…");
}

TEST_CASE("any bytes are measured, escaped and cut", "[cmd][width]") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 engine(seed);
  const std::string_view pieces[] = {"a",      "é",      "日",     "👩",      "\u200d", "\ufe0f", "\u0301",
                                     "🇩",      "\x1b[m", "\u202e", "\xff",   "\xe6",   "\n",     "🏽",
                                     "\u20e3", " ",      "\u1161", "\u0e33", "\u0600", "\u0903", "\xf0\x9f"};
  for (int i = 0; i < 5'000; ++i) {
    std::string text;
    for (std::size_t left = engine() % 12; left > 0; --left) text += pieces[engine() % std::size(pieces)];
    const std::string shown = escape_for_terminal(text);
    REQUIRE_FALSE(invalid_utf8(shown).has_value());
    REQUIRE(escape_for_terminal(shown) == shown);
    const std::size_t width = display_width(shown);
    for (std::size_t limit = 0; limit <= width + 1; ++limit) {
      const std::string cut = truncate_to_width(shown, limit);
      REQUIRE(display_width(cut) <= limit);
      if (limit >= width && limit > 0) REQUIRE(cut == shown);
      static_cast<void>(truncate_to_width(text, limit));
    }
    static_cast<void>(display_width(text));
  }
}

}  // namespace
}  // namespace traveler::cmd
