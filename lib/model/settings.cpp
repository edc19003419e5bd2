#include "model/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "base/concat.h"
#include "base/text.h"
#include "traveler/error.h"

namespace traveler {
namespace {

using Text = std::string_view;

constexpr std::array kBoolean{Text{"true"}, Text{"false"}};
constexpr auto& kWeight = EnumText<GateWeight>::kTexts;
constexpr std::array kOutOfSpec{Text{"deviation"}, Text{"issue"}};

constexpr std::array kSettings{
    SettingSpec{"auto_complete", "true", kBoolean,
                "a run completes with its last step when every gate is met"},
    SettingSpec{"issue_on_fail", "false", kBoolean, "failing a step opens an issue"},
    SettingSpec{"out_of_spec", "deviation", kOutOfSpec, "what covers a value out of spec"},
    SettingSpec{"on_open_issue", "warn", kWeight, "what an open issue does to a run's completion"},
    SettingSpec{"on_deviation", "warn", kWeight, "what a deviation without issue does to a run's completion"},
    SettingSpec{"on_shared_install", "warn", kWeight, "what a shared install does to a run's completion"},
    SettingSpec{"self_approval", "false", kBoolean, "whoever completed a step may approve it"},
    SettingSpec{"four_eyes", "false", kBoolean, "a procedure is released by someone else than its author"},
    SettingSpec{"review_required", "false", kBoolean, "only a procedure in review can be released"},
    SettingSpec{"one_session", "false", kBoolean, "a user can be checked in at one step only"},
    SettingSpec{.key = "timezone",
                .fallback = "UTC",
                .choices = {},
                .help = "in which people read times, and in which one without offset is read; an IANA name",
                .is_zone = true},
    SettingSpec{"serial_pattern", "SN-{n:05}", {}, "automatic serial numbers"},
    SettingSpec{"lot_pattern", "LOT-{n:05}", {}, "automatic lot numbers"},
};

struct Pattern {
  std::string_view before;
  std::string_view after;
  int width = 0;
};

std::optional<Pattern> parse_pattern(std::string_view text) {
  const std::size_t open = text.find('{');
  const std::size_t close = text.find('}');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  Pattern pattern{text.substr(0, open), text.substr(close + 1), 0};
  const std::string_view inside = text.substr(open + 1, close - open - 1);
  if (pattern.after.find_first_of("{}") != std::string_view::npos) return std::nullopt;
  if (inside == "n") return pattern;
  if (!inside.starts_with("n:0")) return std::nullopt;
  const std::string_view width = inside.substr(3);
  const auto parsed = std::from_chars(width.data(), width.data() + width.size(), pattern.width);
  if (parsed.ec != std::errc{} || parsed.ptr != width.data() + width.size()) return std::nullopt;
  if (pattern.width < 1 || pattern.width > 18) return std::nullopt;
  return pattern;
}

}  // namespace

std::span<const SettingSpec> setting_specs() { return kSettings; }

const SettingSpec* find_setting_spec(std::string_view key) {
  for (const SettingSpec& setting : kSettings) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

void check_setting(std::string_view key, std::string_view value) {
  const SettingSpec* spec = find_setting_spec(key);
  if (spec == nullptr) {
    std::vector<std::string_view> keys;
    for (const SettingSpec& setting : kSettings) keys.push_back(setting.key);
    const auto near = closest(key, keys);
    throw Error(ErrorCode::kNotFound, concat("there is no setting '", key, "'"))
        .with_subject(std::string(key))
        .with_hint(near ? concat("did you mean '", *near, "'?") : "`config.list` shows them all");
  }
  if (spec->is_zone) return;
  if (spec->choices.empty()) {
    const bool fits = parse_pattern(value) && is_key(fill_pattern(value, 1));
    if (!fits) {
      throw Error(ErrorCode::kValueInvalid, concat("'", value, "' is not a number pattern"))
          .with_subject(std::string(key))
          .with_hint(
              "a pattern holds {n} or {n:05} once, as SN-{n:05}, and makes an id of letters, digits, '.', "
              "'_', '-'");
    }
    return;
  }
  if (std::find(spec->choices.begin(), spec->choices.end(), value) == spec->choices.end()) {
    const std::vector<std::string> choices(spec->choices.begin(), spec->choices.end());
    throw Error(ErrorCode::kValueInvalid, concat("'", value, "' is not a value of ", key))
        .with_subject(std::string(key))
        .with_hint(concat("the values are ", join_words(choices)));
  }
}

std::string fill_pattern(std::string_view text, std::int64_t number) {
  const auto pattern = parse_pattern(text);
  if (!pattern) throw Error(ErrorCode::kValueInvalid, concat("'", text, "' is not a number pattern"));
  const std::string digits = concat(number);
  const std::size_t width = static_cast<std::size_t>(pattern->width);
  const std::string zeros(width > digits.size() ? width - digits.size() : 0, '0');
  return concat(pattern->before, zeros, digits, pattern->after);
}

}  // namespace traveler
