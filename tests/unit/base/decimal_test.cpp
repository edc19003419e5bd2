#include "base/decimal.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>

#include "traveler/error.h"

namespace traveler {
namespace {

__extension__ typedef __int128 Wide;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

Decimal dec(std::string_view text) {
  const auto parsed = Decimal::parse(text);
  INFO(text);
  REQUIRE(parsed.has_value());
  return *parsed;
}

Quantity qty(std::string_view text) {
  const auto parsed = Quantity::parse(text);
  INFO(text);
  REQUIRE(parsed.has_value());
  return *parsed;
}

template <class Act>
void check_refused(Act act) {
  try {
    act();
    FAIL("not refused");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kValueInvalid);
  }
}

std::string wide_text(Wide value) {
  if (value == 0) return "0";
  const bool negative = value < 0;
  std::string out;
  for (; value != 0; value /= 10) {
    const int digit = static_cast<int>(value % 10);
    out.insert(out.begin(), static_cast<char>('0' + (digit < 0 ? -digit : digit)));
  }
  return negative ? "-" + out : out;
}

/// A generator whose seed is shown with every failed check in its scope.
struct Random {
  std::uint64_t seed = std::random_device{}();
  std::mt19937_64 engine{seed};

  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine);
  }
};

const std::vector<std::string_view> kNeverNumbers = {
    "",         "-",    "+",    "+1",  ".",     ".5",   "-.5",  "5.",    "-5.", "1_000", "1,000", "1,5",
    "0x10",     "NaN",  "nan",  "inf", "-inf",  "Inf",  "1 ",   " 1",    "1\n", "--1",   "1-",    "1.2.3",
    "1e",       "1e+",  "1e-",  "e5",  "1e1.5", "1ee5", "1e 5", "abc",   "1a",  "½",     "１２",  "٣",
    "\xff\x31", "1..2", "1.e5", "−1",  "1E",    "1f",   "0b1",  "1'000", "1/2", "$1",    "1%",    "-+1"};

TEST_CASE("quantities are read exactly", "[base][decimal]") {
  CHECK(qty("12").micros() == 12'000'000);
  CHECK(qty("0.5").micros() == 500'000);
  CHECK(qty("-3.25").micros() == -3'250'000);
  CHECK(qty("0.000001").micros() == 1);
  CHECK(qty("-0.000001").micros() == -1);
  CHECK(qty("-0").micros() == 0);
  CHECK(qty("007").micros() == 7'000'000);
  CHECK(qty("1.500000") == qty("1.5"));
  CHECK(qty("9223372036854.775807").micros() == kMost);
  CHECK(qty("-9223372036854.775808").micros() == kLeast);
  CHECK(qty(std::string(5000, '0') + "1").micros() == 1'000'000);
}

TEST_CASE("what is no quantity is refused", "[base][decimal]") {
  for (const std::string_view text : kNeverNumbers) {
    INFO(text);
    CHECK_FALSE(Quantity::parse(text).has_value());
  }
  CHECK_FALSE(Quantity::parse("1e3").has_value());
  CHECK_FALSE(Quantity::parse("0.0000001").has_value());
  CHECK_FALSE(Quantity::parse("0.0000000").has_value());
  CHECK_FALSE(Quantity::parse("9223372036854.775808").has_value());
  CHECK_FALSE(Quantity::parse("-9223372036854.775809").has_value());
  CHECK_FALSE(Quantity::parse("9223372036855").has_value());
  CHECK_FALSE(Quantity::parse("18446744073709.551617").has_value());
  CHECK_FALSE(Quantity::parse(std::string(5000, '9')).has_value());
  CHECK_FALSE(Quantity::parse(std::string_view("1\0", 2)).has_value());
}

TEST_CASE("quantities are shown with the decimals they need", "[base][decimal]") {
  CHECK(Quantity().text() == "0");
  CHECK(qty("12").text() == "12");
  CHECK(qty("120").text() == "120");
  CHECK(qty("0.50").text() == "0.5");
  CHECK(qty("-0.000001").text() == "-0.000001");
  CHECK(qty("-3.250").text() == "-3.25");
  CHECK(qty("12").text(2) == "12.00");
  CHECK(qty("0.125").text(2) == "0.125");
  CHECK(qty("0.5").text(6) == "0.500000");
  CHECK(qty("0.5").text(99) == "0.500000");
  CHECK(qty("0.5").text(-1) == "0.5");
  CHECK(Quantity().text(1) == "0.0");
  CHECK(Quantity::from_micros(kMost).text() == "9223372036854.775807");
  CHECK(Quantity::from_micros(kLeast).text() == "-9223372036854.775808");

  CHECK(qty("12").decimals() == 0);
  CHECK(qty("0").decimals() == 0);
  CHECK(qty("0.5").decimals() == 1);
  CHECK(qty("-0.25").decimals() == 2);
  CHECK(qty("1000000.000001").decimals() == 6);
}

TEST_CASE("quantities calculate exactly", "[base][decimal]") {
  CHECK(qty("0.1") + qty("0.2") == qty("0.3"));
  CHECK(qty("0.3") - qty("0.1") == qty("0.2"));
  CHECK(qty("0.5") * Quantity::whole(3) == qty("1.5"));
  CHECK(qty("0.001") * qty("0.001") == qty("0.000001"));
  CHECK(qty("-2.5") * qty("2.5") == qty("-6.25"));
  CHECK(qty("2") < qty("10"));
  CHECK(qty("-2") < qty("-1.999999"));
  static_assert(Quantity::whole(2).micros() == 2 * Quantity::kScale);
}

TEST_CASE("a result that no quantity can hold is refused", "[base][decimal]") {
  const Quantity most = Quantity::from_micros(kMost);
  const Quantity least = Quantity::from_micros(kLeast);
  const Quantity smallest = Quantity::from_micros(1);
  check_refused([&] { return most + smallest; });
  check_refused([&] { return least - smallest; });
  check_refused([&] { return Quantity() - least; });
  check_refused([&] { return most * Quantity::whole(2); });
  check_refused([&] { return least * Quantity::whole(-1); });
  check_refused([&] { return least * Quantity::whole(1'000'000); });
  check_refused([&] { return smallest * qty("0.5"); });
  check_refused([&] { return qty("0.001") * qty("0.0001"); });
  check_refused([] { return Quantity::whole(kMost / Quantity::kScale + 1); });
  check_refused([] { return Quantity::whole(kLeast); });
  CHECK(most * Quantity::whole(1) == most);
  CHECK(least * Quantity::whole(1) == least);
}

TEST_CASE("quantity arithmetic agrees with wide integers", "[base][decimal]") {
  Random random;
  INFO("seed " << random.seed);
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t a = random.between(kLeast, kMost) >> random.between(0, 62);
    const std::int64_t b = random.between(kLeast, kMost) >> random.between(0, 62);
    const Quantity x = Quantity::from_micros(a);
    const Quantity y = Quantity::from_micros(b);
    REQUIRE(Quantity::parse(x.text()) == x);
    REQUIRE(Quantity::parse(x.text(6)) == x);
    REQUIRE((x < y) == (a < b));
    const auto agrees = [](Wide exact, auto act) {
      const bool fits = exact >= kLeast && exact <= kMost;
      try {
        return act().micros() == exact;
      } catch (const Error&) {
        return !fits;
      }
    };
    REQUIRE(agrees(Wide{a} + b, [&] { return x + y; }));
    REQUIRE(agrees(Wide{a} - b, [&] { return x - y; }));
    const Wide product = Wide{a} * b;
    if (product % Quantity::kScale == 0) REQUIRE(agrees(product / Quantity::kScale, [&] { return x * y; }));
  }
}

TEST_CASE("decimals are read by their grammar", "[base][decimal]") {
  struct Form {
    std::string_view typed;
    std::string_view plain;
  };
  const auto form = GENERATE(values<Form>({
      {"0", "0"},
      {"-0", "0"},
      {"0.000", "0"},
      {"0e5", "0"},
      {"-0e-999999999999999999999", "0"},
      {"10.50", "10.5"},
      {"007", "7"},
      {"-3.25", "-3.25"},
      {"1e3", "1000"},
      {"1E+3", "1000"},
      {"1.25e1", "12.5"},
      {"1e-3", "0.001"},
      {"12e-1", "1.2"},
      {"100e-2", "1"},
      {"120", "120"},
      {"0.00120", "0.0012"},
      {"1e0000000000000000000000000000000000000005", "100000"},
      {"123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"},
  }));
  CHECK(dec(form.typed).text() == form.plain);
  CHECK(dec(form.plain) == dec(form.typed));
}

TEST_CASE("what is no decimal is refused", "[base][decimal]") {
  for (const std::string_view text : kNeverNumbers) {
    INFO(text);
    CHECK_FALSE(Decimal::parse(text).has_value());
  }
  CHECK_FALSE(Decimal::parse(std::string_view("1\0", 2)).has_value());
}

TEST_CASE("decimals have a range", "[base][decimal]") {
  CHECK_FALSE(Decimal::parse("1e400").has_value());
  CHECK_FALSE(Decimal::parse("1e309").has_value());
  CHECK_FALSE(Decimal::parse("-1e309").has_value());
  CHECK_FALSE(Decimal::parse("10e308").has_value());
  CHECK_FALSE(Decimal::parse("1e99999999999999999999").has_value());
  CHECK_FALSE(Decimal::parse("1e-99999999999999999999").has_value());
  CHECK_FALSE(Decimal::parse("1e-401").has_value());
  CHECK_FALSE(Decimal::parse("0.1e-400").has_value());
  CHECK(Decimal::parse("9.999e308").has_value());
  CHECK(Decimal::parse("1e-400").has_value());
  // The value counts, not the exponent as typed.
  CHECK(dec("0." + std::string(500, '0') + "1e501") == dec("1"));
  CHECK(dec("1" + std::string(500, '0') + "e-500") == dec("1"));
  CHECK_FALSE(Decimal::parse("1" + std::string(309, '0')).has_value());

  CHECK(Decimal::parse(std::string(999, '0') + "1").has_value());
  CHECK_FALSE(Decimal::parse(std::string(1000, '0') + "1").has_value());
  CHECK(Decimal::parse("0." + std::string(998, '3')).has_value());
  CHECK_FALSE(Decimal::parse("0." + std::string(999, '3')).has_value());
}

TEST_CASE("decimals compare by value", "[base][decimal]") {
  const std::vector<std::string_view> ascending = {
      "-9e308", "-1000", "-12.5", "-12", "-1.01", "-1.001", "-1",    "-0.1",   "-1e-400", "0",
      "1e-400", "0.1",   "0.11",  "0.2", "0.3",   "1",      "1.001", "1.01",   "9.99",    "10",
      "10.5",   "12",    "100",   "1e3", "1001",  "1e20",   "1e308", "9.9e308"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      INFO(ascending[i] << " against " << ascending[j]);
      CHECK((dec(ascending[i]) <=> dec(ascending[j])) == (i <=> j));
    }
  }
  CHECK(dec("10.50") == dec("10.5"));
  CHECK(dec("0.3") <= dec("0.30"));
  CHECK(dec("-0") == dec("0"));
  CHECK(dec("0.1") != dec("0.10000000000000000000000000000000000001"));
}

TEST_CASE("decimals calculate exactly", "[base][decimal]") {
  CHECK(dec("0.1") + dec("0.2") == dec("0.3"));
  CHECK((dec("0.1") + dec("0.2")).text() == "0.3");
  CHECK((dec("999") + dec("1")).text() == "1000");
  CHECK((dec("1000") - dec("0.001")).text() == "999.999");
  CHECK((dec("1") - dec("1")).text() == "0");
  CHECK_FALSE((dec("1") - dec("1")).is_negative());
  CHECK_FALSE((dec("-1") + dec("1")).is_negative());
  CHECK((dec("0") - dec("2.5")).text() == "-2.5");
  CHECK((dec("2.5") - dec("0")).text() == "2.5");
  CHECK((dec("-2.5") - dec("-3")).text() == "0.5");
  CHECK((dec("3") - dec("5")).text() == "-2");
  CHECK((dec("-0.5") + dec("-0.5")).text() == "-1");
  CHECK((dec("1e20") + dec("1e-20")).text() == "100000000000000000000.00000000000000000001");
}

TEST_CASE("decimals at both ends of the range add up", "[base][decimal]") {
  const Decimal huge = dec("9e308");
  const Decimal tiny = dec("1e-400");
  const Decimal sum = huge + tiny;
  CHECK(sum > huge);
  CHECK(sum - huge == tiny);
  CHECK((sum - tiny) == huge);
  CHECK((huge - tiny) < huge);
  CHECK((tiny - huge).is_negative());
  // Sums may leave the range in which numbers are typed.
  CHECK((huge + huge).text() == "18" + std::string(308, '0'));
  const Decimal long_one = dec("0." + std::string(998, '9'));
  CHECK((long_one + dec("1e-398")).text().substr(0, 2) == "1.");
}

TEST_CASE("decimal arithmetic agrees with wide integers", "[base][decimal]") {
  Random random;
  INFO("seed " << random.seed);
  for (int i = 0; i < 20'000; ++i) {
    // Up to 37 digits each, so that sums still fit into the wide integer.
    const auto draw = [&random] {
      Wide value = 0;
      const std::int64_t digits = random.between(0, 37);
      for (std::int64_t d = 0; d < digits; ++d) {
        // Many nines and zeros: long carries.
        const std::int64_t kind = random.between(0, 3);
        value = value * 10 + (kind == 0 ? 9 : kind == 1 ? 0 : random.between(0, 9));
      }
      return random.between(0, 1) == 0 ? value : -value;
    };
    const Wide a = draw();
    const Wide b = draw();
    const std::string suffix = "e" + std::to_string(random.between(-100, 100));
    const Decimal x = dec(wide_text(a) + suffix);
    const Decimal y = dec(wide_text(b) + suffix);
    INFO(wide_text(a) << " and " << wide_text(b) << suffix);
    REQUIRE((x <=> y) == (a < b   ? std::strong_ordering::less
                          : a > b ? std::strong_ordering::greater
                                  : std::strong_ordering::equal));
    REQUIRE(x + y == dec(wide_text(a + b) + suffix));
    REQUIRE((x + y).text() == dec(wide_text(a + b) + suffix).text());
    REQUIRE(x - y == dec(wide_text(a - b) + suffix));
    REQUIRE((x + y) - y == x);
    REQUIRE(dec(x.text()) == x);
    REQUIRE(x.is_negative() == (a < 0));
  }
}

TEST_CASE("decimals become the nearest double", "[base][decimal]") {
  CHECK(dec("0").to_double() == 0.0);
  CHECK(dec("0.1").to_double() == 0.1);
  CHECK(dec("-10.50").to_double() == -10.5);
  CHECK(dec("1e22").to_double() == 1e22);
  CHECK(dec("123456789.123456789").to_double() == 123456789.123456789);
  CHECK(dec("5e-324").to_double() == std::numeric_limits<double>::denorm_min());
  CHECK(dec("1e-400").to_double() == 0.0);
  CHECK(dec("1.7976931348623157e308").to_double() == std::numeric_limits<double>::max());
  CHECK(dec("9e308").to_double() == std::numeric_limits<double>::max());
  CHECK(dec("-9e308").to_double() == std::numeric_limits<double>::lowest());
  CHECK(dec("0." + std::string(998, '3')).to_double() == 1.0 / 3.0);
}

}  // namespace
}  // namespace traveler
