#include "format/arguments.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/concat.h"
#include "base/decimal.h"
#include "base/text.h"
#include "base/time.h"
#include "base/time_zone.h"
#include "format/decode.h"
#include "model/fields.h"
#include "traveler/error.h"

namespace traveler::format {
namespace {

[[noreturn]] void refuse(std::string message, std::string hint = {}, ErrorCode code = ErrorCode::kUsage) {
  throw Error(code, std::move(message)).with_hint(std::move(hint));
}

std::string shown_name(const ArgumentSpec& argument) {
  std::string name(argument.positional && !argument.metavar.empty() ? argument.metavar : argument.name);
  std::replace(name.begin(), name.end(), '_', '-');
  if (!argument.positional) return concat("`", argument.name, "=`");
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return name;
}

constexpr std::size_t kLongestShown = 100;
// Two keys of 128 with what stands between and before them, and some more.
constexpr std::size_t kLongestId = 400;

std::string near_hint(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (word.size() > kLongestShown) return {};
  const auto near = closest(word, candidates);
  return near ? concat("did you mean '", *near, "'?") : std::string();
}

/// A text for a message, as it was given; cut when it is long.
std::string quoted(const std::string& text) {
  return text.size() > kLongestShown ? shown(text) : concat('\'', text, '\'');
}

std::string describe(const Value& value) {
  if (value.is_text()) return concat("the text ", shown(value.as_text()));
  if (value.is_integer()) return shown(std::to_string(value.as_integer()));
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  return value.is_null() ? "nothing" : value.is_list() ? "a list" : "an object";
}

bool is_scalar(const Value& value) { return value.is_text() || value.is_integer() || value.is_bool(); }

std::string text_of(const Value& scalar) {
  if (scalar.is_text()) return scalar.as_text();
  if (scalar.is_integer()) return std::to_string(scalar.as_integer());
  return scalar.as_bool() ? "true" : "false";
}

void check_characters(std::string_view name, std::string_view text) {
  if (invalid_utf8(text)) refuse(concat(name, " is not valid UTF-8"));
  if (text.find('\0') != std::string_view::npos) refuse(concat(name, " contains a NUL character"));
}

bool is_text_type(ArgumentType type) {
  switch (type) {
    case ArgumentType::kFlag:
    case ArgumentType::kInteger:
    case ArgumentType::kPairs:
    case ArgumentType::kDocument:
      return false;
    default:
      return true;
  }
}

void check_text(const ArgumentSpec& argument, const std::string& text) {
  const std::string name = shown_name(argument);
  check_characters(name, text);
  const auto not_a = [&](std::string_view what, std::string_view how) {
    refuse(concat(name, ": ", quoted(text), " is not a ", what), std::string(how), ErrorCode::kValueInvalid);
  };
  switch (argument.type) {
    case ArgumentType::kId:
      if (text.empty()) refuse(concat(name, " is empty"));
      if (text.size() > kLongestId) refuse(concat(name, " is longer than ", kLongestId, " bytes"));
      break;
    case ArgumentType::kQuantity:
      if (!Quantity::parse(text))
        not_a("quantity", "quantities are decimals of at most six places, as 12 or 0.25");
      break;
    case ArgumentType::kTime:
      if (!is_time_or_date(text))
        not_a("time", "write it as 2026-11-22T05:30:00Z, 2026-11-22 05:30, or as a date");
      break;
    case ArgumentType::kDuration:
      if (!parse_duration(text)) not_a("duration", "write it as 30m, 2h or 3d");
      break;
    case ArgumentType::kChoice:
      if (std::find(argument.choices.begin(), argument.choices.end(), text) == argument.choices.end()) {
        refuse(concat(name, ": ", quoted(text), " is not one of ",
                      join_words({argument.choices.begin(), argument.choices.end()})),
               near_hint(text, {argument.choices.begin(), argument.choices.end()}));
      }
      break;
    default:
      break;
  }
}

/// The choices of a multiselect are one text.
Value pair_value(const std::string& shown_key, const Value& given) {
  if (given.is_null()) return given;
  std::string text;
  if (given.is_list()) {
    std::vector<std::string> choices;
    for (const Value& item : given.as_list()) {
      if (!is_scalar(item)) refuse(concat(shown_key, " takes texts, not ", describe(item)));
      choices.push_back(text_of(item));
    }
    text = join_choices(choices);
  } else if (is_scalar(given)) {
    text = text_of(given);
  } else {
    refuse(concat(shown_key, " takes a value, not ", describe(given)));
  }
  check_characters(shown_key, text);
  return text;
}

Value pairs_value(std::string_view name, const Value& given) {
  if (!given.is_object()) refuse(concat(name, " takes an object of keys and values, not ", describe(given)));
  Value pairs = Value::object();
  for (const auto& [key, value] : given.as_object()) {
    if (key.empty()) refuse(concat(name, " has an empty key"));
    check_characters(concat("a key of ", name), key);
    if (pairs.find(key) != nullptr) refuse(concat(name, ".", key, " is given twice"));
    pairs.add(key, pair_value(concat(name, ".", key), value));
  }
  return pairs;
}

Value document_value(std::string_view name, const Value& given) {
  if (!given.is_object())
    refuse(concat(name, " takes a document, {\"file\": NAME, \"text\": CONTENT}, not ", describe(given)));
  std::optional<std::string> file;
  std::optional<std::string> text;
  for (const auto& [key, value] : given.as_object()) {
    if (key != "file" && key != "text") refuse(concat(name, " has no member ", shown(key)));
    auto& to = key == "file" ? file : text;
    if (to) refuse(concat(name, ".", key, " is given twice"));
    if (value.is_null()) continue;
    if (!is_scalar(value)) refuse(concat(name, ".", key, " takes a text, not ", describe(value)));
    to = text_of(value);
  }
  if (!text) refuse(concat(name, " has no text"));
  if (file) check_characters(concat(name, ".file"), *file);
  return Value::object().add("file", file.value_or("")).add("text", std::move(*text));
}

Value one_value(const ArgumentSpec& argument, std::string_view name, const Value& given) {
  const auto wrong = [&](std::string_view kind) {
    refuse(concat(name, " takes ", kind, ", not ", describe(given)));
  };
  switch (argument.type) {
    case ArgumentType::kFlag:
      if (!given.is_bool()) wrong("true or false");
      return given;
    case ArgumentType::kInteger:
      if (!given.is_integer() || given.as_integer() < 0) wrong("a whole number, 0 or more");
      return given;
    case ArgumentType::kPairs:
      return pairs_value(name, given);
    case ArgumentType::kDocument:
      return document_value(name, given);
    default: {
      if (!is_scalar(given)) wrong("a text");
      std::string text = text_of(given);
      check_text(argument, text);
      return text;
    }
  }
}

bool takes_list(const ArgumentSpec& argument) {
  return argument.many && argument.type != ArgumentType::kPairs;
}

/// Whether a value is as operations take it but for what `check_text` says: the common case costs no copy.
bool is_in_form(const ArgumentSpec& argument, const Value& value) {
  if (argument.type == ArgumentType::kFlag) return value.is_bool() && !takes_list(argument);
  if (argument.type == ArgumentType::kInteger)
    return value.is_integer() && value.as_integer() >= 0 && !takes_list(argument);
  if (!is_text_type(argument.type)) return false;
  if (!takes_list(argument)) return value.is_text();
  return value.is_list() && std::all_of(value.as_list().begin(), value.as_list().end(),
                                        [](const Value& item) { return item.is_text(); });
}

void check_in_form(const ArgumentSpec& argument, const Value& value) {
  if (value.is_text()) check_text(argument, value.as_text());
  if (!value.is_list()) return;
  for (const Value& item : value.as_list()) check_text(argument, item.as_text());
}

[[noreturn]] void refuse_unknown(const OperationSpec& operation, const std::string& name) {
  std::vector<std::string_view> names;
  for (const ArgumentSpec& argument : operation.arguments) names.push_back(request_name(argument));
  refuse(concat(operation.name, " has no argument ", quoted(name)), near_hint(name, names));
}

void need_required(const OperationSpec& operation, const Value& arguments) {
  for (const ArgumentSpec& argument : operation.arguments) {
    if (!argument.required) continue;
    const Value& value = arguments[request_name(argument)];
    if (value.is_null() || (value.is_list() && value.as_list().empty()))
      refuse(concat(operation.name, " needs ", shown_name(argument)));
  }
}

}  // namespace

const ArgumentSpec* find_argument(const OperationSpec& operation, std::string_view name) {
  const auto find = [&](auto name_of) -> const ArgumentSpec* {
    for (const ArgumentSpec& argument : operation.arguments) {
      if (name_of(argument) == name) return &argument;
    }
    return nullptr;
  };
  if (const ArgumentSpec* argument = find(request_name)) return argument;
  return find([](const ArgumentSpec& argument) { return argument.name; });
}

Value argument_value(const ArgumentSpec& argument, std::string_view name, const Value& given) {
  if (given.is_null()) return given;
  if (!takes_list(argument)) return one_value(argument, name, given);
  Value list = Value::list();
  if (!given.is_list()) {
    list.push(one_value(argument, name, given));
    return list;
  }
  if (name != request_name(argument))
    refuse(concat(name, " takes one value; a list goes under ", request_name(argument)));
  for (const Value& item : given.as_list()) list.push(one_value(argument, name, item));
  return list;
}

std::optional<Value> normalised_arguments(const OperationSpec& operation, const Value& given) {
  if (!given.is_object()) refuse("the arguments are not an object");
  std::vector<const ArgumentSpec*> seen;
  bool in_form = true;
  for (const auto& [name, value] : given.as_object()) {
    const ArgumentSpec* argument = find_argument(operation, name);
    if (argument == nullptr) refuse_unknown(operation, name);
    if (std::find(seen.begin(), seen.end(), argument) != seen.end())
      refuse(concat(request_name(*argument), " is given twice"));
    seen.push_back(argument);
    if (name == request_name(*argument) && is_in_form(*argument, value)) {
      check_in_form(*argument, value);
    } else {
      in_form = false;
    }
  }
  if (in_form) {
    need_required(operation, given);
    return std::nullopt;
  }
  Value normalised = Value::object();
  for (const auto& [name, value] : given.as_object()) {
    const ArgumentSpec& argument = *find_argument(operation, name);
    Value taken = argument_value(argument, name, value);
    if (!taken.is_null()) normalised.add(request_name(argument), std::move(taken));
  }
  need_required(operation, normalised);
  return normalised;
}

}  // namespace traveler::format
