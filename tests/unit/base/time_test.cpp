#include "base/time.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace traveler {
namespace {

std::string reread(std::string_view text) {
  const auto time = Timestamp::parse(text);
  return time ? time->text() : "refused";
}

TEST_CASE("times are shown in UTC with six fractional digits", "[base][time]") {
  CHECK(Timestamp{0}.text() == "1970-01-01T00:00:00.000000Z");
  CHECK(Timestamp{1}.text() == "1970-01-01T00:00:00.000001Z");
  CHECK(Timestamp{-1}.text() == "1969-12-31T23:59:59.999999Z");
  CHECK(Timestamp{951'782'400'000'000}.text() == "2000-02-29T00:00:00.000000Z");
  CHECK(Timestamp{1'234'567'890'123'456}.text() == "2009-02-13T23:31:30.123456Z");
  CHECK(Timestamp{4'102'444'799'999'999}.text() == "2099-12-31T23:59:59.999999Z");
  std::string out = "at ";
  Timestamp{0}.append_to(out);
  CHECK(out == "at 1970-01-01T00:00:00.000000Z");
}

TEST_CASE("times that four digits of a year cannot show are shown as the nearest that can", "[base][time]") {
  CHECK(Timestamp{std::numeric_limits<std::int64_t>::max()}.text() == "9999-12-31T23:59:59.999999Z");
  CHECK(Timestamp{std::numeric_limits<std::int64_t>::min()}.text() == "0000-01-01T00:00:00.000000Z");
}

TEST_CASE("RFC 3339 is read with any offset", "[base][time]") {
  CHECK(reread("2026-11-22T05:30:00Z") == "2026-11-22T05:30:00.000000Z");
  CHECK(reread("2026-11-22 05:30:00Z") == "2026-11-22T05:30:00.000000Z");
  CHECK(reread("2026-11-22T05:30:00+00:00") == "2026-11-22T05:30:00.000000Z");
  CHECK(reread("2026-11-22T05:30:00-00:00") == "2026-11-22T05:30:00.000000Z");
  CHECK(reread("2026-11-22T05:30:00+05:45") == "2026-11-21T23:45:00.000000Z");
  CHECK(reread("2026-12-31T20:00:00-08:00") == "2027-01-01T04:00:00.000000Z");
  CHECK(reread("2024-03-01T00:30:00+01:00") == "2024-02-29T23:30:00.000000Z");
  CHECK(reread("2023-03-01T00:30:00+01:00") == "2023-02-28T23:30:00.000000Z");
  CHECK(reread("2026-11-22T00:00:00+23:59") == "2026-11-21T00:01:00.000000Z");
  CHECK(reread("2026-11-22T23:59:59-23:59") == "2026-11-23T23:58:59.000000Z");
}

TEST_CASE("of nine fractional digits six are kept", "[base][time]") {
  CHECK(reread("2026-11-22T05:30:00.1Z") == "2026-11-22T05:30:00.100000Z");
  CHECK(reread("2026-11-22T05:30:00.000001Z") == "2026-11-22T05:30:00.000001Z");
  CHECK(reread("2026-11-22T05:30:00.123456789Z") == "2026-11-22T05:30:00.123456Z");
  CHECK(reread("2026-11-22T05:30:59.999999999Z") == "2026-11-22T05:30:59.999999Z");
  CHECK(reread("1969-12-31T23:59:59.999999999Z") == "1969-12-31T23:59:59.999999Z");
  CHECK(reread("2026-11-22T05:30:00.1234567890Z") == "refused");
  CHECK(reread("2026-11-22T05:30:00.Z") == "refused");
  CHECK(reread("2026-11-22T05:30:00,5Z") == "refused");
}

TEST_CASE("years from 1900 to 9999 are read", "[base][time]") {
  CHECK(reread("1900-01-01T00:00:00Z") == "1900-01-01T00:00:00.000000Z");
  CHECK(reread("9999-12-31T23:59:59.999999Z") == "9999-12-31T23:59:59.999999Z");
  CHECK(reread("1899-12-31T23:59:59Z") == "refused");
  CHECK(reread("0000-01-01T00:00:00Z") == "refused");
  CHECK(reread("1900-01-01T00:00:00+00:01") == "refused");
  CHECK(reread("1899-12-31T23:59:59-01:00") == "refused");
  CHECK(reread("9999-12-31T23:59:59-00:01") == "refused");
  CHECK(reread("10000-01-01T00:00:00Z") == "refused");
}

TEST_CASE("what the calendar and the clock do not have is refused", "[base][time]") {
  CHECK(reread("2024-02-29T00:00:00Z") != "refused");
  CHECK(reread("2000-02-29T00:00:00Z") != "refused");
  CHECK(reread("2023-02-29T00:00:00Z") == "refused");
  CHECK(reread("1900-02-29T00:00:00Z") == "refused");
  CHECK(reread("2100-02-29T00:00:00Z") == "refused");
  CHECK(reread("2026-04-31T00:00:00Z") == "refused");
  CHECK(reread("2026-00-10T00:00:00Z") == "refused");
  CHECK(reread("2026-13-10T00:00:00Z") == "refused");
  CHECK(reread("2026-01-00T00:00:00Z") == "refused");
  CHECK(reread("2026-01-32T00:00:00Z") == "refused");
  CHECK(reread("2026-01-01T24:00:00Z") == "refused");
  CHECK(reread("2026-01-01T00:60:00Z") == "refused");
  CHECK(reread("2016-12-31T23:59:60Z") == "refused");
  CHECK(reread("2026-01-01T00:00:00+24:00") == "refused");
  CHECK(reread("2026-01-01T00:00:00+00:60") == "refused");
}

TEST_CASE("anything else is no time", "[base][time]") {
  const std::vector<std::string_view> garbage = {"",
                                                 "now",
                                                 "2026",
                                                 "2026-11-22",
                                                 "2026-11-22T",
                                                 "2026-11-22T05:30Z",
                                                 "2026-11-22T05:30:00",
                                                 "2026-11-22T05:30:00z",
                                                 "2026-11-22t05:30:00Z",
                                                 "2026-11-22_05:30:00Z",
                                                 "2026-11-22  05:30:00Z",
                                                 "2026-11-22T05:30:00ZZ",
                                                 "2026-11-22T05:30:00 Z",
                                                 " 2026-11-22T05:30:00Z",
                                                 "2026-11-22T05:30:00Z ",
                                                 "2026-11-22T05:30:00Z\n",
                                                 "2026-11-22T05:30:00+0100",
                                                 "2026-11-22T05:30:00+01",
                                                 "2026-11-22T05:30:00+1:00",
                                                 "2026-11-22T05:30:00+01:00Z",
                                                 "2026-11-22T05:30:00−01:00",
                                                 "2026/11/22T05:30:00Z",
                                                 "20261122T053000Z",
                                                 "26-11-22T05:30:00Z",
                                                 "2026-1-22T05:30:00Z",
                                                 "-2026-11-22T05:30:00Z",
                                                 "+2026-11-22T05:30:00Z",
                                                 "2026-11-22T5:30:00Z",
                                                 "2026-11-22T-5:30:00Z",
                                                 "2026-11-22T05:30:+1Z",
                                                 "２０２６-11-22T05:30:00Z",
                                                 "1790000000"};
  for (const std::string_view text : garbage) {
    INFO(text);
    CHECK_FALSE(Timestamp::parse(text).has_value());
  }
  CHECK_FALSE(Timestamp::parse(std::string_view("2026-11-22T05:30:00Z\0", 21)).has_value());

  // Every cut and every single wrong byte.
  const std::string good = "2026-11-22T05:30:00.123456+01:00";
  REQUIRE(Timestamp::parse(good).has_value());
  for (std::size_t i = 0; i < good.size(); ++i) {
    CHECK_FALSE(Timestamp::parse(good.substr(0, i)).has_value());
    std::string spoiled = good;
    spoiled[i] = 'x';
    CHECK_FALSE(Timestamp::parse(spoiled).has_value());
  }
}

/// The days from 1970-01-01, counted year by year and month by month.
std::int64_t counted_days(int year, int month, int day) {
  const auto is_leap = [](int y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0); };
  std::int64_t days = day - 1;
  for (int y = 1970; y < year; ++y) days += is_leap(y) ? 366 : 365;
  for (int y = year; y < 1970; ++y) days -= is_leap(y) ? 366 : 365;
  const int lengths[] = {31, is_leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int m = 1; m < month; ++m) days += lengths[m - 1];
  return days;
}

TEST_CASE("times agree with a calendar counted by hand", "[base][time]") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 engine(seed);
  const auto between = [&engine](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(engine);
  };
  const auto padded = [](int number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return std::string(digits - text.size(), '0') + text;
  };
  for (int i = 0; i < 3'000; ++i) {
    const int year = between(1900, 9999);
    const int month = between(1, 12);
    const int day = between(1, 28);
    const int hour = between(0, 23);
    const int minute = between(0, 59);
    const int second = between(0, 59);
    const int micros = between(0, 999'999);
    const std::string text = padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2) + "T" +
                             padded(hour, 2) + ":" + padded(minute, 2) + ":" + padded(second, 2) + "." +
                             padded(micros, 6) + "Z";
    INFO(text);
    const auto time = Timestamp::parse(text);
    REQUIRE(time.has_value());
    const std::int64_t seconds = ((counted_days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    REQUIRE(time->micros == seconds * 1'000'000 + micros);
    REQUIRE(time->text() == text);
  }
}

TEST_CASE("now is between two looks at the clock", "[base][time]") {
  using std::chrono::system_clock;
  const auto micros = [] {
    return std::chrono::duration_cast<std::chrono::microseconds>(system_clock::now().time_since_epoch())
        .count();
  };
  const std::int64_t before = micros();
  const Timestamp now = Timestamp::now();
  const std::int64_t after = micros();
  CHECK(before <= now.micros);
  CHECK(now.micros <= after);
}

TEST_CASE("times order by when they happen", "[base][time]") {
  CHECK(*Timestamp::parse("2026-11-22T05:30:00+01:00") < *Timestamp::parse("2026-11-22T05:00:00Z"));
  CHECK(*Timestamp::parse("2026-11-22T05:30:00+01:00") == *Timestamp::parse("2026-11-22T04:30:00Z"));
}

TEST_CASE("dates are checked against the calendar", "[base][time]") {
  CHECK(is_date("2026-11-22"));
  CHECK(is_date("2024-02-29"));
  CHECK(is_date("1900-01-01"));
  CHECK(is_date("9999-12-31"));
  for (const std::string_view text :
       {"",           "2023-02-29", "1900-02-29",  "2026-11-31",  "2026-00-01",           "2026-13-01",
        "2026-1-1",   "2026-11-2",  "2026-11-222", "2026-11-22 ", " 2026-11-22",          "2026/11/22",
        "22.11.2026", "20261122",   "1899-12-31",  "0026-11-22",  "2026-11-22T00:00:00Z", "2026-11",
        "today",      "2026-11-2x"}) {
    INFO(text);
    CHECK_FALSE(is_date(text));
  }
}

TEST_CASE("durations are read", "[base][time]") {
  CHECK(parse_duration("0s") == 0);
  CHECK(parse_duration("30s") == 30);
  CHECK(parse_duration("30m") == 1800);
  CHECK(parse_duration("2h") == 7200);
  CHECK(parse_duration("1d") == 86'400);
  CHECK(parse_duration("1w") == 604'800);
  CHECK(parse_duration("1h30m") == 5400);
  CHECK(parse_duration("1w2d3h4m5s") == 604'800 + 2 * 86'400 + 3 * 3600 + 4 * 60 + 5);
  CHECK(parse_duration("90m") == 5400);
  CHECK(parse_duration("007s") == 7);
  CHECK(parse_duration("36525d") == std::int64_t{36'525} * 86'400);
  CHECK(parse_duration("3155760000s") == 3'155'760'000);
}

TEST_CASE("anything else is no duration", "[base][time]") {
  for (const std::string_view text : {"",
                                      "10",
                                      "s",
                                      "-1s",
                                      "+1s",
                                      "1.5h",
                                      "1 h",
                                      "1h 30m",
                                      " 1h",
                                      "1h ",
                                      "1H",
                                      "1x",
                                      "1hh",
                                      "h1",
                                      "1h30",
                                      "1ms",
                                      "１s",
                                      "1h-30m",
                                      "0x1s",
                                      "1e3s",
                                      "36526d",
                                      "36525d1s",
                                      "3155760001s",
                                      "5218w",
                                      "9223372036854775807s",
                                      "9223372036854775808s",
                                      "99999999999999999999999999w",
                                      "forever"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text).has_value());
  }
  CHECK_FALSE(parse_duration(std::string_view("1s\0", 3)).has_value());
}

TEST_CASE("durations are described by their two largest units", "[base][time]") {
  CHECK(describe_duration(0) == "0s");
  CHECK(describe_duration(45) == "45s");
  CHECK(describe_duration(60) == "1m");
  CHECK(describe_duration(61) == "1m 1s");
  CHECK(describe_duration(3599) == "59m 59s");
  CHECK(describe_duration(7500) == "2h 5m");
  CHECK(describe_duration(7559) == "2h 5m");
  CHECK(describe_duration(3601) == "1h");
  CHECK(describe_duration(3 * 86'400) == "3d");
  CHECK(describe_duration(3 * 86'400 + 3600 + 59) == "3d 1h");
  CHECK(describe_duration(3 * 86'400 + 59 * 60) == "3d");
  CHECK(describe_duration(400 * 86'400) == "400d");
  CHECK(describe_duration(-7500) == "-2h 5m");
  CHECK(describe_duration(std::numeric_limits<std::int64_t>::min()) == "-106751991167300d 15h");
  CHECK(describe_duration(std::numeric_limits<std::int64_t>::max()) == "106751991167300d 15h");
}

}  // namespace
}  // namespace traveler
