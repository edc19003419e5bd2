#include "traveler/procedures.h"

#include "format/rules.h"
#include "workshop.h"

namespace traveler::testing {
namespace {

constexpr std::string_view kSmall = R"(procedure: small
title: Small
parts: [P]
steps:
  - {id: cut, title: Cut, fields: [{id: note, title: Note, type: text}]}
  - {id: drill, title: Drill, after: [cut], fields: [{id: note, title: Note, type: text}]}
)";

ProcedureText text(std::string name, std::string_view content) {
  return {std::move(name), std::string(content)};
}
std::string replaced(std::string_view content, std::string_view from, std::string_view to) {
  std::string out(content);
  out.replace(out.find(from), from.size(), to);
  return out;
}

TEST_CASE("procedures: validation finds everything in every text, in order") {
  const std::vector<ProcedureText> texts{text("a.yaml", kSmall),
                                         text("b.yaml", replaced(kSmall, "[cut]", "[cat]")),
                                         text("c.json", "{\"procedure\": "), text("d", "titel: x\n")};
  const auto findings = validate(texts);
  REQUIRE(findings.size() == 4);
  CHECK(findings[0].empty());
  REQUIRE(findings[1].size() == 1);
  CHECK(findings[1][0].rule == "after.unknown");
  CHECK(findings[1][0].file == "b.yaml");
  CHECK(findings[1][0].line == 6);
  CHECK_FALSE(findings[2].empty());
  CHECK(findings[3].size() > 1);
}

TEST_CASE("procedures: the caller says what a rule is worth") {
  const std::vector<ProcedureText> texts{text("b.yaml", replaced(kSmall, "title: Drill", "titel: Drill"))};
  const auto rules = [](const std::vector<Finding>& list) {
    Texts out;
    for (const Finding& finding : list)
      out.push_back(finding.rule + ' ' + std::string(to_text(finding.severity)));
    return out;
  };
  const auto usual = rules(validate(texts)[0]);
  CHECK(std::find(usual.begin(), usual.end(), "key.unknown error") != usual.end());
  const auto milder = rules(validate(texts, {{{"key.unknown", "off"}, {"key.unknown", "note"}}, {}})[0]);
  CHECK(std::find(milder.begin(), milder.end(), "key.unknown note") != milder.end());
  CHECK_THROWS_AS(validate(texts, {{{"key.unknwon", "off"}}, {}}), Error);
  CHECK_THROWS_AS(validate(texts, {{{"key.unknown", "of"}}, {}}), Error);
}

TEST_CASE("procedures: a workspace knows parts and standard steps") {
  Workshop shop;
  const std::vector<ProcedureText> texts{text("a.yaml", kSmall)};
  CHECK(validate(texts)[0].empty());
  const auto unknown = validate(texts, {{}, shop.folder()});
  REQUIRE(unknown[0].size() == 1);
  CHECK(unknown[0][0].rule == "part.unknown");
  shop.add_part("P", "lot");
  CHECK(validate(texts, {{}, shop.folder()})[0].empty());
  CHECK_THROWS_AS(validate(texts, {{}, "/nowhere/at/all"}), Error);
}

TEST_CASE("procedures: two texts compare by meaning, a text with a revision too") {
  Workshop shop;
  shop.add_part("P", "lot");
  shop.make_procedure(kSmall);
  const ProcedureText stored = procedure_text(shop.workspace(), "small");
  CHECK(stored.name == "small@1");
  const Value same = diff(stored, text("small.yaml", kSmall));
  CHECK(same["a"].as_text() == "small@1");
  CHECK(same["b"].as_text() == "small.yaml");
  CHECK(same["equal"].as_bool());
  const Value other = diff(stored, text("small.yaml", replaced(kSmall, "title: Drill", "title: Bore")));
  REQUIRE(other["changes"].as_list().size() == 1);
  CHECK(other["changes"].as_list()[0]["step"].as_text() == "drill");
  CHECK_THROWS_AS(procedure_text(shop.workspace(), "large"), Error);
  CHECK_THROWS_AS(diff(stored, text("x.yaml", "a: 1")), Error);
}

TEST_CASE("procedures: steps are drawn, those of a run with their states") {
  BracketShop shop;
  shop.start({"R-1/kit"});
  CHECK(graph(text("small.yaml", kSmall), GraphFormat::kDot).starts_with("digraph"));
  CHECK(graph(text("small.yaml", kSmall), GraphFormat::kMermaid).find("flowchart") != std::string::npos);
  CHECK(graph_run(shop.workspace(), "R-1", GraphFormat::kSvg).find("<svg") != std::string::npos);
  const std::string drawn = graph_run(shop.workspace(), "R-1", GraphFormat::kDot);
  CHECK(drawn.find("R-1") != std::string::npos);
  CHECK(drawn != graph(procedure_text(shop.workspace(), "bracket"), GraphFormat::kDot));
  CHECK_THROWS_AS(graph_run(shop.workspace(), "R-9", GraphFormat::kDot), Error);
}

}  // namespace
}  // namespace traveler::testing
