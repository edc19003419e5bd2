#include "base/time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <system_error>

#include "base/concat.h"

namespace traveler {
namespace {

namespace chrono = std::chrono;

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kMicrosPerDay = kSecondsPerDay * kMicrosPerSecond;
constexpr std::int64_t kLongestDuration = 36'525 * kSecondsPerDay;  // 100 years
constexpr int kFirstYear = 1900;
constexpr int kLastYear = 9999;
constexpr std::size_t kMostFractionDigits = 9;
constexpr std::size_t kKeptFractionDigits = 6;

constexpr std::int64_t micros_of(chrono::sys_days day) {
  return std::int64_t{day.time_since_epoch().count()} * kMicrosPerDay;
}

constexpr std::int64_t start_of_year(int year) {
  return micros_of(chrono::sys_days(chrono::year(year) / chrono::January / 1));
}

/// What four digits of a year can show.
constexpr std::int64_t kEarliestShown = start_of_year(0);
constexpr std::int64_t kLatestShown = start_of_year(kLastYear + 1) - 1;
/// What parse() gives.
constexpr std::int64_t kEarliestRead = start_of_year(kFirstYear);
constexpr std::int64_t kLatestRead = kLatestShown;

/// "00" to "99" one after the other.
constexpr auto kPairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

/// Writes two digits; `number` is below 100.
void put_pair(char* to, unsigned number) {
  to[0] = kPairs[std::size_t{2} * number];
  to[1] = kPairs[std::size_t{2} * number + 1];
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// Reads exactly `count` ASCII digits from the front of `text`.
bool take_number(std::string_view& text, std::size_t count, int& number) {
  if (text.size() < count) return false;
  number = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const char c = text[i];
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return true;
}

/// Reads "2026-11-22" from the front of `text`, checked against the calendar.
std::optional<chrono::sys_days> take_date(std::string_view& text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!take_number(text, 4, year) || !take(text, '-') || !take_number(text, 2, month) || !take(text, '-') ||
      !take_number(text, 2, day)) {
    return std::nullopt;
  }
  const chrono::year_month_day date{chrono::year(year), chrono::month(static_cast<unsigned>(month)),
                                    chrono::day(static_cast<unsigned>(day))};
  if (year < kFirstYear || !date.ok()) return std::nullopt;
  return chrono::sys_days(date);
}

/// Reads "hh:mm" from the front of `text`, in minutes.
std::optional<int> take_hour_and_minute(std::string_view& text) {
  int hour = 0;
  int minute = 0;
  if (!take_number(text, 2, hour) || !take(text, ':') || !take_number(text, 2, minute)) return std::nullopt;
  if (hour > 23 || minute > 59) return std::nullopt;
  return hour * 60 + minute;
}

/// Reads the digits behind a decimal point, one to nine, in whole microseconds.
std::optional<int> take_fraction(std::string_view& text) {
  std::size_t count = 0;
  int micros = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
    if (++count > kMostFractionDigits) return std::nullopt;
    if (count <= kKeptFractionDigits) micros = micros * 10 + (text.front() - '0');
  }
  if (count == 0) return std::nullopt;
  for (; count < kKeptFractionDigits; ++count) micros *= 10;
  return micros;
}

/// Reads "Z" or "±hh:mm", the whole of `text`, in minutes east of UTC.
std::optional<int> read_offset(std::string_view text) {
  if (text == "Z") return 0;
  const bool west = take(text, '-');
  if (!west && !take(text, '+')) return std::nullopt;
  const std::optional<int> minutes = take_hour_and_minute(text);
  if (!minutes || !text.empty()) return std::nullopt;
  return west ? -*minutes : *minutes;
}

struct DurationUnit {
  char letter;
  std::int64_t seconds;
};
constexpr DurationUnit kWeek{'w', 7 * kSecondsPerDay};
constexpr std::array<DurationUnit, 4> kShownUnits{{{'d', kSecondsPerDay}, {'h', 3600}, {'m', 60}, {'s', 1}}};

/// The length of a unit, or 0 for a letter that is none.
std::int64_t seconds_in(char letter) {
  if (letter == kWeek.letter) return kWeek.seconds;
  for (const DurationUnit& unit : kShownUnits) {
    if (unit.letter == letter) return unit.seconds;
  }
  return 0;
}

}  // namespace

void Timestamp::append_to(std::string& out) const {
  const std::int64_t shown = std::clamp(micros, kEarliestShown, kLatestShown);
  // Counted from a day before all others, so that plain division rounds downwards.
  const auto since = static_cast<std::uint64_t>(shown - kEarliestShown);
  const auto day = static_cast<int>(since / kMicrosPerDay) + static_cast<int>(kEarliestShown / kMicrosPerDay);
  const std::uint64_t in_day = since % kMicrosPerDay;
  const auto second = static_cast<unsigned>(in_day / kMicrosPerSecond);
  const auto fraction = static_cast<unsigned>(in_day % kMicrosPerSecond);
  const chrono::year_month_day date{chrono::sys_days(chrono::days(day))};
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));

  char text[] = "0000-00-00T00:00:00.000000Z";
  put_pair(text, year / 100);
  put_pair(text + 2, year % 100);
  put_pair(text + 5, static_cast<unsigned>(date.month()));
  put_pair(text + 8, static_cast<unsigned>(date.day()));
  put_pair(text + 11, second / 3600);
  put_pair(text + 14, second / 60 % 60);
  put_pair(text + 17, second % 60);
  put_pair(text + 20, fraction / 10'000);
  put_pair(text + 22, fraction / 100 % 100);
  put_pair(text + 24, fraction % 100);
  out.append(text, sizeof text - 1);
}

std::string Timestamp::text() const {
  std::string out;
  append_to(out);
  return out;
}

std::optional<Timestamp> Timestamp::parse(std::string_view text) {
  const std::optional<chrono::sys_days> day = take_date(text);
  if (!day || (!take(text, 'T') && !take(text, ' '))) return std::nullopt;
  const std::optional<int> minutes = take_hour_and_minute(text);
  int second = 0;
  if (!minutes || !take(text, ':') || !take_number(text, 2, second) || second > 59) return std::nullopt;
  int fraction = 0;
  if (take(text, '.')) {
    const std::optional<int> read = take_fraction(text);
    if (!read) return std::nullopt;
    fraction = *read;
  }
  const std::optional<int> offset = read_offset(text);
  if (!offset) return std::nullopt;

  const std::int64_t seconds = std::int64_t{*minutes - *offset} * 60 + second;
  const Timestamp time{micros_of(*day) + seconds * kMicrosPerSecond + fraction};
  if (time.micros < kEarliestRead || time.micros > kLatestRead) return std::nullopt;
  return time;
}

Timestamp Timestamp::now() {
  const auto since_epoch = chrono::system_clock::now().time_since_epoch();
  return {chrono::floor<chrono::microseconds>(since_epoch).count()};
}

bool is_date(std::string_view text) { return take_date(text).has_value() && text.empty(); }

std::optional<std::int64_t> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    if (text.front() < '0' || text.front() > '9') return std::nullopt;  // from_chars would take a '-'
    std::int64_t count = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (failure != std::errc{} || end == text.data() + text.size()) return std::nullopt;
    const std::int64_t unit = seconds_in(*end);
    if (unit == 0 || count > kLongestDuration / unit) return std::nullopt;
    total += count * unit;
    if (total > kLongestDuration) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  }
  return total;
}

std::string describe_duration(std::int64_t seconds) {
  std::string out;
  auto rest = static_cast<std::uint64_t>(seconds);
  if (seconds < 0) {
    out += '-';
    rest = 0 - rest;
  }
  for (std::size_t i = 0; i < kShownUnits.size(); ++i) {
    const auto length = static_cast<std::uint64_t>(kShownUnits[i].seconds);
    if (rest < length && i + 1 < kShownUnits.size()) continue;
    append_piece(out, rest / length);
    out += kShownUnits[i].letter;
    if (i + 1 == kShownUnits.size()) break;
    const DurationUnit& next = kShownUnits[i + 1];
    const std::uint64_t more = rest % length / static_cast<std::uint64_t>(next.seconds);
    if (more != 0) {
      out += ' ';
      append_piece(out, more);
      out += next.letter;
    }
    break;
  }
  return out;
}

}  // namespace traveler
