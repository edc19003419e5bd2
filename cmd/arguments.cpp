#include "arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "argument_values.h"
#include "base/concat.h"
#include "base/text.h"
#include "fields.h"

namespace traveler::cmd {
namespace {

/// Stands before every word that is a value, so that CLI11 takes no value for an option, a list or the
/// end of a command: it has its own ideas about `-5`, `--name=`, `[a,b]` and `++`.
constexpr char kShield = '\x1f';

class Parser {
 public:
  Parser(const OperationSpec& operation, const std::vector<std::string>& arguments)
      : operation_(operation), reader_(operation) {
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
  [[noreturn]] void refuse(std::string message) const { reader_.refuse(std::move(message)); }

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
      for (const std::string_view field : field_names(operation_))
        names.push_back(option_name({.name = field}));
    }
    const auto near = closest(token, {names.begin(), names.end()});
    reader_.refuse(concat(typed_name(operation_), " has no option '", token, "'"),
                   near ? concat("did you mean '", *near, "'?")
                        : concat("see `traveler help ", typed_name(operation_),
                                 "`; a value that starts with '-' goes behind '--'"));
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
      return app.add_flag_callback(declared_names(argument), [] {})
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
    CLI::Option* option =
        app.add_option(declared_names(argument), [](const CLI::results_t&) { return true; });
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
      reader_.global(parsed, argument, name, values.front());
      return;
    }
    Value value;
    if (argument.type == ArgumentType::kPairs) {
      value = reader_.pairs(name, values);
    } else if (argument.many) {
      value = Value::list();
      for (const std::string& text : values) value.push(reader_.value(argument, name, text));
    } else {
      value = reader_.value(argument, name, values.front());
    }
    parsed.request.arguments.add(request_name(argument), std::move(value));
  }

  const OperationSpec& operation_;
  ValueReader reader_;
  std::vector<std::string> words_;
  std::vector<const ArgumentSpec*> named_;
  std::vector<std::unique_ptr<ArgumentSpec>> filters_;
};

}  // namespace

Parsed parse_arguments(const OperationSpec& operation, const std::vector<std::string>& arguments) {
  return Parser(operation, arguments).parse();
}

}  // namespace traveler::cmd
