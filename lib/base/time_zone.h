#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace traveler {

/// Which moment of its day a date alone stands for.
enum class DayPart : std::uint8_t { kBegin, kEnd };

/// The rules of one time zone, as the system's TZif file has them (RFC 8536); times beyond the file's table
/// follow its footer.
class TimeZone {
 public:
  /// UTC, for which no file is read.
  TimeZone() = default;
  /// The zone of that IANA name, in IANA's case. nullopt: there is none of that name, or its file cannot be
  /// read.
  static std::optional<TimeZone> load(std::string_view name,
                                      const std::string& directory = "/usr/share/zoneinfo");
  /// Reads the content of a TZif file of version 1 to 4; nullopt when it is none.
  static std::optional<TimeZone> parse_file(std::string_view content);

  /// Seconds east of UTC at that time.
  std::int64_t offset_at(Timestamp time) const;
  /// The time at which clocks show `local` (as if it were UTC): of two such times the first, and when a
  /// change of the clocks skips it, the end of the gap. Spec section 6.
  Timestamp at_local(Timestamp local) const;

  /// Reads RFC 3339, the same without an offset or without seconds ("2026-11-22 05:30"), or a date alone,
  /// which is 23:59:59 of its day or its beginning. nullopt for anything else.
  std::optional<Timestamp> parse(std::string_view text, DayPart part) const;
  /// "2026-11-22 06:30+01:00", in UTC "2026-11-22 05:30Z"; for people.
  std::string short_text(Timestamp time) const;

 private:
  /// A yearly change of the clocks, in the terms of POSIX.
  struct YearlyRule {
    enum class Kind : std::uint8_t { kJulian, kDayOfYear, kWeekday } kind = Kind::kWeekday;
    int month = 0, week = 0, day = 0;
    std::int64_t second = 0;  ///< of the day, by the clock before the change
  };
  /// What the footer says of all time to come.
  struct Footer {
    std::int64_t standard = 0;
    std::optional<std::int64_t> summer;
    YearlyRule begins, ends;
  };
  struct Change {
    std::int64_t at = 0;  ///< seconds since 1970 UTC
    std::int64_t offset = 0;
  };
  static std::optional<Footer> parse_footer(std::string_view text);
  static std::int64_t second_of(const YearlyRule& rule, int year);
  std::int64_t offset_by_footer(std::int64_t second) const;

  std::int64_t first_offset_ = 0;  ///< before the first change
  std::vector<Change> changes_;
  std::optional<Footer> footer_;
};

/// Whether the text is a time or a date that `TimeZone::parse` reads.
bool is_time_or_date(std::string_view text);

}  // namespace traveler
