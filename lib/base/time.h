#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace traveler {

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
struct Timestamp {
  std::int64_t micros = 0;

  /// "2026-11-22T05:30:00.000000Z": UTC, exactly six fractional digits (spec section 16).
  /// Years 0000 to 9999; a time beyond shows as the first or last moment of these.
  std::string text() const;
  /// Appends `text()` to `out`; for exports.
  void append_to(std::string& out) const;
  /// Reads RFC 3339 with any offset ('T' or a space, 'Z' or ±hh:mm, up to nine fractional digits of
  /// which six are kept), years 1900 to 9999 as written and in UTC; nullopt for anything else, a leap
  /// second (:60) and lower-case letters included.
  static std::optional<Timestamp> parse(std::string_view text);
  /// The current time of the system clock.
  static Timestamp now();

  auto operator<=>(const Timestamp&) const = default;
};

/// A date "2026-11-22", checked against the calendar, years 1900 to 9999.
bool is_date(std::string_view text);

/// Reads a duration such as `30s`, `30m`, `2h`, `1d`, `1w`, or a sum "1h30m"; in seconds.
/// nullopt for anything else and beyond 100 years (36,525 days).
std::optional<std::int64_t> parse_duration(std::string_view text);

/// "3d", "2h 5m", "45s": the largest unit that is not zero and the next, rounded towards zero; for people.
std::string describe_duration(std::int64_t seconds);

}  // namespace traveler
