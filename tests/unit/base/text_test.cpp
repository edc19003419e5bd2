#include "base/text.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

namespace traveler {
namespace {

TEST_CASE("valid UTF-8 is valid", "[base][text]") {
  for (const std::string_view text :
       {"", "plain", "Grüße", "日本語", "😀", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
        "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    INFO(text);
    CHECK_FALSE(invalid_utf8(text).has_value());
  }
  CHECK_FALSE(invalid_utf8(std::string_view("a\0b", 3)).has_value());
}

TEST_CASE("invalid UTF-8 is found wherever it stands", "[base][text]") {
  const std::vector<std::string> bad = {"\x80",              // a continuation without a start
                                        "\xbf",              //
                                        "\xc0\xaf",          // overlong
                                        "\xc1\xbf",          //
                                        "\xe0\x80\x80",      //
                                        "\xe0\x9f\xbf",      //
                                        "\xf0\x80\x80\x80",  //
                                        "\xf0\x8f\xbf\xbf",  //
                                        "\xed\xa0\x80",      // surrogates
                                        "\xed\xbf\xbf",      //
                                        "\xf4\x90\x80\x80",  // beyond U+10FFFF
                                        "\xf5\x80\x80\x80",  //
                                        "\xf8\x88\x80\x80\x80",
                                        "\xfe",
                                        "\xff",
                                        "\xc3",          // cut off
                                        "\xe6\x97",      //
                                        "\xf0\x9f\x98",  //
                                        "\xc3(",         // a start without its continuation
                                        "\xe6(\x97",
                                        "\xe6\x97(",
                                        "\xf0\x9f\x98("};
  for (std::size_t place = 0; place < 20; ++place) {
    for (const std::string& piece : bad) {
      const std::string front(place, 'x');
      INFO(place);
      CHECK(invalid_utf8(front + piece) == place);
      CHECK(invalid_utf8(front + piece + "ordinary text") == place);
      CHECK(invalid_utf8(front + "é日😀" + piece + piece) == place + 9);
    }
  }
}

TEST_CASE("every code point is read back", "[base][text]") {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    std::string text;
    const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0 | (c >> 6U));
      put(0x80 | (c & 0x3FU));
    } else if (c < 0x10000) {
      put(0xE0 | (c >> 12U));
      put(0x80 | ((c >> 6U) & 0x3FU));
      put(0x80 | (c & 0x3FU));
    } else {
      put(0xF0 | (c >> 18U));
      put(0x80 | ((c >> 12U) & 0x3FU));
      put(0x80 | ((c >> 6U) & 0x3FU));
      put(0x80 | (c & 0x3FU));
    }
    std::size_t offset = 0;
    if (next_code_point(text, offset) != c || offset != text.size() || invalid_utf8(text)) {
      FAIL("code point " << static_cast<unsigned long>(c));
    }
  }
}

TEST_CASE("bytes that are not UTF-8 read as the replacement character, one by one", "[base][text]") {
  const std::string text = "a\xff\xe6\x97z";
  std::vector<char32_t> read;
  std::vector<std::size_t> offsets;
  for (std::size_t offset = 0; offset < text.size();) {
    read.push_back(next_code_point(text, offset));
    offsets.push_back(offset);
  }
  CHECK(read == std::vector<char32_t>{U'a', 0xFFFD, 0xFFFD, 0xFFFD, U'z'});
  CHECK(offsets == std::vector<std::size_t>{1, 2, 3, 4, 5});
}

TEST_CASE("keys follow their pattern", "[base][text]") {
  for (const std::string_view text : {"a", "Z", "0", "R-12", "torque", "a.b_c-d", "1.", "a-", "A..B"}) {
    INFO(text);
    CHECK(is_key(text));
  }
  CHECK(is_key(std::string(128, 'a')));
  for (const std::string_view text :
       {"", ".a", "_a", "-a", "a b", "a/b", "a#b", "a@1", "a:b", "é", "aé", "a\n", " a", "a*", "\x80"}) {
    INFO(text);
    CHECK_FALSE(is_key(text));
  }
  CHECK_FALSE(is_key(std::string(129, 'a')));
  CHECK_FALSE(is_key(std::string_view("a\0", 2)));
}

TEST_CASE("bidirectional controls are known", "[base][text]") {
  std::vector<char32_t> found;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (is_bidi_control(c)) found.push_back(c);
  }
  CHECK(found == std::vector<char32_t>{0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066,
                                       0x2067, 0x2068, 0x2069});
}

TEST_CASE("typos find what was meant", "[base][text]") {
  const std::vector<std::string_view> verbs = {"start", "complete", "skip",     "fail",  "show",
                                               "list",  "sign",     "reassign", "split", "schedule"};
  struct Typo {
    std::string_view typed;
    std::string_view meant;
  };
  const auto typo = GENERATE(values<Typo>({
      {"strat", "start"},        // swapped
      {"satrt", "start"},        //
      {"sart", "start"},         // left out
      {"startt", "start"},       // one too many
      {"stark", "start"},        // wrong letter
      {"START", "start"},        // case
      {"Start", "start"},        //
      {"compelte", "complete"},  //
      {"complte", "complete"},   //
      {"cmpletee", "complete"},  // two edits in a long word
      {"lsit", "list"},          //
      {"shedule", "schedule"},   //
      {"reasign", "reassign"},   //
      {"spilt", "split"},        //
      {"start", "start"},        // exact
  }));
  INFO(typo.typed);
  CHECK(closest(typo.typed, verbs) == std::string(typo.meant));
}

TEST_CASE("what is no typo finds nothing", "[base][text]") {
  const std::vector<std::string_view> verbs = {"start", "complete", "skip", "ls"};
  for (const std::string_view word : {"", "x", "s", "zz", "banana", "st", "art", "comp", "incompleteness"}) {
    INFO(word);
    CHECK_FALSE(closest(word, verbs).has_value());
  }
  CHECK_FALSE(closest("start", {}).has_value());
  CHECK_FALSE(closest(std::string(100'000, 's'), verbs).has_value());
}

TEST_CASE("the closest candidate wins, the first among equals", "[base][text]") {
  CHECK(closest("lost", {"list", "last", "most"}) == "list");
  CHECK(closest("stepss", {"stops", "steps"}) == "steps");
}

TEST_CASE("text is split at each separator", "[base][text]") {
  using Pieces = std::vector<std::string_view>;
  CHECK(split("", ',') == Pieces{""});
  CHECK(split("a", ',') == Pieces{"a"});
  CHECK(split("a,b,c", ',') == Pieces{"a", "b", "c"});
  CHECK(split(",", ',') == Pieces{"", ""});
  CHECK(split(",a,,b,", ',') == Pieces{"", "a", "", "b", ""});
}

TEST_CASE("words are joined for a sentence", "[base][text]") {
  CHECK(join_words({}).empty());
  CHECK(join_words({"a"}) == "a");
  CHECK(join_words({"a", "b"}) == "a and b");
  CHECK(join_words({"a", "b", "c"}) == "a, b and c");
}

TEST_CASE("globs match whole names", "[base][text]") {
  CHECK(matches_glob("step.start", "step.start"));
  CHECK(matches_glob("step.*", "step.start"));
  CHECK(matches_glob("step.*", "step."));
  CHECK(matches_glob("*", ""));
  CHECK(matches_glob("*", "anything.at-all"));
  CHECK(matches_glob("**", "x"));
  CHECK(matches_glob("*.show", "run.show"));
  CHECK(matches_glob("*a*b*", "xxaxxbxx"));
  CHECK(matches_glob("a*b", "ab"));
  CHECK(matches_glob("a*ab", "aab"));
  CHECK(matches_glob("*aab", "aaab"));
  CHECK(matches_glob("", ""));
  CHECK_FALSE(matches_glob("", "a"));
  CHECK_FALSE(matches_glob("a", ""));
  CHECK_FALSE(matches_glob("step", "step.start"));
  CHECK_FALSE(matches_glob("step.*", "step"));
  CHECK_FALSE(matches_glob("step.*", "xstep.start"));
  CHECK_FALSE(matches_glob("*.show", "run.show.all"));
  CHECK_FALSE(matches_glob("a*ba", "ab"));
  // Only the star is special.
  CHECK_FALSE(matches_glob("step.?tart", "step.start"));
  CHECK_FALSE(matches_glob("[s]tep", "step"));
  CHECK_FALSE(matches_glob("Step.*", "step.start"));
}

/// The definition of a glob, as a recursion: slow but plain.
bool matches_by_definition(std::string_view glob, std::string_view name) {
  if (glob.empty()) return name.empty();
  if (glob.front() == '*') {
    return matches_by_definition(glob.substr(1), name) ||
           (!name.empty() && matches_by_definition(glob, name.substr(1)));
  }
  return !name.empty() && glob.front() == name.front() &&
         matches_by_definition(glob.substr(1), name.substr(1));
}

TEST_CASE("globs agree with their definition", "[base][text]") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 engine(seed);
  const auto draw = [&engine](std::string_view letters, std::size_t longest) {
    std::string out;
    const std::size_t size = engine() % (longest + 1);
    for (std::size_t i = 0; i < size; ++i) out += letters[engine() % letters.size()];
    return out;
  };
  int matched = 0;
  for (int i = 0; i < 50'000; ++i) {
    const std::string glob = draw("ab*", 6);
    const std::string name = draw("ab", 8);
    INFO(glob << " against " << name);
    const bool expected = matches_by_definition(glob, name);
    REQUIRE(matches_glob(glob, name) == expected);
    matched += expected ? 1 : 0;
  }
  CHECK(matched > 1000);
}

TEST_CASE("a glob of many stars takes no exponential time", "[base][text]") {
  std::string glob;
  for (int i = 0; i < 60; ++i) glob += "a*";
  glob += 'b';
  CHECK_FALSE(matches_glob(glob, std::string(20'000, 'a')));
  CHECK(matches_glob(glob, std::string(20'000, 'a') + "b"));
}

}  // namespace
}  // namespace traveler
