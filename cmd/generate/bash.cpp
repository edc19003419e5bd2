#include "base/concat.h"
#include "generate/shells.h"
#include "global_options.h"
#include "invocation.h"
#include "traveler/operations.h"

namespace traveler::cmd::generate {
namespace {

/// What the value of an argument can be, for the shell functions: `id:run`, `path`, `words:a b`.
std::string value_kind(const ArgumentSpec& spec) {
  if (!completed_kind(spec).empty()) return concat("id:", completed_kind(spec));
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

}  // namespace

std::string bash_completion() {
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
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word noun='' verb='' i\n"
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
                "    mapfile -t COMPREPLY < <(compgen -W \"",
                joined(top_level_names()),
                "\" -- \"$cur\")\n"
                "    return\n"
                "  fi\n"
                "  local verbs='' options=\"",
                option_words(global_arguments()),
                "\" values='' positional=none\n"
                "  case \"$noun\" in\n");
  for (const std::string_view noun : top_level_names()) {
    if (const auto verbs = verbs_of(noun); !verbs.empty()) {
      out += concat("    ", noun, ") verbs=\"", joined(verbs), "\" ;;\n");
    } else {
      out += concat("    ", noun, ") verb='' ;;\n");
    }
  }
  out +=
      "  esac\n"
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
    out += concat("    \"", typed_name(*operation), "\") options+=\" ", option_words(options),
                  "\" positional=\"", positional, "\" ;;\n");
  }
  out +=
      "  esac\n"
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
  out +=
      "  esac\n"
      "  if [[ -n $values ]]; then _traveler_values \"$values\" \"$cur\"\n"
      "  elif [[ $cur == -* ]]; then mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
      "  else _traveler_values \"$positional\" \"$cur\"\n"
      "  fi\n"
      "}\n"
      "\n"
      "complete -o filenames -o bashdefault -F _traveler traveler\n";
  return out;
}

}  // namespace traveler::cmd::generate
