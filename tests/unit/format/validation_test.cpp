#include "format/validation.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/concat.h"
#include "format/rules.h"

namespace traveler::format {
namespace {

constexpr std::string_view kHead = "procedure: a\ntitle: A\nsteps:\n  - id: one\n    title: One\n";

CheckedDocument checked(const std::string& rest, const SeveritySettings& settings = {}) {
  CheckedDocument document = check_document("a.yaml", concat(kHead, rest));
  settle(document, settings);
  return document;
}

std::vector<std::string> found(const CheckedDocument& document) {
  std::vector<std::string> out;
  for (const Finding& f : document.findings) {
    out.push_back(concat(f.line, ':', f.column, ' ', to_text(f.severity), ' ', f.rule));
  }
  return out;
}

using Expected = std::vector<std::string>;

TEST_CASE("rules: ids are distinct and explained") {
  std::set<std::string_view> ids;
  for (const Rule& rule : rules()) {
    INFO(rule.id);
    CHECK(ids.insert(rule.id).second);
    CHECK(rule.explanation.size() > 20);
    CHECK(rule.explanation.ends_with('.'));
    CHECK(find_rule(rule.id) == &rule);
  }
  CHECK(find_rule("no.rule") == nullptr);
}

TEST_CASE("a comment silences its rule on its line") {
  CHECK(found(checked("    foo: 1  # traveler: ignore key.unknown\n    fields: [{id: x, type: text}]\n"))
            .empty());
  // Only that rule, and only on that line.
  CHECK(found(checked("    foo: 1  # traveler: ignore type.wrong\n    fields: [{id: x, type: text}]\n")) ==
        Expected{"6:5 error key.unknown", "6:32 warning ignore.unused"});
  CHECK(
      found(checked("    # traveler: ignore key.unknown\n    foo: 1\n    fields: [{id: x, type: text}]\n")) ==
      Expected{"6:24 warning ignore.unused", "7:5 error key.unknown"});
}

TEST_CASE("a comment may name several rules, each of which has to be there") {
  CHECK(found(checked(
                  "    fields: [{id: x, type: no, foo: 1}] # traveler: ignore key.unknown, value.invalid\n"))
            .empty());
  CHECK(found(checked(
            "    fields: [{id: x, type: text, foo: 1}] # traveler: ignore key.unknown, value.invalid\n")) ==
        Expected{"6:75 warning ignore.unused"});
}

TEST_CASE("a comment that names no rule, or one that cannot be ignored, is reported") {
  CHECK(found(checked("    fields: [{id: x, type: text}] # traveler: ignore\n")) ==
        Expected{"6:47 warning ignore.unknown"});
  CHECK(found(checked("    fields: [{id: x, type: text}] # traveler: ignore key.unknwn\n")) ==
        Expected{"6:54 warning ignore.unknown"});
  CHECK(checked("    fields: [{id: x, type: text}] # traveler: ignore key.unknwn\n").findings.front().hint ==
        "did you mean \"key.unknown\"?");
  CHECK(found(checked("    fields: [{id: x, type: text}] # traveler: ignore syntax\n")) ==
        Expected{"6:54 warning ignore.unknown"});
}

TEST_CASE("what looks like such a comment within a text is none") {
  for (const std::string_view text :
       {"    instructions: \"a # traveler: ignore key.unknown\"\n",
        "    instructions: a#traveler:ignore foo\n",
        "    instructions: |\n      # traveler: ignore key.unknown\n",
        "    instructions: x # see traveler: ignore it\n", "    instructions: x # traveler: ignored\n"}) {
    INFO(text);
    CHECK(found(checked(concat(text, "    fields: [{id: x, type: text}]\n"))).empty());
  }
  // A comment may follow the sign of a block of text.
  CHECK(found(checked("    fields: [{id: x, type: text}]\n    instructions: | # traveler: ignore "
                      "key.unknown\n      x\n")) == Expected{"7:40 warning ignore.unused"});
}

TEST_CASE("settings change severities, but not whether a text can be read") {
  SeveritySettings settings;
  CHECK(settings.set("key.unknown", "warning").empty());
  CHECK(settings.set("step.bare", "off").empty());
  CHECK(found(checked("    foo: 1\n", settings)) == Expected{"6:5 warning key.unknown"});
  CHECK(settings.set("step.bare", "error").empty());
  CHECK(found(checked("", settings)) == Expected{"4:5 error step.bare"});
  CHECK_FALSE(settings.set("no.rule", "off").empty());
  CHECK_FALSE(settings.set("step.bare", "fatal").empty());
  for (const char* level : {"off", "note", "warning"}) CHECK_FALSE(settings.set("syntax", level).empty());
  CHECK(settings.set("syntax", "error").empty());
}

TEST_CASE("settings are read from a document, with findings") {
  Document good = read_document(".traveler.yaml", "rules:\n  step.bare: off\n  key.unknown: warning\n");
  const SeveritySettings settings = decode_severity_settings(good);
  CHECK(good.ok());
  CHECK(found(checked("    foo: 1\n", settings)) == Expected{"6:5 warning key.unknown"});

  Document bad = read_document(".traveler.yaml",
                               "rules:\n  step.bar: off\n  step.bare: never\n  syntax: off\nrule: {}\n");
  decode_severity_settings(bad);
  std::vector<std::string> places;
  for (const Finding& f : bad.findings) places.push_back(concat(f.line, ':', f.column, ' ', f.rule));
  CHECK(places == Expected{"2:3 key.unknown", "3:14 value.invalid", "4:11 value.invalid", "5:1 key.unknown"});

  Document empty = read_document(".traveler.yaml", "# nothing yet\n");
  decode_severity_settings(empty);
  CHECK(empty.ok());
}

TEST_CASE("a settled document keeps the lines of its findings") {
  const CheckedDocument document = checked("    foo: 1\r\n    fields: [{id: x, type: text}]\n");
  REQUIRE(document.lines.size() == 1);
  CHECK(document.lines.at(6) == "    foo: 1");
  CHECK(document.text.empty());
}

}  // namespace
}  // namespace traveler::format
