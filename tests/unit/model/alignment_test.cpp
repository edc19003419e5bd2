#include "model/alignment.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "random_seed.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

/// The aligned items as letters: B's letter, `>` before a moved one, `-` before one that only A has.
std::string aligned(const std::string& a, const std::string& b) {
  std::vector<std::optional<std::size_t>> a_of_b;
  for (const char c : b) {
    const std::size_t place = a.find(c);
    a_of_b.push_back(place == std::string::npos ? std::nullopt : std::optional(place));
  }
  std::string out;
  for (const AlignedItem& item : align(a.size(), a_of_b)) {
    if (!item.b) {
      out += '-';
    } else if (!item.a) {
      out += '+';
    } else if (item.moved) {
      out += '>';
    }
    out += item.b ? b[*item.b] : a[*item.a];
  }
  return out;
}

std::size_t longest_common_order(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> best(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      best[i][j] = a[i - 1] == b[j - 1] ? best[i - 1][j - 1] + 1 : std::max(best[i - 1][j], best[i][j - 1]);
    }
  }
  return best[a.size()][b.size()];
}

}  // namespace

TEST_CASE("lists are laid side by side with the fewest moves") {
  CHECK(aligned("abc", "abc") == "abc");
  CHECK(aligned("", "") == "");
  CHECK(aligned("abc", "") == "-a-b-c");
  CHECK(aligned("", "ab") == "+a+b");
  CHECK(aligned("abcde", "eabcd") == ">eabcd");
  CHECK(aligned("abcde", "bcdea") == "bcde>a");
  CHECK(aligned("abc", "axbyc") == "a+xb+yc");
  CHECK(aligned("abcd", "ad") == "a-b-cd");
  CHECK(aligned("xabc", "cab") == "-x>cab");
}

TEST_CASE("no other choice of moves is smaller") {
  const std::uint32_t seed = random_seed();
  CAPTURE(seed);
  Dice dice(seed);
  for (int round = 0; round < 500; ++round) {
    const auto draw = [&] {
      std::string letters = "abcdefghij";
      for (std::size_t i = letters.size(); i > 1; --i)
        std::swap(letters[i - 1],
                  letters[static_cast<std::size_t>(dice.between(0, static_cast<int>(i) - 1))]);
      return letters.substr(0, static_cast<std::size_t>(dice.between(0, 10)));
    };
    const std::string a = draw();
    const std::string b = draw();
    CAPTURE(a, b);
    const std::string out = aligned(a, b);
    CAPTURE(out);
    const auto shared =
        std::count_if(b.begin(), b.end(), [&](char c) { return a.find(c) != std::string::npos; });
    const auto moved = std::count(out.begin(), out.end(), '>');
    CHECK(static_cast<std::size_t>(shared - moved) == longest_common_order(a, b));
    // What stayed is in the order of A, and everything is there once.
    std::string kept;
    std::string in_b;
    for (std::size_t i = 0; i < out.size(); ++i) {
      const char mark = out[i];
      if (mark == '-' || mark == '+' || mark == '>') ++i;
      if (mark != '-') in_b += out[i];
      if (mark != '-' && mark != '+' && mark != '>') kept += out[i];
    }
    CHECK(in_b == b);
    CHECK(longest_common_order(a, kept) == kept.size());
    CHECK(std::count(out.begin(), out.end(), '-') == static_cast<std::ptrdiff_t>(a.size()) - shared);
  }
}
