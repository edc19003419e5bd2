#include "errors.h"

#include <map>

#include "base/concat.h"
#include "format/json.h"
#include "format/objects.h"
#include "format/rules.h"
#include "render/batch.h"
#include "render/table.h"
#include "render/width.h"
#include "spelling.h"

namespace traveler::cmd {
namespace {

std::string place(const std::string& file, int line, int column) {
  if (file.empty()) return {};
  std::string out = concat(escape_for_terminal(file), ':');
  if (line > 0) out += concat(line, ':', column, ':');
  return out + ' ';
}

/// A message that begins with a run, `R-4: Torque has no value`, or with a step, `R-4/kit is todo`.
struct Told {
  std::string_view run;
  std::string_view rest;  ///< without the run
};

Told told_of(std::string_view message) {
  const std::size_t end = message.find_first_not_of("0123456789", message.starts_with("R-") ? 2 : 0);
  if (!message.starts_with("R-") || end == 2 || end == std::string_view::npos) return {{}, message};
  const std::string_view run = message.substr(0, end);
  if (message.substr(end).starts_with(": ")) return {run, message.substr(end + 2)};
  if (message[end] == '/') return {run, message.substr(end + 1)};
  return {{}, message};
}

/// One line a blocker; what several runs have in common is one line.
std::string blocker_lines(const std::vector<Blocker>& blockers, bool color) {
  struct Line {
    const Blocker* first;
    std::string_view rest;
    std::vector<std::string> runs;
  };
  std::vector<Line> lines;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> known;
  for (const Blocker& blocker : blockers) {
    const Told told = told_of(blocker.message);
    const auto [it, is_new] = known.try_emplace({blocker.code, told.rest}, lines.size());
    if (is_new || told.run.empty()) lines.push_back({&blocker, told.rest, {}});
    if (!told.run.empty()) lines[it->second].runs.emplace_back(told.run);
  }
  std::string out;
  for (const Line& line : lines) {
    const std::string text =
        line.runs.size() > 1 ? concat(id_ranges(line.runs), ": ", line.rest) : line.first->message;
    out += concat("  - ", escape_for_terminal(text),
                  styled(concat(" [", line.first->code, ']'), Style::kDim, color), '\n');
  }
  return out;
}

Style style_of(Severity severity) {
  return severity == Severity::kError     ? Style::kBad
         : severity == Severity::kWarning ? Style::kWarn
                                          : Style::kDim;
}

}  // namespace

std::string finding_line(const Finding& finding, bool color) {
  return concat(
      place(finding.file, finding.line, finding.column),
      styled(concat(to_text(finding.severity), '[', finding.rule, ']'), style_of(finding.severity), color),
      ": ", escape_for_terminal(finding.message));
}

std::string describe_error(const Error& of_library, const ErrorStyle& style) {
  const Error error = spelled(of_library);
  if (style.json) return format::to_json(Value::object().add("error", format::error_value(error))) + '\n';
  std::string out = "traveler: ";
  // The findings name their places themselves.
  if (error.findings().empty()) out += place(error.file(), error.line(), error.column());
  out += concat(styled(concat("error[", to_text(error.code()), ']'), Style::kBad, style.color), ": ",
                escape_for_terminal(error.message()), '\n');
  out += blocker_lines(error.blockers(), style.color);
  for (const Finding& finding : error.findings()) {
    out += concat("  ", finding_line(finding, style.color), '\n');
    if (!finding.hint.empty()) out += concat("    hint: ", escape_for_terminal(finding.hint), '\n');
  }
  if (!error.hint().empty()) out += concat("  hint: ", escape_for_terminal(error.hint()), '\n');
  return out;
}

}  // namespace traveler::cmd
