#include "help.h"

#include <algorithm>
#include <vector>

#include "base/concat.h"
#include "base/embedded.h"
#include "global_options.h"
#include "invocation.h"
#include "render/show.h"

namespace traveler::cmd {
namespace examples {
std::span<const EmbeddedFile> embedded_files();
}

namespace {

constexpr NamedText kExitCodes[] = {
    {"0", "done"},
    {"1", "it ran and the answer is no: findings, differences, blockers, damage found"},
    {"2", "the request cannot be understood: usage, or an invalid document"},
    {"3", "workspace or object not found"},
    {"4", "refused by a rule: state, gate, permission, lock"},
    {"5", "conflict: stale revision, idempotency mismatch, busy past the timeout"},
    {"6", "storage: unreadable, not a workspace, newer schema, corrupt, disk full; nothing was written"},
    {"7", "outcome unknown: the change may or may not have happened"},
    {"70", "a bug in traveler"},
    {"130, 141", "interrupted; the reader of the output went away"},
};
constexpr NamedText kEnvironment[] = {
    {"TRAVELER_WORKSPACE", "the workspace, when --workspace is not given"},
    {"TRAVELER_SAFE_WORKSPACES",
     "workspaces that are trusted although others than their users can write there; `:` between the paths"},
    {"TRAVELER_ACTOR", "the user to act for, when --as is not given"},
    {"NO_COLOR", "when set, no colour"},
    {"COLUMNS", "the width of tables on a terminal"},
};

std::string table_of(const std::vector<Row>& rows, const View& view) {
  // Help is text: it is wrapped in its second column, never cut.
  std::size_t width = 0;
  for (const Row& row : rows) {
    if (row[0].text.size() <= 26) width = std::max(width, row[0].text.size());
  }
  std::string out;
  for (const Row& row : rows) {
    const std::string& term = row[0].text;
    std::string text = wrapped(row[1].text, width + 4, view);
    out += concat("  ", styled(term, row[0].style, view.color));
    if (term.size() > width) {
      out += concat('\n', text);
    } else {
      out += concat(std::string(width + 2 - term.size(), ' '), text.substr(std::min(width + 4, text.size())));
      if (row[1].text.empty()) out += '\n';
    }
  }
  return out;
}

std::string sentence(std::string_view text) {
  std::string out = concat(text, '.');
  if (out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

std::string help_text(const ArgumentSpec& argument) {
  return concat(full_help(argument), argument.required && !argument.positional ? " (needed)" : "");
}

void add_arguments(std::vector<Row>& rows, std::span<const ArgumentSpec> arguments, bool positional) {
  for (const ArgumentSpec& argument : arguments) {
    if (argument.positional == positional) {
      rows.push_back({Cell(option_term(argument), Style::kBold), Cell(help_text(argument))});
    }
  }
}

std::string section(std::string_view title, const std::vector<Row>& rows, const View& view) {
  return rows.empty() ? std::string{} : heading(title, view) + table_of(rows, view);
}

}  // namespace

std::span<const NamedText> exit_codes() { return kExitCodes; }
std::span<const NamedText> environment_variables() { return kEnvironment; }

std::string_view examples_of(std::string_view operation) {
  for (const EmbeddedFile& file : examples::embedded_files()) {
    if (file.name.ends_with(".txt") && file.name.substr(0, file.name.size() - 4) == operation)
      return file.text;
  }
  return {};
}

std::string option_term(const ArgumentSpec& argument) {
  if (argument.positional) return concat(metavar(argument), argument.many ? "..." : "");
  const std::string value = argument.type == ArgumentType::kFlag ? "" : concat(' ', metavar(argument));
  const std::string letter = argument.letter == 0 ? "" : concat('-', argument.letter, ", ");
  return concat(letter, option_name(argument), value);
}

std::string usage_line(const OperationSpec& operation) {
  std::string out = concat("traveler ", typed_name(operation));
  for (const ArgumentSpec& argument : operation.arguments) {
    const std::string term =
        argument.positional ? metavar(argument) : concat(option_name(argument), ' ', metavar(argument));
    if (argument.positional) {
      const std::string many = concat(term, argument.many ? "..." : "");
      out += concat(' ', argument.required ? many : concat('[', many, ']'));
    } else if (argument.required) {
      out += concat(' ', term);
    }
  }
  return out + " [OPTION...]";
}

std::string help_of_operation(const OperationSpec& operation, const View& view) {
  std::string out =
      concat("Usage: ", usage_line(operation), "\n\n", wrapped(sentence(operation.summary), 0, view));
  if (!operation.description.empty()) out += concat('\n', wrapped(operation.description, 0, view));
  std::vector<Row> rows;
  add_arguments(rows, operation.arguments, true);
  out += section("Arguments", rows, view);
  rows.clear();
  add_arguments(rows, operation.arguments, false);
  if (operation.lists) add_arguments(rows, list_arguments(), false);
  if (operation.lists)
    rows.push_back({Cell("--COLUMN VALUE", Style::kBold),
                    Cell("only rows with that value; `--fields help` lists the columns")});
  out += section("Options", rows, view);
  rows.clear();
  std::vector<ArgumentSpec> globals(global_arguments().begin(), global_arguments().end());
  for (ArgumentSpec& global : globals) {
    if (global.name == "format") global = format_option(operation);
  }
  const auto formats = formats_of(operation);
  if (std::find(formats.begin(), formats.end(), "json") == formats.end())
    std::erase_if(globals, [](const ArgumentSpec& global) { return global.name == "json"; });
  add_arguments(rows, globals, false);
  out += section("Global options", rows, view);
  if (const std::string_view examples = examples_of(operation.name); !examples.empty()) {
    out += concat(heading("Examples", view), wrapped(examples, 2, View{std::nullopt, view.color}));
  }
  return out;
}

std::string help_of_noun(std::string_view noun, const View& view) {
  std::vector<Row> rows;
  for (const std::string_view verb : verbs_of(noun)) {
    const OperationSpec* operation = find_operation(concat(noun, '.', verb));
    rows.push_back({Cell(std::string(verb), Style::kBold), Cell(std::string(operation->summary))});
  }
  return concat("Usage: traveler ", noun, " VERB [OPTION...]\n", section("Verbs", rows, view),
                "\n`traveler help ", noun, " VERB` tells more.\n");
}

std::string help_overview(const View& view) {
  std::vector<Row> commands;
  for (const std::string_view name : top_level_names()) {
    const OperationSpec* alone = find_operation(name);
    std::string text = alone == nullptr ? std::string{} : std::string(alone->summary);
    if (alone == nullptr) {
      for (const std::string_view verb : verbs_of(name)) text += concat(text.empty() ? "" : ", ", verb);
    }
    commands.push_back({Cell(std::string(name), Style::kBold), Cell(std::move(text))});
  }
  std::vector<Row> globals;
  add_arguments(globals, global_arguments(), false);
  const auto named = [&](std::string_view title, std::span<const NamedText> items) {
    std::vector<Row> rows;
    for (const NamedText& item : items)
      rows.push_back({Cell(std::string(item.name), Style::kBold), Cell(std::string(item.text))});
    return section(title, rows, view);
  };
  return concat("Usage: traveler [OPTION...] NOUN VERB [ID...] [OPTION...]\n\n",
                "Manufacturing travelers as files, runs and an auditable history.\n",
                section("Commands", commands, view), section("Global options", globals, view),
                named("Environment", environment_variables()), named("Exit codes", exit_codes()),
                "\n`traveler help NOUN` and `traveler help NOUN VERB` tell more.\n");
}

}  // namespace traveler::cmd
