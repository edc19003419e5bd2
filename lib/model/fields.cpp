#include "model/fields.h"

#include <algorithm>
#include <array>

#include "base/concat.h"
#include "base/text.h"
#include "base/time.h"

namespace traveler {
namespace {

constexpr std::size_t kLongestValue = std::size_t{64} << 10U;

[[noreturn]] void refuse(const std::string& subject, std::string message, std::string hint = {}) {
  throw Error(ErrorCode::kValueInvalid, concat(subject, message.starts_with("is ") ? " " : ": ", message))
      .with_subject(subject)
      .with_hint(std::move(hint));
}

Judgement judge_number(const FieldDef& field, const Decimal& value) {
  if (!field.limits) return Judgement::kOk;
  const Bounds bounds = bounds_of(*field.limits);
  const bool low = bounds.min && value < *bounds.min;
  const bool high = bounds.max && value > *bounds.max;
  return low || high ? Judgement::kOutOfSpec : Judgement::kOk;
}

bool is_option(const FieldDef& field, std::string_view text) {
  return std::find(field.options.begin(), field.options.end(), text) != field.options.end();
}

std::string options_hint(const FieldDef& field) { return "the options are " + join_words(field.options); }

/// The choices that a text means: as in CSV, or as options with commas and quotes are typed plainly.
std::vector<std::string> choices_of(const FieldDef& field, std::string_view text) {
  const auto fit = [&](const std::vector<std::string>& choices) {
    return std::all_of(choices.begin(), choices.end(),
                       [&](const std::string& choice) { return is_option(field, choice); });
  };
  const auto quoted = split_choices(text);
  if (quoted && fit(*quoted)) return *quoted;
  const auto pieces = split(text, ',');
  std::vector<std::string> plain(pieces.begin(), pieces.end());
  if (fit(plain)) return plain;
  if (is_option(field, text)) return {std::string(text)};
  return quoted ? *quoted : plain;
}

/// The choices of a multiselect in the order of the options.
std::string judge_multiselect(const FieldDef& field, std::string_view text, const std::string& subject) {
  const std::vector<std::string> chosen = choices_of(field, text);
  for (const std::string& choice : chosen) {
    if (!is_option(field, choice)) {
      std::vector<std::string> options;
      for (const std::string& option : field.options) options.push_back(join_choices({option}));
      refuse(subject, concat("'", choice, "' is not an option"), "the options are " + join_words(options));
    }
    if (std::count(chosen.begin(), chosen.end(), choice) > 1) {
      refuse(subject, concat("'", choice, "' is chosen twice"));
    }
  }
  std::vector<std::string> ordered;
  for (const std::string& option : field.options) {
    if (std::find(chosen.begin(), chosen.end(), option) != chosen.end()) ordered.push_back(option);
  }
  return join_choices(ordered);
}

}  // namespace

std::optional<std::vector<std::string>> split_choices(std::string_view text) {
  std::vector<std::string> choices;
  while (true) {
    std::string choice;
    if (!text.starts_with('"')) {
      const std::size_t end = std::min(text.find(','), text.size());
      choice = text.substr(0, end);
      text.remove_prefix(end);
    } else {
      for (text.remove_prefix(1);; text.remove_prefix(1)) {
        const std::size_t quote = text.find('"');
        if (quote == std::string_view::npos) return std::nullopt;
        choice += text.substr(0, quote);
        text.remove_prefix(quote + 1);
        if (!text.starts_with('"')) break;
        choice += '"';
      }
    }
    choices.push_back(std::move(choice));
    if (text.empty()) return choices;
    if (text.front() != ',') return std::nullopt;
    text.remove_prefix(1);
  }
}

std::string join_choices(const std::vector<std::string>& choices) {
  std::string out;
  for (const std::string& choice : choices) {
    if (&choice != &choices.front()) out += ',';
    if (choice.find_first_of(",\"") == std::string::npos) {
      out += choice;
      continue;
    }
    out += '"';
    for (const char c : choice) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
  return out;
}

std::optional<std::string> plain_number(std::string_view text) {
  const auto value = Decimal::parse(text);
  if (!value) return std::nullopt;
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  const bool leading_zero = digits.size() > 1 && digits[0] == '0' && digits[1] != '.';
  const bool exponent = digits.find_first_of("eE") != std::string_view::npos;
  return leading_zero || exponent ? value->text() : std::string(text);
}

Bounds bounds_of(const Limits& limits) {
  Bounds bounds;
  if (limits.min) bounds.min = limits.min->value;
  if (limits.max) bounds.max = limits.max->value;
  if (limits.target) {
    if (limits.tolerance_minus) bounds.min = limits.target->value - limits.tolerance_minus->value;
    if (limits.tolerance_plus) bounds.max = limits.target->value + limits.tolerance_plus->value;
  }
  return bounds;
}

Judgement worse_of(Judgement a, Judgement b) {
  constexpr std::array kFromBest{Judgement::kEmpty, Judgement::kNa, Judgement::kOk, Judgement::kDeviated,
                                 Judgement::kOutOfSpec};
  const auto rank = [&](Judgement judgement) {
    return std::find(kFromBest.begin(), kFromBest.end(), judgement);
  };
  return rank(a) < rank(b) ? b : a;
}

std::string describe_limits(const FieldDef& field) {
  if (!field.limits) return {};
  const Bounds bounds = bounds_of(*field.limits);
  // Limits written as such are shown as typed, computed ones as plain decimals.
  const std::string low = field.limits->min ? field.limits->min->text : bounds.min ? bounds.min->text() : "";
  const std::string high = field.limits->max ? field.limits->max->text : bounds.max ? bounds.max->text() : "";
  std::string out;
  if (!low.empty() && !high.empty()) {
    out = concat(low, " to ", high);
  } else if (!low.empty()) {
    out = concat("at least ", low);
  } else if (!high.empty()) {
    out = concat("at most ", high);
  }
  if (!out.empty() && !field.unit.empty()) out += concat(' ', field.unit);
  return out;
}

JudgedValue judge_value(const FieldDef& field, std::string_view text, const std::string& subject) {
  if (text.size() > kLongestValue) refuse(subject, "the value is longer than 64 KiB");
  if (const auto bad = invalid_utf8(text)) refuse(subject, "the value is not valid UTF-8");
  if (text.find('\0') != std::string_view::npos) refuse(subject, "the value contains a NUL character");
  const auto keep = [&] { return JudgedValue{std::string(text), Judgement::kOk}; };
  const bool typed =
      field.type != FieldType::kSignoff && field.type != FieldType::kTable && field.type != FieldType::kFile;
  // Procedures of before may have it as an option.
  const bool chosen =
      (field.type == FieldType::kSelect || field.type == FieldType::kMultiselect) && is_option(field, text);
  if (text == kNotApplicable && typed && !chosen) {
    if (!field.allow_na) {
      refuse(subject, "N/A is not allowed for this field",
             "give a value, or set `allow_na: true` in the procedure");
    }
    return {std::string(text), Judgement::kNa};
  }
  switch (field.type) {
    case FieldType::kNumber: {
      const auto value = Decimal::parse(text);
      if (!value) {
        refuse(subject, concat("'", text, "' is not a number"),
               "write it with ASCII digits and a point, as 10.5");
      }
      return {std::string(text), judge_number(field, *value)};
    }
    case FieldType::kText:
    case FieldType::kUser:
    case FieldType::kPart:
      return keep();
    case FieldType::kBoolean:
      if (text != "true" && text != "false")
        refuse(subject, concat("'", text, "' is neither true nor false"));
      return keep();
    case FieldType::kPassFail:
      if (text != "pass" && text != "fail") refuse(subject, concat("'", text, "' is neither pass nor fail"));
      return {std::string(text), text == "fail" ? Judgement::kOutOfSpec : Judgement::kOk};
    case FieldType::kDate:
      if (!is_date(text)) refuse(subject, concat("'", text, "' is not a date"), "write it as 2026-11-22");
      return keep();
    case FieldType::kDatetime:
      if (!Timestamp::parse(text)) {
        refuse(subject, concat("'", text, "' is not a date and time"), "write it as 2026-11-22T05:30:00Z");
      }
      return keep();
    case FieldType::kSelect:
      if (!is_option(field, text))
        refuse(subject, concat("'", text, "' is not an option"), options_hint(field));
      return keep();
    case FieldType::kMultiselect:
      return {judge_multiselect(field, text, subject), Judgement::kOk};
    case FieldType::kSignoff:
      refuse(subject, "is a sign-off, not a value", "use `step.sign`");
    case FieldType::kFile:
      refuse(subject, "is a file, not a value", "use `step.attach`");
    case FieldType::kTable:
      refuse(subject, "is a table; values go into its cells", concat(field.key, "[ROW].COLUMN=VALUE"));
  }
  refuse(subject, "is of an unknown type");
}

}  // namespace traveler
