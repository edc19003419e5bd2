#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/enum_text.h"

namespace traveler {

/// What a setting makes of something that a run may be completed over.
enum class GateWeight : std::uint8_t { kWarn, kBlock, kIgnore };
template <>
struct EnumText<GateWeight> {
  static constexpr std::array<std::string_view, 3> kTexts{"warn", "block", "ignore"};
};

/// A setting of the workspace; cli.md section 4.
struct SettingSpec {
  std::string_view key;
  std::string_view fallback;                  ///< the built-in value
  std::span<const std::string_view> choices;  ///< empty: a pattern with `{n}`, or a zone
  std::string_view help;
  bool is_zone = false;  ///< the name of a time zone, which only the system knows
};

std::span<const SettingSpec> setting_specs();
const SettingSpec* find_setting_spec(std::string_view key);

/// Checks a value for `key`. Throws Error: not_found for an unknown key, value.invalid for a value
/// that is none of the choices or a pattern without its `{n}`.
void check_setting(std::string_view key, std::string_view value);

/// Fills in the number of a pattern: `SN-{n:05}` and 7 give `SN-00007`.
std::string fill_pattern(std::string_view pattern, std::int64_t number);

}  // namespace traveler
