#include "invocation.h"

#include <algorithm>

#include "base/concat.h"
#include "base/text.h"
#include "global_options.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known,
                         std::string otherwise) {
  const auto near = closest(word, known);
  return near ? concat("did you mean '", *near, "'?") : std::move(otherwise);
}

[[noreturn]] void refuse(std::string message, std::string hint) {
  throw Error(ErrorCode::kUsage, std::move(message)).with_hint(std::move(hint));
}

std::string all_of(const std::vector<std::string_view>& names) {
  return join_words({names.begin(), names.end()});
}

/// "add, list or show"
std::string any_of(const std::vector<std::string_view>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out += concat(i == 0 ? "" : i + 1 == names.size() ? " or " : ", ", names[i]);
  return out;
}

[[noreturn]] void refuse_option(std::string_view token) {
  std::vector<std::string> names{"--version"};
  for (const ArgumentSpec& argument : global_arguments()) names.push_back(option_name(argument));
  refuse(concat("there is no global option '", token, "'"),
         did_you_mean(token, {names.begin(), names.end()},
                      "options of a command stand behind its name; see `traveler help`"));
}

/// Steps over the global options from `index` on and keeps them; at a word or the end it stops.
void skip_options(std::span<const std::string> arguments, std::size_t& index, Invocation& found) {
  for (; index < arguments.size(); ++index) {
    const std::string& token = arguments[index];
    if (token.size() < 2 || token[0] != '-') return;
    if (token == "--version") {
      found.version = true;
      continue;
    }
    if (token == "--") refuse("no command before '--'", "see `traveler help`");
    const std::size_t equals = token.starts_with("--") ? token.find('=') : std::string::npos;
    std::string name = token.substr(0, equals);
    const bool joined = !token.starts_with("--") && token.size() > 2;
    if (joined) name = token.substr(0, 2);
    const ArgumentSpec* option = find_option(global_arguments(), name);
    if (option == nullptr) refuse_option(name);
    found.help = found.help || option->name == "help";
    found.arguments.push_back(token);
    const bool needs_value = option->type != ArgumentType::kFlag && equals == std::string::npos && !joined;
    if (!needs_value) continue;
    if (index + 1 == arguments.size())
      refuse(concat(name, " needs a value: ", metavar(*option)), "see `traveler help`");
    found.arguments.push_back(arguments[++index]);
  }
}

}  // namespace

std::vector<std::string_view> top_level_names() {
  std::vector<std::string_view> names;
  for (const OperationSpec* spec : catalogue()) {
    const std::string_view noun = spec->name.substr(0, spec->name.find('.'));
    if (std::find(names.begin(), names.end(), noun) == names.end()) names.push_back(noun);
  }
  return names;
}

std::vector<std::string_view> verbs_of(std::string_view noun) {
  std::vector<std::string_view> verbs;
  for (const OperationSpec* spec : catalogue()) {
    if (spec->name.size() > noun.size() && spec->name.starts_with(noun) && spec->name[noun.size()] == '.') {
      verbs.push_back(spec->name.substr(noun.size() + 1));
    }
  }
  return verbs;
}

Invocation find_invocation(std::span<const std::string> arguments) {
  Invocation found;
  std::size_t index = 0;
  skip_options(arguments, index, found);
  if (index == arguments.size()) {
    if (!found.help && !found.version) refuse("no command", "`traveler help` lists the commands");
    return found;
  }
  const std::string& noun = arguments[index++];
  if (noun.find('.') == std::string::npos) found.operation = find_operation(noun);
  if (found.operation == nullptr) {
    const auto verbs = verbs_of(noun);
    if (verbs.empty()) {
      refuse(concat("there is no command '", noun, "'"),
             did_you_mean(noun, top_level_names(), "`traveler help` lists the commands"));
    }
    found.topic = noun;
    skip_options(arguments, index, found);
    if (index == arguments.size()) {
      if (!found.help)
        refuse(concat(noun, " needs a verb: ", any_of(verbs)), concat("see `traveler help ", noun, "`"));
      return found;
    }
    const std::string& verb = arguments[index++];
    if (verb.find('.') == std::string::npos) found.operation = find_operation(concat(noun, '.', verb));
    if (found.operation == nullptr) {
      refuse(concat(noun, " has no verb '", verb, "'"),
             did_you_mean(verb, verbs, concat("its verbs are ", all_of(verbs))));
    }
  }
  found.arguments.insert(found.arguments.end(), arguments.begin() + static_cast<std::ptrdiff_t>(index),
                         arguments.end());
  return found;
}

bool asks_for_json(std::span<const std::string> arguments) {
  const auto is_json = [](std::string_view format) { return format == "json" || format == "ndjson"; };
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view token = arguments[i];
    if (token == "--") break;
    if (token == "--json") return true;
    if (token == "--format" && i + 1 < arguments.size() && is_json(arguments[i + 1])) return true;
    if (token.starts_with("--format=") && is_json(token.substr(9))) return true;
  }
  return false;
}

}  // namespace traveler::cmd
