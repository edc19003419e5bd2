#include "check.h"

#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "format/json.h"
#include "format/material_document.h"
#include "format/procedure_document.h"
#include "format/validation.h"

namespace traveler {

namespace {

using format::Document;
using format::Syntax;

[[noreturn]] void fail(std::string_view promise, std::string_view detail) {
  std::cerr << "broken promise: " << promise << "\n" << detail << std::endl;
  std::abort();
}

std::string describe(const Finding& finding) {
  return finding.rule + " at " + std::to_string(finding.line) + ":" + std::to_string(finding.column) +
         " to " + std::to_string(finding.end_line) + ":" + std::to_string(finding.end_column) + " " +
         finding.path + ": " + finding.message;
}

/// The code points of each line, without its line end.
std::vector<int> line_lengths(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<int> lengths(1, 0);
  for (const char c : text) {
    if (c == '\n') {
      lengths.push_back(0);
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++lengths.back();
    }
  }
  return lengths;
}

bool lies_within(int line, int column, const std::vector<int>& lengths) {
  if (line < 1 || column < 1 || static_cast<std::size_t>(line) > lengths.size()) return false;
  return column <= lengths[static_cast<std::size_t>(line) - 1] + 1;
}

void check_findings(const Document& document, std::string_view text, bool accepted) {
  if (accepted != document.ok()) {
    fail(accepted ? "what is accepted has no error" : "what is refused has an error", text);
  }
  if (document.findings.empty()) return;
  const std::vector<int> lengths = line_lengths(text);
  for (const Finding& f : document.findings) {
    if (f.rule.empty() || f.message.empty()) fail("a finding has a rule and a message", describe(f));
    if (!lies_within(f.line, f.column, lengths)) fail("a finding begins within the text", describe(f));
    if (!lies_within(f.end_line, f.end_column, lengths)) fail("a finding ends within the text", describe(f));
    if (f.end_line < f.line || (f.end_line == f.line && f.end_column < f.column)) {
      fail("a finding ends after it begins", describe(f));
    }
    for (const std::string_view part : {f.message, f.path, f.hint}) {
      if (invalid_utf8(part)) fail("a finding is UTF-8", describe(f));
    }
  }
}

template <class Decode>
void check_written(std::string_view written, Syntax syntax, const std::string& expected, Decode decode) {
  Document document = format::read_document("x", written, syntax);
  const auto again = decode(document);
  if (!again) {
    const std::string why = document.findings.empty() ? "" : describe(document.findings.front());
    fail("what was written reads back", why + "\n" + std::string(written));
  }
  const std::string canonical = format::to_canonical_json(format::to_value(*again));
  if (canonical != expected) {
    fail("what was written reads back to the same",
         expected + "\n" + std::string(written) + "\n" + canonical);
  }
}

template <class Decode>
bool check_definition(Document& document, Decode decode) {
  const auto definition = decode(document);
  if (!definition) return false;
  const Value value = format::to_value(*definition);
  const std::string canonical = format::to_canonical_json(value);
  check_written(canonical, Syntax::kJson, canonical, decode);
  check_written(format::to_yaml(value), Syntax::kYaml, canonical, decode);
  return true;
}

}  // namespace

/// What `procedure validate` does around the reading.
void check_settled(std::string_view text, Syntax syntax) {
  format::CheckedDocument checked =
      format::check_document(syntax == Syntax::kJson ? "x.json" : "x.yaml", std::string(text));
  format::settle(checked, {});
  const std::vector<int> lengths = line_lengths(text);
  for (const Finding& f : checked.findings) {
    if (!lies_within(f.line, f.column, lengths))
      fail("a settled finding begins within the text", describe(f));
    if (!checked.lines.contains(f.line)) fail("a settled finding has its line", describe(f));
  }
}

void check_document(std::string_view text, Syntax syntax) {
  check_settled(text, syntax);
  Document document = format::read_document("x", text, syntax);
  const auto has = [&](std::string_view key) { return document.root.find(key) != nullptr; };
  bool accepted = false;
  if (format::is_standard_step(document)) {
    accepted = check_definition(document, format::decode_standard_step);
  } else if (has("runs")) {
    accepted = format::decode_runs(document).has_value();
  } else if (has("inventory")) {
    accepted = format::decode_receipts(document).has_value();
  } else if (has("parts") && !has("procedure") && !has("steps")) {
    accepted = format::decode_parts(document).has_value();
  } else if (has("values")) {
    accepted = format::decode_values(document).has_value();
  } else {
    accepted = check_definition(document, format::decode_procedure);
  }
  check_findings(document, text, accepted);
}

}  // namespace traveler
