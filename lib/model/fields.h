#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/definition.h"
#include "model/records.h"
#include "traveler/error.h"

namespace traveler {

/// The inclusive bounds that `limits` comes to: min and max as written, or target and tolerances.
struct Bounds {
  std::optional<Decimal> min;
  std::optional<Decimal> max;
};
Bounds bounds_of(const Limits& limits);

/// A number without exponent or needless leading zeros, as typed where it is that already (10.50 stays);
/// nullopt for a text that is no number. For exports.
std::optional<std::string> plain_number(std::string_view text);

/// The text of N/A in requests.
inline constexpr std::string_view kNotApplicable = "N/A";

/// The choices of a multiselect in one text: separated by commas, one with a comma or quote quoted as in CSV.
/// nullopt when a quote is not closed or something stands behind it.
std::optional<std::vector<std::string>> split_choices(std::string_view text);
std::string join_choices(const std::vector<std::string>& choices);

/// A value as it is stored, with its judgement against the definition.
struct JudgedValue {
  std::string value;
  Judgement judgement = Judgement::kOk;
};

/// Judges one value given for `field`; spec section 3. Numbers keep the text as typed; a date or
/// choice must be exactly one of its kind. `subject` is the field's id for messages.
/// Throws Error(value.invalid) for what does not fit, N/A where it is not allowed included.
/// Whether a user or part exists is the caller's to check. Sign-offs, files and tables are not values.
JudgedValue judge_value(const FieldDef& field, std::string_view text, const std::string& subject);

/// The worse of two: out of spec, deviated, ok, N/A, then nothing given. Spec section 3.
Judgement worse_of(Judgement a, Judgement b);

/// "9.5 to 10.5 N.m", "at most 0.3 mm": limits in words; empty when there are none.
std::string describe_limits(const FieldDef& field);

}  // namespace traveler
