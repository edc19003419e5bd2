#include <algorithm>
#include <charconv>

#include "base/concat.h"
#include "base/text.h"
#include "ops/operation.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

[[noreturn]] void refuse(ErrorCode code, std::string message, std::string hint = {}) {
  throw Error(code, std::move(message)).with_hint(std::move(hint));
}

std::string shown_name(const ArgumentSpec& spec) {
  if (spec.positional) {
    std::string name(spec.metavar.empty() ? spec.name : spec.metavar);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c == '_' ? '-' : c; });
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return name;
  }
  std::string name = concat("--", spec.name);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

void check_text(const ArgumentSpec& spec, const std::string& text) {
  const std::string name = shown_name(spec);
  if (invalid_utf8(text)) refuse(ErrorCode::kUsage, concat(name, " is not valid UTF-8"));
  if (text.find('\0') != std::string::npos)
    refuse(ErrorCode::kUsage, concat(name, " contains a NUL character"));
  switch (spec.type) {
    case ArgumentType::kId:
      if (text.empty()) refuse(ErrorCode::kUsage, concat(name, " is empty"));
      break;
    case ArgumentType::kQuantity: {
      const auto quantity = Quantity::parse(text);
      if (!quantity) {
        refuse(ErrorCode::kValueInvalid, concat(name, ": '", text, "' is not a quantity"),
               "quantities are decimals of at most six places, as 12 or 0.25");
      }
      break;
    }
    case ArgumentType::kTime:
      if (!Timestamp::parse(text) && !is_date(text)) {
        refuse(ErrorCode::kValueInvalid, concat(name, ": '", text, "' is not a time"),
               "write it as 2026-11-22T05:30:00Z, or as a date");
      }
      break;
    case ArgumentType::kDuration:
      if (!parse_duration(text)) {
        refuse(ErrorCode::kValueInvalid, concat(name, ": '", text, "' is not a duration"),
               "write it as 30m, 2h or 3d");
      }
      break;
    case ArgumentType::kChoice:
      if (std::find(spec.choices.begin(), spec.choices.end(), text) == spec.choices.end()) {
        const auto near = closest(text, {spec.choices.begin(), spec.choices.end()});
        const std::vector<std::string> all(spec.choices.begin(), spec.choices.end());
        refuse(ErrorCode::kUsage, concat(name, ": '", text, "' is not one of ", join_words(all)),
               near ? concat("did you mean '", *near, "'?") : "");
      }
      break;
    default:
      break;
  }
}

void check_one(const ArgumentSpec& spec, const Value& value) {
  const auto wrong = [&](std::string_view kind) {
    refuse(ErrorCode::kUsage, concat(shown_name(spec), " takes ", kind));
  };
  switch (spec.type) {
    case ArgumentType::kFlag:
      if (!value.is_bool()) wrong("true or false");
      break;
    case ArgumentType::kInteger:
      if (!value.is_integer() || value.as_integer() < 0) wrong("a whole number, 0 or more");
      break;
    case ArgumentType::kPairs:
      if (!value.is_object()) wrong("key=value");
      break;
    case ArgumentType::kDocument:
      if (!value["text"].is_text()) wrong("a document");
      break;
    default:
      if (!value.is_text()) wrong("a text");
      check_text(spec, value.as_text());
  }
}

}  // namespace

void check_arguments(const OperationSpec& spec, const Value& arguments) {
  if (!arguments.is_object()) refuse(ErrorCode::kUsage, "the arguments are not an object");
  for (const auto& [name, value] : arguments.as_object()) {
    const auto known =
        std::find_if(spec.arguments.begin(), spec.arguments.end(),
                     [&, n = std::string_view(name)](const auto& a) { return request_name(a) == n; });
    if (known != spec.arguments.end()) continue;
    std::vector<std::string_view> names;
    for (const ArgumentSpec& argument : spec.arguments) names.push_back(request_name(argument));
    const auto near = closest(name, names);
    refuse(ErrorCode::kUsage, concat(spec.name, " has no argument '", name, "'"),
           near ? concat("did you mean '", *near, "'?") : "");
  }
  for (const ArgumentSpec& argument : spec.arguments) {
    const Value& value = arguments[request_name(argument)];
    if (value.is_null() || (value.is_list() && value.as_list().empty() && argument.required)) {
      if (argument.required) refuse(ErrorCode::kUsage, concat(spec.name, " needs ", shown_name(argument)));
      continue;
    }
    if (argument.many && value.is_list()) {
      for (const Value& item : value.as_list()) check_one(argument, item);
    } else {
      check_one(argument, value);
    }
  }
}

std::optional<std::string> Arguments::optional_text(std::string_view name) const {
  const Value& value = (*values_)[name];
  return value.is_null() ? std::nullopt : std::optional(value.as_text());
}

bool Arguments::flag(std::string_view name) const {
  const Value& value = (*values_)[name];
  return value.is_bool() && value.as_bool();
}

std::optional<std::int64_t> Arguments::integer(std::string_view name) const {
  const Value& value = (*values_)[name];
  return value.is_null() ? std::nullopt : std::optional(value.as_integer());
}

std::optional<Quantity> Arguments::quantity(std::string_view name) const {
  const Value& value = (*values_)[name];
  return value.is_null() ? std::nullopt : Quantity::parse(value.as_text());
}

std::optional<Timestamp> parse_time(const std::string& text) {
  return Timestamp::parse(is_date(text) ? text + "T00:00:00Z" : text);
}

std::optional<Timestamp> Arguments::time(std::string_view name) const {
  const Value& value = (*values_)[name];
  return value.is_null() ? std::nullopt : parse_time(value.as_text());
}

std::optional<std::int64_t> Arguments::duration(std::string_view name) const {
  const Value& value = (*values_)[name];
  return value.is_null() ? std::nullopt : parse_duration(value.as_text());
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
  const Value& value = (*values_)[name];
  std::vector<std::string> out;
  if (value.is_text()) out.push_back(value.as_text());
  if (value.is_list()) {
    for (const Value& item : value.as_list()) out.push_back(item.as_text());
  }
  return out;
}

std::vector<Value> Arguments::documents(std::string_view name) const {
  const Value& value = (*values_)[name];
  if (value.is_object()) return {value};
  return value.is_list() ? value.as_list() : std::vector<Value>{};
}

}  // namespace traveler::ops
