#include "arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <limits>

#include "base/concat.h"
#include "base/text.h"
#include "base/time.h"
#include "fields.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

/// Stands before every word that is a value, so that CLI11 takes no value for an option, a list or the
/// end of a command: it has its own ideas about `-5`, `--name=`, `[a,b]` and `++`.
constexpr char kShield = '\x1f';


class Parser {
 public:
  Parser(const OperationSpec& operation, const std::vector<std::string>& arguments) : operation_(operation) {
    protect(arguments);
  }

  Parsed parse() {
    // Only what argv names is built: start-up decides scripts of thousands of commands.
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    std::vector<std::pair<const ArgumentSpec*, CLI::Option*>> options;
    for (const ArgumentSpec& argument : operation_.arguments) {
      if (argument.positional) options.emplace_back(&argument, add(app, argument));
    }
    for (const ArgumentSpec* argument : named_) options.emplace_back(argument, add(app, *argument));
    try {
      std::reverse(words_.begin(), words_.end());
      app.parse(words_);
    } catch (const CLI::Error& error) {
      refuse(error.what());
    }
    Parsed parsed;
    parsed.request.operation = operation_.name;
    for (const auto& [argument, option] : options) take(parsed, *argument, values_of(*option));
    if (parsed.options.help) return parsed;
    if (const auto extra = app.remaining(); !extra.empty()) {
      refuse(concat("unexpected argument '", without_shield(extra.front()), "'"));
    }
    for (const ArgumentSpec& argument : operation_.arguments) {
      if (argument.required && parsed.request.arguments[request_name(argument)].is_null()) {
        refuse(concat(typed_name(operation_), " needs ", argument.positional ? "" : "--",
                      argument.positional ? metavar(argument) : option_name(argument).substr(2)));
      }
    }
    return parsed;
  }

 private:
  [[noreturn]] void refuse(std::string message, std::string hint = {}) const {
    if (hint.empty()) hint = concat("see `traveler help ", typed_name(operation_), '`');
    throw Error(ErrorCode::kUsage, std::move(message)).with_hint(std::move(hint));
  }

  [[noreturn]] void refuse_option(std::string_view token) const {
    std::vector<std::string> names;
    const auto collect = [&](std::span<const ArgumentSpec> arguments) {
      for (const ArgumentSpec& argument : arguments) {
        if (!argument.positional) names.push_back(option_name(argument));
      }
    };
    collect(operation_.arguments);
    collect(global_arguments());
    if (operation_.lists) {
      collect(list_arguments());
      for (const std::string_view field : field_names(operation_)) names.push_back(option_name({.name = field}));
    }
    const auto near = closest(token, {names.begin(), names.end()});
    refuse(concat(typed_name(operation_), " has no option '", token, "'"),
           near ? concat("did you mean '", *near, "'?")
                : concat("see `traveler help ", typed_name(operation_), "`; a value that starts with '-' goes behind '--'"));
  }

  /// The option that a word names, or nullptr.
  const ArgumentSpec* option_of(const std::string& token) {
    for (const auto arguments : {operation_.arguments, global_arguments(),
                                 operation_.lists ? list_arguments() : std::span<const ArgumentSpec>{}}) {
      if (const ArgumentSpec* found = find_option(arguments, token)) return found;
    }
    if (!operation_.lists || !token.starts_with("--")) return nullptr;
    for (const std::string_view field : field_names(operation_)) {
      if (option_name({.name = field}) != token) continue;
      for (const auto& filter : filters_) {
        if (filter->name == field) return filter.get();
      }
      filters_.push_back(std::make_unique<ArgumentSpec>(ArgumentSpec{.name = field}));
      return filters_.back().get();
    }
    return nullptr;
  }

  const ArgumentSpec& need_option(const std::string& token) {
    const ArgumentSpec* option = option_of(token);
    if (option == nullptr) refuse_option(token);
    if (std::find(named_.begin(), named_.end(), option) == named_.end()) named_.push_back(option);
    return *option;
  }

  void push_value(std::string_view value) { words_.push_back(concat(kShield, value)); }

  /// Turns argv into words that CLI11 cannot misread, and notes which options they name.
  void protect(const std::vector<std::string>& arguments) {
    bool only_values = false;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const std::string& token = arguments[i];
      if (only_values || token.size() < 2 || token[0] != '-') {
        push_value(token);
      } else if (token == "--") {
        only_values = true;
      } else if (token[1] == '-') {
        const std::size_t equals = token.find('=');
        const std::string name = token.substr(0, equals);
        const ArgumentSpec& option = need_option(name);
        words_.push_back(name);
        if (option.type == ArgumentType::kFlag) {
          if (equals != std::string::npos) refuse(concat(name, " takes no value"));
        } else if (equals != std::string::npos) {
          push_value(std::string_view(token).substr(equals + 1));
        } else {
          push_next(arguments, i, name, option);
        }
      } else {
        protect_letters(arguments, i);
      }
    }
  }

  void push_next(const std::vector<std::string>& arguments, std::size_t& i, const std::string& name,
                 const ArgumentSpec& option) {
    if (i + 1 == arguments.size()) refuse(concat(name, " needs a value: ", metavar(option)));
    push_value(arguments[++i]);
  }

  /// `-q`, `-qv`, `-f FILE`, `-fFILE`.
  void protect_letters(const std::vector<std::string>& arguments, std::size_t& i) {
    const std::string token = arguments[i];
    for (std::size_t at = 1; at < token.size(); ++at) {
      const std::string name{'-', token[at]};
      const ArgumentSpec& option = need_option(name);
      words_.push_back(name);
      if (option.type == ArgumentType::kFlag) continue;
      if (at + 1 < token.size()) {
        push_value(std::string_view(token).substr(at + 1));
      } else {
        push_next(arguments, i, name, option);
      }
      return;
    }
  }

  static std::string without_shield(const std::string& word) {
    return !word.empty() && word.front() == kShield ? word.substr(1) : word;
  }

  static CLI::Option* add(CLI::App& app, const ArgumentSpec& argument) {
    if (argument.type == ArgumentType::kFlag) {
      return app.add_flag_callback(declared_names(argument), [] {})->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
    CLI::Option* option = app.add_option(declared_names(argument), [](const CLI::results_t&) { return true; });
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    if (argument.positional && argument.many) {
      option->expected(-1)->allow_extra_args();
    } else {
      option->expected(1)->allow_extra_args(false);
    }
    return option;
  }

  static std::string declared_names(const ArgumentSpec& argument) {
    if (argument.positional) return std::string(argument.name);
    std::string names = option_name(argument);
    if (argument.letter != 0) names = concat('-', argument.letter, ',', names);
    return names;
  }

  static std::vector<std::string> values_of(const CLI::Option& option) {
    std::vector<std::string> values;
    for (const std::string& word : option.results()) values.push_back(without_shield(word));
    return values;
  }

  void take(Parsed& parsed, const ArgumentSpec& argument, std::vector<std::string> values) const {
    if (values.empty()) return;
    const std::string name = argument.positional ? metavar(argument) : option_name(argument);
    if (values.size() > 1 && !argument.many && argument.type != ArgumentType::kFlag) {
      refuse(concat(name, " is given more than once"));
    }
    const auto begin = operation_.arguments.data();
    if (&argument < begin || &argument >= begin + operation_.arguments.size()) {
      take_global(parsed, argument, name, values.front());
      return;
    }
    Value value;
    if (argument.type == ArgumentType::kPairs) {
      value = pairs_of(name, values);
    } else if (argument.many) {
      value = Value::list();
      for (const std::string& text : values) value.push(value_of(argument, name, text));
    } else {
      value = value_of(argument, name, values.front());
    }
    parsed.request.arguments.add(request_name(argument), std::move(value));
  }

  Value value_of(const ArgumentSpec& argument, const std::string& name, const std::string& text) const {
    if (argument.type == ArgumentType::kFlag) return true;
    if (argument.type == ArgumentType::kInteger) return whole_number(name, text);
    if (argument.type == ArgumentType::kChoice) check_choice(argument, name, text);
    return text;
  }

  std::int64_t whole_number(const std::string& name, const std::string& text) const {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (text.empty() || read.ec != std::errc{} || read.ptr != end || number < 0) {
      refuse(concat(name, ": '", text, "' is not a whole number, 0 or more"));
    }
    return number;
  }

  void check_choice(const ArgumentSpec& argument, const std::string& name, const std::string& text) const {
    if (std::find(argument.choices.begin(), argument.choices.end(), text) != argument.choices.end()) return;
    const auto near = closest(text, {argument.choices.begin(), argument.choices.end()});
    refuse(concat(name, ": '", text, "' is not one of ", join_words({argument.choices.begin(), argument.choices.end()})),
           near ? concat("did you mean '", *near, "'?") : "");
  }

  Value pairs_of(const std::string& name, const std::vector<std::string>& values) const {
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

  void take_global(Parsed& parsed, const ArgumentSpec& argument, const std::string& name, const std::string& text) const {
    GlobalOptions& options = parsed.options;
    const std::string_view key = argument.name;
    if (argument.type == ArgumentType::kChoice) check_choice(argument, name, text);
    if (key == "directory") options.directory = text;
    else if (key == "workspace") options.workspace = text;
    else if (key == "as") options.actor = text;
    else if (key == "json") set_format(options, Format::kJson);
    else if (key == "format") set_format(options, format_of(argument, text));
    else if (key == "fields") take_fields(options, text);
    else if (key == "dry_run") parsed.request.dry_run = true;
    else if (key == "reason") parsed.request.reason = text;
    else if (key == "at") parsed.request.at = text;
    else if (key == "lock_timeout") options.lock_timeout = timeout_of(name, text);
    else if (key == "quiet") options.quiet = true;
    else if (key == "verbose") options.verbose = true;
    else if (key == "color") options.color = text == "auto" ? std::nullopt : std::optional(text == "always");
    else if (key == "yes") options.assume_yes = true;
    else if (key == "no_input") options.no_input = true;
    else if (key == "help") options.help = true;
    else if (key == "limit") options.limit = static_cast<std::size_t>(whole_number(name, text));
    else if (key == "sort") take_sort(options, text);
    // These two become fields of Request together with the library's part of them.
    else if (key == "idempotency_key" || key == "if_revision") refuse(concat(name, " is not available yet"));
    else options.filters.emplace_back(key, text);
  }

  void set_format(GlobalOptions& options, Format format) const {
    if (options.format && *options.format != format) refuse("--format and --json do not agree");
    if (format == Format::kConcise && operation_.name != "procedure.validate") {
      refuse(concat(typed_name(operation_), " has no format 'concise'"));
    }
    options.format = format;
  }

  static Format format_of(const ArgumentSpec& argument, const std::string& text) {
    const auto it = std::find(argument.choices.begin(), argument.choices.end(), text);
    return static_cast<Format>(it - argument.choices.begin());
  }

  void take_fields(GlobalOptions& options, const std::string& text) const {
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

  void take_sort(GlobalOptions& options, const std::string& text) const {
    check_field(operation_, "--sort", text.starts_with('-') ? std::string_view(text).substr(1) : text);
    options.sort = text;
  }

  std::chrono::milliseconds timeout_of(const std::string& name, const std::string& text) const {
    const auto milliseconds = text.ends_with("ms") ? text.substr(0, text.size() - 2) : std::string{};
    if (!milliseconds.empty()) return std::chrono::milliseconds(whole_number(name, milliseconds));
    if (text == "0") return std::chrono::milliseconds(0);
    const auto seconds = parse_duration(text);
    if (!seconds) refuse(concat(name, ": '", text, "' is not a duration"), "write it as 10s or 2m");
    return std::chrono::milliseconds(*seconds * 1000);
  }

  const OperationSpec& operation_;
  std::vector<std::string> words_;
  std::vector<const ArgumentSpec*> named_;
  std::vector<std::unique_ptr<ArgumentSpec>> filters_;
};

}  // namespace

Parsed parse_arguments(const OperationSpec& operation, const std::vector<std::string>& arguments) {
  return Parser(operation, arguments).parse();
}

}  // namespace traveler::cmd
