#include "errors.h"

#include "base/concat.h"
#include "format/json.h"
#include "format/objects.h"
#include "format/rules.h"
#include "render/table.h"
#include "render/width.h"

namespace traveler::cmd {
namespace {

Value position(int number) { return number > 0 ? Value(number) : Value(); }

}  // namespace

Value error_value(const Error& error) {
  Value body = Value::object();
  body.add("code", to_text(error.code()))
      .add("message", error.message())
      .add("hint", format::text_or_null(error.hint()))
      .add("subject", format::text_or_null(error.subject()))
      .add("blockers", format::blockers_value(error.blockers()))
      .add("file", format::text_or_null(error.file()))
      .add("line", position(error.line()))
      .add("column", position(error.column()));
  if (!error.findings().empty()) {
    Value findings = Value::list();
    for (const Finding& finding : error.findings()) findings.push(format::finding_value(finding));
    body.add("findings", std::move(findings));
  }
  return body;
}

namespace {

std::string place(const std::string& file, int line, int column) {
  if (file.empty()) return {};
  std::string out = concat(escape_for_terminal(file), ':');
  if (line > 0) out += concat(line, ':', column, ':');
  return out + ' ';
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

std::string describe_error(const Error& error, const ErrorStyle& style) {
  if (style.json) return format::to_json(Value::object().add("error", error_value(error))) + '\n';
  std::string out = "traveler: ";
  // The findings name their places themselves.
  if (error.findings().empty()) out += place(error.file(), error.line(), error.column());
  out += concat(styled(concat("error[", to_text(error.code()), ']'), Style::kBad, style.color), ": ",
                escape_for_terminal(error.message()), '\n');
  for (const Blocker& blocker : error.blockers()) {
    out += concat("  - ", escape_for_terminal(blocker.message),
                  styled(concat(" [", blocker.code, ']'), Style::kDim, style.color), '\n');
  }
  for (const Finding& finding : error.findings()) {
    out += concat("  ", finding_line(finding, style.color), '\n');
    if (!finding.hint.empty()) out += concat("    hint: ", escape_for_terminal(finding.hint), '\n');
  }
  if (!error.hint().empty()) out += concat("  hint: ", escape_for_terminal(error.hint()), '\n');
  return out;
}

}  // namespace traveler::cmd
