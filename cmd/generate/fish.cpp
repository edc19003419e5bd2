#include <algorithm>

#include "base/concat.h"
#include "generate/shells.h"
#include "global_options.h"
#include "invocation.h"
#include "traveler/operations.h"

namespace traveler::cmd::generate {
namespace {

std::string fish_values(const ArgumentSpec& spec) {
  if (!completed_kind(spec).empty())
    return concat(" -x -a '(traveler __complete ", completed_kind(spec), " (commandline -ct) 2>/dev/null)'");
  if (is_path(spec)) return " -r -F";
  if (!spec.choices.empty())
    return concat(" -x -a ", quoted(joined({spec.choices.begin(), spec.choices.end()})));
  return " -x";
}

std::string fish_option(const ArgumentSpec& spec, std::string_view condition) {
  std::string out = concat("complete -c traveler", condition, " -l ", option_name(spec).substr(2));
  if (spec.letter != 0) out += concat(" -s ", spec.letter);
  if (spec.type != ArgumentType::kFlag) out += fish_values(spec);
  return concat(out, " -d ", quoted(spec.help), '\n');
}

std::string at(const OperationSpec& operation) {
  const std::string name = typed_name(operation);
  return concat("__traveler_at ", std::count(name.begin(), name.end(), ' ') + 1, ' ', name);
}

/// Holds where `--format` takes what it takes everywhere: the candidates of all conditions add up.
std::string without_own_formats() {
  std::string out;
  for (const OperationSpec* operation : catalogue()) {
    if (!operation->formats.empty()) out += concat(out.empty() ? "not " : "; and not ", at(*operation));
  }
  return concat(" -n ", quoted(out));
}

}  // namespace

std::string fish_completion() {
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
  for (const ArgumentSpec& spec : global_arguments())
    out += fish_option(spec, spec.name == "format" ? without_own_formats() : "");
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
    const std::string condition = concat(" -n ", quoted(at(*operation)));
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

}  // namespace traveler::cmd::generate
