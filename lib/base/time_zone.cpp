#include "base/time_zone.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/concat.h"

namespace traveler {
namespace {

namespace chrono = std::chrono;

constexpr std::int64_t kMicros = 1'000'000;
constexpr std::int64_t kDay = 86'400;
constexpr std::size_t kLargestFile = std::size_t{1} << 20U;
constexpr std::int64_t kFarthestOffset = 26 * 3600;

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

std::int64_t seconds_of(Timestamp time) { return floor_div(time.micros, kMicros); }

/// Reads big-endian numbers; `ok` turns false at the end of the bytes.
struct Bytes {
  std::string_view left;
  bool ok = true;

  std::string_view take(std::size_t count) {
    if (count > left.size()) {
      ok = false;
      return {};
    }
    const std::string_view taken = left.substr(0, count);
    left.remove_prefix(count);
    return taken;
  }
  std::int64_t number(std::size_t width) {
    const std::string_view bytes = take(width);
    if (bytes.empty()) return 0;
    std::uint64_t value = (static_cast<unsigned char>(bytes.front()) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
    for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(value);
  }
};

struct Header {
  char version = 0;
  std::size_t utc_flags = 0, standard_flags = 0, leaps = 0, changes = 0, types = 0, letters = 0;

  std::size_t size(std::size_t time) const {
    return changes * time + changes + types * 6 + letters + leaps * (time + 4) + standard_flags + utc_flags;
  }
};

std::optional<Header> take_header(Bytes& bytes) {
  if (bytes.take(4) != "TZif") return std::nullopt;
  Header header;
  const std::string_view version = bytes.take(1);
  bytes.take(15);
  if (version.empty()) return std::nullopt;
  header.version = version.front();
  for (std::size_t* count : {&header.utc_flags, &header.standard_flags, &header.leaps, &header.changes,
                             &header.types, &header.letters}) {
    const std::int64_t number = bytes.number(4);
    if (number < 0 || number > static_cast<std::int64_t>(kLargestFile)) return std::nullopt;
    *count = static_cast<std::size_t>(number);
  }
  if (!bytes.ok || header.types == 0) return std::nullopt;
  return header;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc{} || number < 0 || number > 1000) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  return number;
}

/// "hh[:mm[:ss]]" with an optional sign, in seconds.
std::optional<std::int64_t> take_time(std::string_view& text) {
  const bool negative = take(text, '-');
  if (!negative) take(text, '+');
  std::int64_t seconds = 0;
  for (std::int64_t unit : {3600, 60, 1}) {
    if (unit != 3600 && !take(text, ':')) break;
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    seconds += unit * *number;
  }
  return negative ? -seconds : seconds;
}

/// The letters of a zone, "CET" or "<+03>".
bool take_letters(std::string_view& text) {
  if (take(text, '<')) {
    const std::size_t end = text.find('>');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
    return true;
  }
  const std::size_t end = text.find_first_of("0123456789+-,");
  const std::size_t count = std::min(end, text.size());
  text.remove_prefix(count);
  return count >= 3;
}

/// IANA's names begin with a capital. What else lies beside the files is none of them: `right/...` counts
/// leap seconds, `posix/...`, `localtime` and `posixrules` are another machine's something else.
bool is_name(std::string_view name) {
  if (name.empty() || name.front() < 'A' || name.front() > 'Z') return false;
  if (name.find("..") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  });
}

/// A time with an offset; the seconds may be left out.
std::optional<Timestamp> parse_absolute(std::string_view text) {
  constexpr std::size_t kToMinutes = 16;  // "2026-11-22T05:30"
  constexpr std::string_view kOffset = "Z+-";
  std::string whole(text);
  if (text.size() > kToMinutes && kOffset.find(text[kToMinutes]) != std::string_view::npos)
    whole.insert(kToMinutes, ":00");
  return Timestamp::parse(whole);
}

/// The same with an offset of none, when the text is a date or a time that lacks it; nullopt otherwise.
std::optional<Timestamp> parse_local(std::string_view text) {
  std::string whole(text);
  constexpr std::size_t kToMinutes = 16;  // "2026-11-22T05:30"
  if (whole.size() == kToMinutes) whole += ":00";
  return Timestamp::parse(whole + "Z");
}

}  // namespace

std::optional<TimeZone> TimeZone::load(std::string_view name, const std::string& directory) {
  if (name == "UTC") return TimeZone();
  if (!is_name(name)) return std::nullopt;
  const std::filesystem::path path(concat(directory, '/', name));
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none) || std::filesystem::file_size(path, none) > kLargestFile)
    return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  const std::string content(std::istreambuf_iterator<char>(file), {});
  if (!file) return std::nullopt;
  return parse_file(content);
}

std::optional<TimeZone> TimeZone::parse_file(std::string_view content) {
  Bytes bytes{content};
  auto header = take_header(bytes);
  std::size_t width = 4;
  if (header && header->version >= '2') {
    bytes.take(header->size(width));
    header = take_header(bytes);
    width = 8;
  }
  if (!header || !bytes.ok || header->size(width) > bytes.left.size()) return std::nullopt;
  TimeZone zone;
  zone.changes_.resize(header->changes);
  for (Change& change : zone.changes_) change.at = bytes.number(width);
  const std::string_view types = bytes.take(header->changes);
  std::vector<std::int64_t> offsets;
  for (std::size_t i = 0; i < header->types; ++i) {
    offsets.push_back(bytes.number(4));
    bytes.take(2);
    if (offsets.back() < -kFarthestOffset || offsets.back() > kFarthestOffset) return std::nullopt;
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    const auto type = static_cast<unsigned char>(types[i]);
    if (type >= offsets.size()) return std::nullopt;
    zone.changes_[i].offset = offsets[type];
    if (i > 0 && zone.changes_[i].at <= zone.changes_[i - 1].at) return std::nullopt;
  }
  zone.first_offset_ = offsets.front();
  bytes.take(header->letters + header->leaps * (width + 4) + header->standard_flags + header->utc_flags);
  if (!bytes.ok) return std::nullopt;
  if (width == 8 && take(bytes.left, '\n')) {
    const std::string_view footer = bytes.left.substr(0, bytes.left.find('\n'));
    if (!footer.empty()) {
      zone.footer_ = parse_footer(footer);
      if (!zone.footer_) return std::nullopt;
    }
  }
  return zone;
}

std::optional<TimeZone::Footer> TimeZone::parse_footer(std::string_view text) {
  Footer footer;
  if (!take_letters(text)) return std::nullopt;
  auto west = take_time(text);
  if (!west) return std::nullopt;
  footer.standard = -*west;
  if (text.empty()) return footer;
  if (!take_letters(text)) return std::nullopt;
  footer.summer = footer.standard + 3600;
  if (!text.empty() && text.front() != ',') {
    west = take_time(text);
    if (!west) return std::nullopt;
    footer.summer = -*west;
  }
  for (YearlyRule* rule : {&footer.begins, &footer.ends}) {
    if (!take(text, ',')) return std::nullopt;
    if (take(text, 'M')) {
      for (int* number : {&rule->month, &rule->week, &rule->day}) {
        if (number != &rule->month && !take(text, '.')) return std::nullopt;
        const auto read = take_number(text);
        if (!read) return std::nullopt;
        *number = *read;
      }
      if (rule->month < 1 || rule->month > 12 || rule->week < 1 || rule->week > 5 || rule->day > 6)
        return std::nullopt;
    } else {
      rule->kind = take(text, 'J') ? YearlyRule::Kind::kJulian : YearlyRule::Kind::kDayOfYear;
      const auto read = take_number(text);
      if (!read || *read > 366) return std::nullopt;
      rule->day = *read;
    }
    rule->second = 2 * 3600;
    if (take(text, '/')) {
      const auto read = take_time(text);
      if (!read) return std::nullopt;
      rule->second = *read;
    }
  }
  return text.empty() ? std::optional(footer) : std::nullopt;
}

/// The second since 1970, by the clock before the change.
std::int64_t TimeZone::second_of(const YearlyRule& rule, int number) {
  const chrono::year year(number);
  chrono::sys_days day = year / chrono::January / 1;
  if (rule.kind == YearlyRule::Kind::kDayOfYear) {
    day += chrono::days(rule.day);
  } else if (rule.kind == YearlyRule::Kind::kJulian) {
    // The 29th of February is never counted.
    day += chrono::days(rule.day - 1 + (year.is_leap() && rule.day > 59 ? 1 : 0));
  } else {
    const chrono::month month(static_cast<unsigned>(rule.month));
    const chrono::weekday weekday(static_cast<unsigned>(rule.day));
    day = rule.week == 5 ? chrono::sys_days(year / month / weekday[chrono::last])
                         : chrono::sys_days(year / month / weekday[static_cast<unsigned>(rule.week)]);
  }
  return std::int64_t{day.time_since_epoch().count()} * kDay + rule.second;
}

std::int64_t TimeZone::offset_by_footer(std::int64_t second) const {
  if (!footer_->summer) return footer_->standard;
  const chrono::sys_days day{chrono::days(static_cast<int>(floor_div(second + footer_->standard, kDay)))};
  const int year = static_cast<int>(chrono::year_month_day(day).year());
  const std::int64_t begins = second_of(footer_->begins, year) - footer_->standard;
  const std::int64_t ends = second_of(footer_->ends, year) - *footer_->summer;
  const bool summer = begins < ends ? second >= begins && second < ends : second >= begins || second < ends;
  return summer ? *footer_->summer : footer_->standard;
}

std::int64_t TimeZone::offset_at(Timestamp time) const {
  const std::int64_t second = seconds_of(time);
  const auto after = std::upper_bound(changes_.begin(), changes_.end(), second,
                                      [](std::int64_t at, const Change& change) { return at < change.at; });
  if (after == changes_.end() && footer_) return offset_by_footer(second);
  return after == changes_.begin() ? first_offset_ : std::prev(after)->offset;
}

Timestamp TimeZone::at_local(Timestamp local) const {
  // Offsets change seldom: what is in force a day before and a day after are all that can matter.
  const auto offset_beside = [&](std::int64_t seconds) {
    return offset_at(Timestamp{local.micros + seconds * kMicros});
  };
  const std::int64_t before = offset_beside(-kDay - offset_beside(0));
  const std::int64_t after = offset_beside(kDay - offset_beside(0));
  const Timestamp first{local.micros - std::max(before, after) * kMicros};
  const Timestamp last{local.micros - std::min(before, after) * kMicros};
  for (const Timestamp time : {first, last}) {
    if (time.micros + offset_at(time) * kMicros == local.micros) return time;
  }
  // The clocks skip it: the change itself lies between the two.
  std::int64_t low = seconds_of(first);
  std::int64_t high = seconds_of(last);
  const std::int64_t old = offset_at(first);
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (offset_at(Timestamp{middle * kMicros}) == old ? low : high) = middle;
  }
  return Timestamp{high * kMicros};
}

std::optional<Timestamp> TimeZone::parse(std::string_view text, DayPart part) const {
  if (is_date(text)) {
    const auto local = Timestamp::parse(concat(text, part == DayPart::kEnd ? "T23:59:59Z" : "T00:00:00Z"));
    return local ? std::optional(at_local(*local)) : std::nullopt;
  }
  if (auto absolute = parse_absolute(text)) return absolute;
  const auto local = parse_local(text);
  return local ? std::optional(at_local(*local)) : std::nullopt;
}

std::string TimeZone::short_text(Timestamp time) const {
  const std::int64_t offset = offset_at(time);
  const std::string local = Timestamp{time.micros + offset * kMicros}.text();
  std::string out = concat(local.substr(0, 10), ' ', local.substr(11, 5));
  if (offset == 0 && changes_.empty() && !footer_) return out + 'Z';
  const std::int64_t minutes = (offset < 0 ? -offset : offset) / 60;
  const auto two = [](std::int64_t number) { return concat(number < 10 ? "0" : "", number); };
  return concat(out, offset < 0 ? '-' : '+', two(minutes / 60), ':', two(minutes % 60));
}

bool is_time_or_date(std::string_view text) {
  return is_date(text) || parse_absolute(text) || parse_local(text);
}

}  // namespace traveler
