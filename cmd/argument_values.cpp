#include "argument_values.h"

#include <algorithm>
#include <charconv>

#include "base/concat.h"
#include "base/text.h"
#include "base/time.h"
#include "fields.h"
#include "traveler/error.h"

namespace traveler::cmd {
void ValueReader::refuse(std::string message, std::string hint) const {
  if (hint.empty()) hint = concat("see `traveler help ", typed_name(operation_), '`');
  throw Error(ErrorCode::kUsage, std::move(message)).with_hint(std::move(hint));
}

Value ValueReader::value(const ArgumentSpec& argument, const std::string& name,
                         const std::string& text) const {
  if (argument.type == ArgumentType::kFlag) return true;
  if (argument.type == ArgumentType::kInteger) return whole_number(name, text);
  if (argument.type == ArgumentType::kChoice) check_choice(argument, name, text);
  return text;
}

std::int64_t ValueReader::whole_number(const std::string& name, const std::string& text) const {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end || number < 0) {
    refuse(concat(name, ": '", text, "' is not a whole number, 0 or more"));
  }
  return number;
}

void ValueReader::check_choice(const ArgumentSpec& argument, const std::string& name,
                               const std::string& text) const {
  if (std::find(argument.choices.begin(), argument.choices.end(), text) != argument.choices.end()) return;
  const auto near = closest(text, {argument.choices.begin(), argument.choices.end()});
  refuse(concat(name, ": '", text, "' is not one of ",
                join_words({argument.choices.begin(), argument.choices.end()})),
         near ? concat("did you mean '", *near, "'?") : "");
}

Value ValueReader::pairs(const std::string& name, const std::vector<std::string>& values) const {
  Value pairs = Value::object();
  for (const std::string& text : values) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) refuse(concat(name, ": '", text, "' is not KEY=VALUE"));
    const std::string key = text.substr(0, equals);
    if (pairs.find(key) != nullptr) refuse(concat("'", key, "' is given twice"));
    pairs.add(key, text.substr(equals + 1));
  }
  return pairs;
}

void ValueReader::global(Parsed& parsed, const ArgumentSpec& argument, const std::string& name,
                         const std::string& text) const {
  GlobalOptions& options = parsed.options;
  const std::string_view key = argument.name;
  if (argument.type == ArgumentType::kChoice && key != "format") check_choice(argument, name, text);
  if (key == "directory")
    options.directory = text;
  else if (key == "workspace")
    options.workspace = text;
  else if (key == "as" && text.empty())
    refuse(concat(name, " is empty"), "without it TRAVELER_ACTOR or the login says who acts");
  else if (key == "as")
    options.actor = text;
  else if (key == "json")
    set_format(options, name, "json");
  else if (key == "format")
    set_format(options, name, text);
  else if (key == "fields")
    set_fields(options, text);
  else if (key == "dry_run")
    parsed.request.dry_run = true;
  else if (key == "reason")
    parsed.request.reason = text;
  else if (key == "at")
    parsed.request.at = text;
  else if (key == "lock_timeout")
    options.lock_timeout = timeout(name, text);
  else if (key == "quiet")
    options.quiet = true;
  else if (key == "verbose")
    options.verbose = true;
  else if (key == "color")
    options.color = text == "auto" ? std::nullopt : std::optional(text == "always");
  else if (key == "yes")
    options.assume_yes = true;
  else if (key == "no_input")
    options.no_input = true;
  else if (key == "help")
    options.help = true;
  else if (key == "limit")
    options.limit = static_cast<std::size_t>(whole_number(name, text));
  else if (key == "sort")
    set_sort(options, text);
  else if (key == "idempotency_key")
    parsed.request.idempotency_key = text;
  else if (key == "if_revision")
    parsed.request.if_revision = whole_number(name, text);
  else
    options.filters.emplace_back(key, text);
}

void ValueReader::set_format(GlobalOptions& options, const std::string& name, const std::string& text) const {
  check_choice(format_option(operation_), name, text);
  const Format format = format_named(text);
  if (options.format && *options.format != format) refuse("--format and --json do not agree");
  options.format = format;
  if (format == Format::kOwn) options.own_format = text;
}

void ValueReader::set_fields(GlobalOptions& options, const std::string& text) const {
  if (text == "help") {
    options.list_fields = true;
    return;
  }
  for (const std::string_view field : split(text, ',')) {
    if (field.empty()) refuse("--fields: a name is empty", "write them as --fields id,title");
    check_field(operation_, "--fields", field);
    options.fields.emplace_back(field);
  }
}

void ValueReader::set_sort(GlobalOptions& options, const std::string& text) const {
  check_field(operation_, "--sort", text.starts_with('-') ? std::string_view(text).substr(1) : text);
  options.sort = text;
}

std::chrono::milliseconds ValueReader::timeout(const std::string& name, const std::string& text) const {
  const auto milliseconds = text.ends_with("ms") ? text.substr(0, text.size() - 2) : std::string{};
  if (!milliseconds.empty()) return std::chrono::milliseconds(whole_number(name, milliseconds));
  if (text == "0") return std::chrono::milliseconds(0);
  const auto seconds = parse_duration(text);
  if (!seconds) refuse(concat(name, ": '", text, "' is not a duration"), "write it as 10s or 2m");
  return std::chrono::milliseconds(*seconds * 1000);
}

}  // namespace traveler::cmd
