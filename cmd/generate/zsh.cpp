#include "base/concat.h"
#include "generate/shells.h"
#include "global_options.h"
#include "invocation.h"
#include "traveler/operations.h"

namespace traveler::cmd::generate {
namespace {

/// The text of a zsh specification: brackets and colons lose their meaning.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const ArgumentSpec& spec) {
  if (!completed_kind(spec).empty()) return concat("{_traveler_ids ", completed_kind(spec), '}');
  if (is_path(spec)) return "_files";
  if (!spec.choices.empty()) return concat('(', joined({spec.choices.begin(), spec.choices.end()}), ')');
  return "";
}

std::string zsh_option(const ArgumentSpec& spec) {
  const std::string value =
      spec.type == ArgumentType::kFlag ? "" : concat(':', zsh_text(metavar(spec)), ':', zsh_action(spec));
  const std::string many = spec.many ? "*" : "";
  std::string out = concat(
      "      ", quoted(concat(many, option_name(spec), '[', zsh_text(spec.help), ']', value)), " \\\n");
  if (spec.letter != 0) {
    out += concat("      ", quoted(concat(many, '-', spec.letter, '[', zsh_text(spec.help), ']', value)),
                  " \\\n");
  }
  return out;
}

std::string zsh_arguments(const OperationSpec& operation, std::string_view indent) {
  // Of two --format the first would win.
  const std::string_view globals = operation.formats.empty() ? "$globals" : "${globals:#--format*}";
  std::string out = concat(indent, "_arguments -S ", globals, " \\\n");
  for (const ArgumentSpec& spec : options_of(operation)) out += zsh_option(spec);
  int position = 0;
  for (const ArgumentSpec& spec : operation.arguments) {
    if (!spec.positional) continue;
    const std::string place = spec.many ? "*" : concat(++position);
    out +=
        concat("      ", quoted(concat(place, ':', zsh_text(metavar(spec)), ':', zsh_action(spec))), " \\\n");
  }
  return out + "      && return 0\n";
}

}  // namespace

std::string zsh_completion() {
  std::string out =
      "#compdef traveler\n"
      "# zsh completion for traveler; written from the catalogue of operations\n"
      "\n"
      "_traveler_ids() {\n"
      "  local -a ids\n"
      "  ids=(${(f)\"$(traveler __complete $1 \"$PREFIX\" 2>/dev/null)\"})\n"
      "  compadd -a ids\n"
      "}\n"
      "\n"
      "_traveler() {\n"
      "  local curcontext=$curcontext state line\n"
      "  local -a globals verbs\n"
      "  globals=(\n";
  for (const ArgumentSpec& spec : global_arguments()) {
    std::string options = zsh_option(spec);
    for (std::size_t at = options.find(" \\\n"); at != std::string::npos; at = options.find(" \\\n", at))
      options.erase(at, 2);
    out += options;
  }
  out +=
      "  )\n"
      "  _arguments -C -S $globals '1:command:->noun' '*::argument:->rest' && return 0\n"
      "  case $state in\n"
      "  noun)\n"
      "    verbs=(\n";
  for (const std::string_view noun : top_level_names()) {
    const OperationSpec* alone = find_operation(noun);
    out += concat(
        "      ",
        quoted(concat(noun, ':',
                      zsh_text(alone == nullptr ? joined(verbs_of(noun)) : std::string(alone->summary)))),
        '\n');
  }
  out +=
      "    )\n"
      "    _describe -t commands 'command' verbs\n"
      "    ;;\n"
      "  rest)\n"
      "    case $line[1] in\n";
  for (const std::string_view noun : top_level_names()) {
    out += concat("    ", noun, ")\n");
    if (const OperationSpec* alone = find_operation(noun)) {
      out += zsh_arguments(*alone, "      ");
    } else {
      out += "      if (( CURRENT == 1 )); then\n        verbs=(\n";
      for (const std::string_view verb : verbs_of(noun)) {
        out += concat("          ",
                      quoted(concat(verb, ':', zsh_text(find_operation(concat(noun, '.', verb))->summary))),
                      '\n');
      }
      out +=
          "        )\n        _describe -t commands 'verb' verbs\n        return\n      fi\n"
          "      local verb=$words[1]\n      curcontext=\"${curcontext%:*}-$verb:\"\n      case $verb in\n";
      for (const std::string_view verb : verbs_of(noun)) {
        out += concat("      ", verb, ")\n",
                      zsh_arguments(*find_operation(concat(noun, '.', verb)), "        "), "        ;;\n");
      }
      out += "      esac\n";
    }
    out += "      ;;\n";
  }
  out +=
      "    esac\n"
      "    ;;\n"
      "  esac\n"
      "  return 1\n"
      "}\n"
      "\n"
      "_traveler \"$@\"\n";
  return out;
}

}  // namespace traveler::cmd::generate
