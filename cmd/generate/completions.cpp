#include <algorithm>

#include "base/concat.h"
#include "generate/pages.h"
#include "global_options.h"
#include "invocation.h"
#include "traveler/operations.h"

namespace traveler::cmd::generate {
namespace {

/// The KIND of `traveler __complete` for what an argument names; "" when nothing is looked up.
std::string_view kind_of(const ArgumentSpec& spec) {
  switch (spec.refers_to) {
    case Refers::kRun: return "run";
    case Refers::kStep: return "step";
    case Refers::kProcedure: return "procedure";
    case Refers::kPart: return "part";
    case Refers::kUser: return "user";
    case Refers::kTeam: return "team";
    case Refers::kRole: return "role";
    case Refers::kLocation: return "location";
    case Refers::kSetting: return "setting";
    case Refers::kSchema: return "schema";
    case Refers::kTable: return "table";
    case Refers::kField:
    case Refers::kNothing: return "";
  }
  return "";
}

bool is_path(const ArgumentSpec& spec) {
  return spec.type == ArgumentType::kFile || spec.type == ArgumentType::kDocument;
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string out;
  for (const std::string_view word : words) out += concat(out.empty() ? "" : " ", word);
  return out;
}

std::vector<ArgumentSpec> options_of(const OperationSpec& operation) {
  std::vector<ArgumentSpec> all;
  const auto add = [&](std::span<const ArgumentSpec> specs) {
    for (const ArgumentSpec& spec : specs) {
      if (!spec.positional) all.push_back(spec);
    }
  };
  add(operation.arguments);
  if (operation.lists) add(list_arguments());
  return all;
}

/// What the value of an argument can be, for the shell functions: `id:run`, `path`, `words:a b`.
std::string value_kind(const ArgumentSpec& spec) {
  if (!kind_of(spec).empty()) return concat("id:", kind_of(spec));
  if (is_path(spec)) return "path";
  if (!spec.choices.empty()) return concat("words:", joined({spec.choices.begin(), spec.choices.end()}));
  return "none";
}

std::string option_words(std::span<const ArgumentSpec> specs) {
  std::string out;
  for (const ArgumentSpec& spec : specs) {
    if (!spec.positional) out += concat(out.empty() ? "" : " ", option_name(spec));
  }
  return out;
}

std::string bash() {
  std::string out =
      "# bash completion for traveler; written from the catalogue of operations\n"
      "\n"
      "_traveler_values() {\n"
      "  case \"$1\" in\n"
      "    id:*) mapfile -t COMPREPLY < <(traveler __complete \"${1#id:}\" \"$2\" 2>/dev/null) ;;\n"
      "    path) mapfile -t COMPREPLY < <(compgen -f -- \"$2\") ;;\n"
      "    words:*) mapfile -t COMPREPLY < <(compgen -W \"${1#words:}\" -- \"$2\") ;;\n"
      "  esac\n"
      "}\n"
      "\n"
      "_traveler() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word noun= verb= i\n"
      "  COMPREPLY=()\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    word=${COMP_WORDS[i]}\n"
      "    case \"$word\" in\n";
  std::string with_value;
  for (const ArgumentSpec& spec : global_arguments()) {
    if (spec.type == ArgumentType::kFlag) continue;
    with_value += concat(with_value.empty() ? "" : "|", option_name(spec));
    if (spec.letter != 0) with_value += concat("|-", spec.letter);
  }
  out += concat("      ", with_value, ") ((i++)) ;;\n",
                "      -*) ;;\n"
                "      *)\n"
                "        if [[ -z $noun ]]; then noun=$word\n"
                "        elif [[ -z $verb ]]; then verb=$word\n"
                "        fi ;;\n"
                "    esac\n"
                "  done\n"
                "  if [[ -z $noun && $cur != -* ]]; then\n"
                "    mapfile -t COMPREPLY < <(compgen -W \"", joined(top_level_names()), "\" -- \"$cur\")\n"
                "    return\n"
                "  fi\n"
                "  local verbs= options=\"", option_words(global_arguments()), "\" values= positional=none\n"
                "  case \"$noun\" in\n");
  for (const std::string_view noun : top_level_names()) {
    if (const auto verbs = verbs_of(noun); !verbs.empty()) {
      out += concat("    ", noun, ") verbs=\"", joined(verbs), "\" ;;\n");
    } else {
      out += concat("    ", noun, ") verb= ;;\n");
    }
  }
  out += "  esac\n"
         "  if [[ -n $verbs && -z $verb && $cur != -* ]]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$verbs\" -- \"$cur\")\n"
         "    return\n"
         "  fi\n"
         "  case \"$noun${verbs:+ $verb}\" in\n";
  for (const OperationSpec* operation : catalogue()) {
    const auto options = options_of(*operation);
    std::string positional = "none";
    for (const ArgumentSpec& spec : operation->arguments) {
      if (spec.positional && positional == "none") positional = value_kind(spec);
    }
    out += concat("    \"", typed_name(*operation), "\") options+=\" ", option_words(options), "\" positional=\"", positional, "\" ;;\n");
  }
  out += "  esac\n"
         "  case \"$noun${verbs:+ $verb} $prev\" in\n";
  for (const OperationSpec* operation : catalogue()) {
    for (const ArgumentSpec& spec : options_of(*operation)) {
      if (spec.type == ArgumentType::kFlag) continue;
      out += concat("    \"", typed_name(*operation), ' ', option_name(spec), '"');
      if (spec.letter != 0) out += concat("|\"", typed_name(*operation), " -", spec.letter, '"');
      out += concat(") values=\"", value_kind(spec), "\" ;;\n");
    }
  }
  for (const ArgumentSpec& spec : global_arguments()) {
    if (spec.type == ArgumentType::kFlag) continue;
    out += concat("    *\" ", option_name(spec), '"');
    if (spec.letter != 0) out += concat("|*\" -", spec.letter, '"');
    out += concat(") values=\"", value_kind(spec), "\" ;;\n");
  }
  out += "  esac\n"
         "  if [[ -n $values ]]; then _traveler_values \"$values\" \"$cur\"\n"
         "  elif [[ $cur == -* ]]; then mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
         "  else _traveler_values \"$positional\" \"$cur\"\n"
         "  fi\n"
         "}\n"
         "\n"
         "complete -o filenames -o bashdefault -F _traveler traveler\n";
  return out;
}

/// A text between single quotes of a shell.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += "'\\''";
    else out += c;
  }
  return out + '\'';
}

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
  if (!kind_of(spec).empty()) return concat("{_traveler_ids ", kind_of(spec), '}');
  if (is_path(spec)) return "_files";
  if (!spec.choices.empty()) return concat('(', joined({spec.choices.begin(), spec.choices.end()}), ')');
  return "";
}

std::string zsh_option(const ArgumentSpec& spec) {
  const std::string value = spec.type == ArgumentType::kFlag ? "" : concat(':', zsh_text(metavar(spec)), ':', zsh_action(spec));
  const std::string many = spec.many ? "*" : "";
  std::string out = concat("      ", quoted(concat(many, option_name(spec), '[', zsh_text(spec.help), ']', value)), " \\\n");
  if (spec.letter != 0) {
    out += concat("      ", quoted(concat(many, '-', spec.letter, '[', zsh_text(spec.help), ']', value)), " \\\n");
  }
  return out;
}

std::string zsh_arguments(const OperationSpec& operation, std::string_view indent) {
  std::string out = concat(indent, "_arguments -S $globals \\\n");
  for (const ArgumentSpec& spec : options_of(operation)) out += zsh_option(spec);
  int position = 0;
  for (const ArgumentSpec& spec : operation.arguments) {
    if (!spec.positional) continue;
    const std::string place = spec.many ? "*" : concat(++position);
    out += concat("      ", quoted(concat(place, ':', zsh_text(metavar(spec)), ':', zsh_action(spec))), " \\\n");
  }
  return out + "      && return 0\n";
}

std::string zsh() {
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
    for (std::size_t at = options.find(" \\\n"); at != std::string::npos; at = options.find(" \\\n", at)) options.erase(at, 2);
    out += options;
  }
  out += "  )\n"
         "  _arguments -C -S $globals '1:command:->noun' '*::argument:->rest' && return 0\n"
         "  case $state in\n"
         "  noun)\n"
         "    verbs=(\n";
  for (const std::string_view noun : top_level_names()) {
    const OperationSpec* alone = find_operation(noun);
    out += concat("      ", quoted(concat(noun, ':', zsh_text(alone == nullptr ? joined(verbs_of(noun)) : std::string(alone->summary)))), '\n');
  }
  out += "    )\n"
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
        out += concat("          ", quoted(concat(verb, ':', zsh_text(find_operation(concat(noun, '.', verb))->summary))), '\n');
      }
      out += "        )\n        _describe -t commands 'verb' verbs\n        return\n      fi\n"
             "      local verb=$words[1]\n      curcontext=\"${curcontext%:*}-$verb:\"\n      case $verb in\n";
      for (const std::string_view verb : verbs_of(noun)) {
        out += concat("      ", verb, ")\n", zsh_arguments(*find_operation(concat(noun, '.', verb)), "        "), "        ;;\n");
      }
      out += "      esac\n";
    }
    out += "      ;;\n";
  }
  out += "    esac\n"
         "    ;;\n"
         "  esac\n"
         "  return 1\n"
         "}\n"
         "\n"
         "_traveler \"$@\"\n";
  return out;
}

std::string fish_values(const ArgumentSpec& spec) {
  if (!kind_of(spec).empty()) return concat(" -x -a '(traveler __complete ", kind_of(spec), " (commandline -ct) 2>/dev/null)'");
  if (is_path(spec)) return " -r -F";
  if (!spec.choices.empty()) return concat(" -x -a ", quoted(joined({spec.choices.begin(), spec.choices.end()})));
  return " -x";
}

std::string fish_option(const ArgumentSpec& spec, std::string_view condition) {
  std::string out = concat("complete -c traveler", condition, " -l ", option_name(spec).substr(2));
  if (spec.letter != 0) out += concat(" -s ", spec.letter);
  if (spec.type != ArgumentType::kFlag) out += fish_values(spec);
  return concat(out, " -d ", quoted(spec.help), '\n');
}

std::string fish() {
  std::string out =
      "# fish completion for traveler; written from the catalogue of operations\n"
      "\n"
      "function __traveler_at\n"
      "    set -l words (commandline -opc)\n"
      "    set -e words[1]\n"
      "    set -l names\n"
      "    for word in $words\n"
      "        string match -q -- '-*' $word; or set -a names $word\n"
      "    end\n"
      "    test \"$names[1..$argv[1]]\" = \"$argv[2..-1]\"; and test (count $names) -ge $argv[1]\n"
      "end\n"
      "\n"
      "function __traveler_no_verb\n"
      "    set -l words (commandline -opc)\n"
      "    set -e words[1]\n"
      "    set -l names\n"
      "    for word in $words\n"
      "        string match -q -- '-*' $word; or set -a names $word\n"
      "    end\n"
      "    test \"$names\" = \"$argv\"\n"
      "end\n"
      "\n"
      "complete -c traveler -f\n";
  for (const ArgumentSpec& spec : global_arguments()) out += fish_option(spec, "");
  for (const std::string_view noun : top_level_names()) {
    const OperationSpec* alone = find_operation(noun);
    out += concat("complete -c traveler -n __traveler_no_verb -a ", noun, " -d ",
                  quoted(alone == nullptr ? joined(verbs_of(noun)) : std::string(alone->summary)), '\n');
    for (const std::string_view verb : verbs_of(noun)) {
      out += concat("complete -c traveler -n '__traveler_no_verb ", noun, "' -a ", verb, " -d ",
                    quoted(find_operation(concat(noun, '.', verb))->summary), '\n');
    }
  }
  for (const OperationSpec* operation : catalogue()) {
    const std::string name = typed_name(*operation);
    const auto words = std::count(name.begin(), name.end(), ' ') + 1;
    const std::string condition = concat(" -n '__traveler_at ", words, ' ', name, '\'');
    for (const ArgumentSpec& spec : options_of(*operation)) out += fish_option(spec, condition);
    for (const ArgumentSpec& spec : operation->arguments) {
      if (!spec.positional) continue;
      std::string values = fish_values(spec);
      if (values != " -x") {
        if (values == " -r -F") values = " -F";
        out += concat("complete -c traveler", condition, values, '\n');
      }
      break;
    }
  }
  return out;
}

}  // namespace

std::vector<Page> completions() {
  return {{"completions/traveler.bash", bash()}, {"completions/_traveler", zsh()}, {"completions/traveler.fish", fish()}};
}

}  // namespace traveler::cmd::generate
