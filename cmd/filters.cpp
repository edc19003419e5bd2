#include "filters.h"

#include <algorithm>
#include <initializer_list>

#include "base/concat.h"
#include "fields.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_time(std::string_view path) {
  return path.ends_with("_at") || is_one_of(path, {"at", "due", "scheduled_start", "scheduled_end"});
}

bool is_number(std::string_view path) {
  return path.starts_with("counts.") || is_one_of(path, {"quantity", "revision", "procedure.revision", "seq",
                                                         "precision", "attempt", "open_runs"});
}

bool is_user(std::string_view path) {
  return path.ends_with("_by") || is_one_of(path, {"assignee", "actor", "login"});
}

std::string option_of(std::string_view path) {
  std::string option = concat("--", path);
  std::replace(option.begin(), option.end(), '_', '-');
  return option;
}

/// A date is all of its day, a time without seconds all of its minute.
std::pair<Timestamp, Timestamp> span_of(const std::string& path, const std::string& text,
                                        const TimeZone& zone) {
  constexpr std::size_t kDate = 10;
  constexpr std::int64_t kSecond = 1'000'000;
  const auto from = zone.parse(text, DayPart::kBegin);
  if (!from) {
    throw Error(ErrorCode::kUsage, concat(option_of(path), ": '", text, "' is no time"))
        .with_hint("a date as 2026-12-24, a time as 2026-12-24T10:00Z, or none");
  }
  if (text.size() == kDate) return {*from, {zone.parse(text, DayPart::kEnd)->micros + kSecond - 1}};
  constexpr std::size_t kToMinutes = 16;
  const bool has_seconds = text.size() > kToMinutes && text[kToMinutes] == ':';
  return {*from, {from->micros + (has_seconds ? 1 : 60) * kSecond - 1}};
}

}  // namespace

RowFilter::RowFilter(const std::vector<std::pair<std::string, std::string>>& filters,
                     const std::function<TimeZone()>& zone, const std::function<std::string()>& me) {
  for (const auto& [path, text] : filters) {
    Test test{path, text, {}, {}};
    if (text.empty() || text == "none") {
      test.text = "none";
    } else if (is_time(path)) {
      test.between = span_of(path, text, zone());
    } else if (is_number(path)) {
      test.number = Decimal::parse(text);
      // The revision of a part is a text.
      if (!test.number && path != "revision")
        throw Error(ErrorCode::kUsage, concat(option_of(path), ": '", text, "' is no number"));
    } else if (is_user(path) && text == "me") {
      test.text = me();
    }
    tests_.push_back(std::move(test));
  }
}

bool RowFilter::passes(const Test& test, const Value& value) {
  if (test.between) {
    const auto time = value.is_text() ? Timestamp::parse(value.as_text()) : std::nullopt;
    return time && *time >= test.between->first && *time <= test.between->second;
  }
  if (test.number && (value.is_text() || value.is_integer())) {
    const auto number = Decimal::parse(text_of(value));
    if (number) return *number == *test.number;
  }
  return matches(value, test.text);
}

bool RowFilter::passes(const Value& row) const {
  return std::all_of(tests_.begin(), tests_.end(),
                     [&](const Test& test) { return passes(test, value_at(row, test.path)); });
}

}  // namespace traveler::cmd
