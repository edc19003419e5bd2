#include <algorithm>

#include "base/concat.h"
#include "base/text.h"
#include "format/rules.h"
#include "generate/pages.h"
#include "global_options.h"
#include "help.h"
#include "traveler/error.h"
#include "traveler/operations.h"

namespace traveler::cmd::generate {
namespace {

// Fixed: pages are the same for everybody who builds the same source.
constexpr std::string_view kDate = "November 22, 2026";

/// Text for the body of a page: macros, escapes and hyphens of options lose their meaning.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '`')
      out += "\\(ga";
    else
      out += c;
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

/// An argument of a macro, quoted where it has blanks or could be one itself.
std::string argument(std::string_view text) {
  std::string out;
  for (const char c : escaped(text)) {
    if (c == '"') out += '"';
    out += c;
  }
  return concat('"', out, '"');
}

/// Paragraph text with each sentence on a line of its own, as mdoc wants it.
std::string sentences(std::string_view text) {
  std::string out;
  std::size_t start = 0;
  while (start < text.size()) {
    std::size_t end = text.find(". ", start);
    end = end == std::string_view::npos ? text.size() : end + 1;
    out += escaped(text.substr(start, end - start)) + '\n';
    start = std::min(text.find_first_not_of(' ', end), text.size());
  }
  return out;
}

/// Text of several paragraphs.
std::string paragraphs(std::string_view text) {
  std::string out;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find("\n\n", start), text.size());
    out += (out.empty() ? "" : ".Pp\n") + sentences(text.substr(start, end - start));
    start = end + 2;
  }
  return out;
}

std::string capitalized(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

std::string page_name(const OperationSpec& operation) {
  std::string name = concat("traveler-", operation.name);
  std::replace(name.begin(), name.end(), '.', '-');
  return name;
}

std::string head(std::string_view name, std::string_view summary, int section = 1) {
  std::string title(name);
  std::transform(title.begin(), title.end(), title.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return concat(".Dd ", kDate, "\n.Dt ", title, ' ', section, "\n.Os\n.Sh NAME\n.Nm ", name, "\n.Nd ",
                escaped(summary), '\n');
}

std::string option_item(const ArgumentSpec& spec) {
  std::string out = ".It ";
  if (spec.letter != 0) out += concat("Fl ", spec.letter, " , ");
  out += concat("Fl ", escaped(option_name(spec).substr(1)));
  if (spec.type != ArgumentType::kFlag) out += concat(" Ar ", argument(metavar(spec)));
  out += '\n';
  return out + sentences(concat(capitalized(full_help(spec)), '.'));
}

std::string options(std::span<const ArgumentSpec> specs) {
  std::string items;
  for (const ArgumentSpec& spec : specs) {
    if (!spec.positional) items += option_item(spec);
  }
  return items.empty() ? items : concat(".Bl -tag -width Ds\n", items, ".El\n");
}

std::string positionals(std::span<const ArgumentSpec> specs) {
  std::string items;
  for (const ArgumentSpec& spec : specs) {
    if (!spec.positional) continue;
    items += concat(".It Ar ", argument(metavar(spec)), spec.many ? " ...\n" : "\n",
                    sentences(concat(capitalized(full_help(spec)), '.')));
  }
  return items.empty() ? items : concat(".Bl -tag -width Ds\n", items, ".El\n");
}

std::string synopsis(const OperationSpec& operation) {
  std::string out = concat(".Sh SYNOPSIS\n.Nm traveler\n.Cm ", typed_name(operation), '\n');
  for (const ArgumentSpec& spec : operation.arguments) {
    const std::string value = argument(metavar(spec));
    if (spec.positional) {
      out += concat(spec.required ? ".Ar " : ".Op Ar ", value, spec.many ? " ...\n" : "\n");
    } else if (spec.type == ArgumentType::kFlag) {
      out += concat(".Op Fl ", escaped(option_name(spec).substr(1)), '\n');
    } else {
      out += concat(spec.required ? ".Fl " : ".Op Fl ", escaped(option_name(spec).substr(1)), " Ar ", value,
                    '\n');
    }
  }
  return out + ".Op Ar global options\n";
}

std::string literal(std::string_view text) {
  std::string out = ".Bd -literal\n";
  while (text.ends_with('\n')) text.remove_suffix(1);
  for (const std::string_view line : split(text, '\n')) out += escaped(line) + '\n';
  return out + ".Ed\n";
}

std::string operation_page(const OperationSpec& operation) {
  std::string out = head(page_name(operation), operation.summary) + synopsis(operation) + ".Sh DESCRIPTION\n";
  out += sentences(concat(capitalized(operation.summary), '.'));
  if (!operation.description.empty()) out += ".Pp\n" + paragraphs(operation.description);
  if (const std::string items = positionals(operation.arguments); !items.empty()) {
    out += concat(".Pp\nThe arguments are:\n", items);
  }
  std::string own = options(operation.arguments);
  if (!own.empty()) out += concat(".Pp\nThe options are:\n", own);
  if (!operation.formats.empty()) {
    const ArgumentSpec format = format_option(operation);
    out += concat(".Pp\nOf the global options:\n", options({&format, 1}));
  }
  if (operation.lists) out += concat(".Pp\nAs for every list:\n", options(list_arguments()));
  if (operation.lists) {
    out +=
        ".Pp\nEvery column can be a filter:\n.Fl \\-column Ar VALUE\nkeeps the rows with that value.\n"
        ".Fl \\-fields Cm help\nlists the columns.\n";
  }
  out +=
      ".Pp\nThe global options are described in\n.Xr traveler 1 .\n.Sh EXIT STATUS\nSee\n.Xr traveler 1 .\n";
  if (const std::string_view examples = examples_of(operation.name); !examples.empty()) {
    out += ".Sh EXAMPLES\n" + literal(examples);
  }
  return out + ".Sh SEE ALSO\n.Xr traveler 1\n";
}

std::string named_list(std::span<const NamedText> items, std::string_view macro) {
  std::string out = ".Bl -tag -width TRAVELER_WORKSPACE\n";
  for (const NamedText& item : items) {
    out += concat(".It ", macro, argument(item.name), '\n', sentences(concat(capitalized(item.text), '.')));
  }
  return out + ".El\n";
}

std::string error_codes() {
  std::string out =
      "Errors have a code, which belongs to one exit status:\n.Bl -column \"workspace.not_found\" \"exit\"\n";
  for (int i = 0; i <= static_cast<int>(ErrorCode::kInternal); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    out += concat(".It ", to_text(code), " Ta ", exit_code(code), '\n');
  }
  return out + ".El\n";
}

std::string main_page() {
  std::string out = head("traveler", "manufacturing travelers as files, runs and an auditable history");
  out += ".Sh SYNOPSIS\n.Nm\n.Op Ar global options\n.Ar noun\n.Ar verb\n.Op Ar id ...\n.Op Ar options\n";
  out +=
      ".Sh DESCRIPTION\nA traveler is the document that follows a part through the shop.\n"
      "Engineers keep procedures as YAML or JSON files;\n.Nm\nruns them against parts, and a workspace holds "
      "what "
      "happened: who did which step, with which readings, and when.\n"
      "Every change is one entry of an append\\-only history.\n.Pp\nThe commands are:\n.Bl -tag -width Ds\n";
  for (const OperationSpec* operation : catalogue()) {
    out += concat(".It Cm ", typed_name(*operation), '\n',
                  sentences(concat(capitalized(operation->summary), '.')), "See\n.Xr ", page_name(*operation),
                  " 1 .\n");
  }
  out += ".El\n.Pp\nThe global options may stand before, between and behind noun and verb:\n" +
         options(global_arguments());
  out +=
      ".Pp\nData goes to standard output, everything else to standard error.\n"
      "Tables fit the terminal; piped, they are not cut and have no colour.\n"
      "With\n.Fl \\-format Cm json\nand\n.Cm ndjson\nerrors are JSON objects too.\n";
  out += ".Sh ENVIRONMENT\n" + named_list(environment_variables(), "Ev ");
  out +=
      ".Sh FILES\n.Bl -tag -width Ds\n.It Pa .traveler/\nThe workspace: a folder with the database.\n"
      "It is looked for in the current folder and those above, not past a file system boundary.\n.El\n";
  out += ".Sh EXIT STATUS\n" + named_list(exit_codes(), "") + ".Pp\n" + error_codes();
  out +=
      ".Sh EXAMPLES\n" +
      literal(
          "traveler init\ntraveler part add BRKT-ASSY-001 --name \"Bracket assembly\" --tracking serial\n"
          "traveler procedure add bracket-assembly.proc.yaml\ntraveler procedure release bracket-assembly\n"
          "traveler run create --part BRKT-ASSY-001 --procedure auto --serial auto\ntraveler step next R-1\n"
          "traveler step start R-1/torque\ntraveler step complete R-1/torque --set nm=10.1");
  return out;
}

std::string rules_page() {
  std::string out = head("traveler-rules", "what procedure documents are checked for", 7);
  out +=
      ".Sh DESCRIPTION\n"
      ".Xr traveler-procedure-validate 1\nholds procedures and standard steps to these rules, and\n"
      ".Xr traveler-procedure-add 1\nadds no document that breaks one whose severity is error here.\n"
      ".Pp\nSeverities can be set for a validation by\n.Pa .traveler.yaml\nin the folder of the file or one "
      "above it, within the checkout:\n" +
      literal("rules:\n  step.bare: off\n  field.required_on_optional: error") +
      "and for one command by\n.Fl \\-severity Ar RULE=LEVEL .\nA comment at the end of a line silences a "
      "rule there:\n" +
      literal("  - {id: wait, title: Wait an hour}  # traveler: ignore step.bare") +
      "Rules about whether a text can be read at all are always errors and cannot be silenced.\n";
  out += ".Bl -tag -width Ds\n";
  for (const format::Rule& rule : format::rules()) {
    out += concat(".It Sy ", argument(rule.id), " Pq ", to_text(rule.severity), '\n',
                  sentences(rule.explanation));
  }
  return out + ".El\n.Sh SEE ALSO\n.Xr traveler-procedure-validate 1\n";
}

}  // namespace

std::vector<Page> manual_pages() {
  std::vector<Page> pages{{"man/traveler.1", main_page()}, {"man/traveler-rules.7", rules_page()}};
  for (const OperationSpec* operation : catalogue()) {
    pages.emplace_back(concat("man/", page_name(*operation), ".1"), operation_page(*operation));
  }
  return pages;
}

}  // namespace traveler::cmd::generate
