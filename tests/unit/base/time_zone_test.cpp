#include "base/time_zone.h"

#include <time.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>

#include "base/concat.h"

using namespace traveler;

namespace {

TimeZone zone(const char* name) {
  auto found = TimeZone::load(name);
  REQUIRE(found);
  return *found;
}

Timestamp at(std::string_view text) { return Timestamp::parse(text).value(); }

std::string read(const TimeZone& in, std::string_view text, DayPart part = DayPart::kBegin) {
  const auto time = in.parse(text, part);
  return time ? time->text().substr(0, 19) : "nothing";
}

/// What the C library says of a zone.
class CLibraryZone {
 public:
  explicit CLibraryZone(const char* name) {
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  ~CLibraryZone() {
    ::unsetenv("TZ");
    ::tzset();
  }
  std::int64_t offset_at(std::int64_t second) const {
    const time_t time = second;
    struct tm parts {};
    ::localtime_r(&time, &parts);
    return parts.tm_gmtoff;
  }
};

}  // namespace

TEST_CASE("time zone: UTC needs no file, and what is none is none") {
  CHECK(TimeZone::load("UTC", "/nowhere"));
  for (const char* name :
       {"", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "Europe", "zone.tab", "Europe/Ber lin",
        "posixrules", "localtime", "posix/Europe/Berlin", "right/Europe/Berlin", "right/UTC"})
    CHECK_FALSE(TimeZone::load(name));
  for (const std::string_view content : {"", "TZif", "TZif2", "no zone at all"})
    CHECK_FALSE(TimeZone::parse_file(content));
}

TEST_CASE("time zone: a date is the beginning or the last second of its day there") {
  const TimeZone berlin = zone("Europe/Berlin");
  CHECK(read(berlin, "2026-12-01") == "2026-11-30T23:00:00");
  CHECK(read(berlin, "2026-12-01", DayPart::kEnd) == "2026-12-01T22:59:59");
  CHECK(read(berlin, "2026-07-01", DayPart::kEnd) == "2026-07-01T21:59:59");
  CHECK(read(TimeZone(), "2026-12-01", DayPart::kEnd) == "2026-12-01T23:59:59");
}

TEST_CASE("time zone: a time without offset is read there, one with an offset is what it is") {
  const TimeZone berlin = zone("Europe/Berlin");
  for (const char* text : {"2026-12-01 14:30", "2026-12-01T14:30", "2026-12-01T14:30:00",
                           "2026-12-01T13:30:00Z", "2026-12-01T15:30:00+02:00"})
    CHECK(read(berlin, text) == "2026-12-01T13:30:00");
  for (const char* text :
       {"", "tomorrow", "2026-12-01 14", "2026-13-01", "2026-12-01 25:00", "2026-12-01 14:30 "}) {
    CHECK(read(berlin, text) == "nothing");
    CHECK_FALSE(is_time_or_date(text));
  }
}

TEST_CASE("time zone: a time with an offset may leave the seconds out") {
  const TimeZone berlin = zone("Europe/Berlin");
  CHECK(read(berlin, "2026-12-24T10:00Z") == "2026-12-24T10:00:00");
  CHECK(read(berlin, "2026-12-24 10:00-05:00") == "2026-12-24T15:00:00");
  // What people are shown can be typed.
  CHECK(read(berlin, berlin.short_text(at("2026-12-24T10:00:00Z"))) == "2026-12-24T10:00:00");
  CHECK(read(berlin, "2026-12-24 10:00+") == "nothing");
  CHECK(read(berlin, "2026-12-24 10:00Zulu") == "nothing");
  CHECK(is_time_or_date("2026-12-24T10:00Z"));
}

TEST_CASE("time zone: a skipped time is the end of the gap, a doubled one the first") {
  const TimeZone berlin = zone("Europe/Berlin");
  CHECK(read(berlin, "2026-03-29 02:30") == "2026-03-29T01:00:00");
  CHECK(read(berlin, "2026-03-29 01:59") == "2026-03-29T00:59:00");
  CHECK(read(berlin, "2026-03-29 03:00") == "2026-03-29T01:00:00");
  CHECK(read(berlin, "2026-10-25 02:30") == "2026-10-25T00:30:00");
  CHECK(read(berlin, "2026-10-25 03:00") == "2026-10-25T02:00:00");
  // Half an hour on Lord Howe Island; a whole day on Samoa.
  CHECK(read(zone("Australia/Lord_Howe"), "2026-10-04 02:15") == "2026-10-03T15:30:00");
  CHECK(read(zone("Pacific/Apia"), "2011-12-30 12:00") == "2011-12-30T10:00:00");
}

TEST_CASE("time zone: people read the offset") {
  CHECK(TimeZone().short_text(at("2026-11-22T05:30:00Z")) == "2026-11-22 05:30Z");
  CHECK(zone("Europe/Berlin").short_text(at("2026-07-22T05:30:00Z")) == "2026-07-22 07:30+02:00");
  CHECK(zone("America/St_Johns").short_text(at("2026-11-22T02:00:00Z")) == "2026-11-21 22:30-03:30");
  CHECK(zone("Europe/London").short_text(at("2026-12-22T05:30:00Z")) == "2026-12-22 05:30+00:00");
}

TEST_CASE("time zone: offsets are those of the C library, in the table and far beyond it") {
  const unsigned seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  for (const char* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
                           "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca", "Europe/Dublin",
                           "Antarctica/Troll", "America/Nuuk", "Asia/Gaza", "Etc/GMT+12", "UTC"}) {
    const TimeZone ours = zone(name);
    const CLibraryZone theirs(name);
    std::uniform_int_distribution<std::int64_t> second(-2'200'000'000, 9'000'000'000);
    for (int i = 0; i < 2000; ++i) {
      const std::int64_t time = second(random);
      INFO(name << " at " << time);
      REQUIRE(ours.offset_at(Timestamp{time * 1'000'000}) == theirs.offset_at(time));
      // A time that the clocks show is found again, or an earlier one that they show, too.
      const Timestamp local{(time + theirs.offset_at(time)) * 1'000'000};
      const Timestamp found = ours.at_local(local);
      REQUIRE(found.micros <= time * 1'000'000);
      REQUIRE(found.micros + theirs.offset_at(found.micros / 1'000'000) * 1'000'000 == local.micros);
    }
  }
}

TEST_CASE("time zone: a damaged file is none, or a zone, and never more") {
  const unsigned seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 3000; ++i) {
    std::string content("TZif2", 5);
    content.resize(44 + random() % 200);
    for (std::size_t at = 5; at < content.size(); ++at)
      content[at] = static_cast<char>(random() % 4 == 0 ? random() % 256 : 0);
    if (auto made = TimeZone::parse_file(content)) made->at_local(Timestamp{0});
  }
  SUCCEED();
}
