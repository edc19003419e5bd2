#include "format/flow.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "format/flow_text.h"

using namespace traveler;

namespace {

using Node = FlowDiagram::Node;

Node node(const char* key, const char* number, const char* title, std::size_t parent = FlowDiagram::kTop) {
  Node out;
  out.key = key;
  out.number = number;
  out.title = title;
  out.parent = parent;
  return out;
}

/// A title with what any of the languages could take for its own.
constexpr const char* kNasty = "\"a\" <b> & [c] {d}; #e `f` \\N 100 %\n--> end\x01\xff";

FlowDiagram nasty() {
  FlowDiagram diagram;
  diagram.title = kNasty;
  diagram.nodes = {node("end", "1", kNasty), node("b", "2", "部品"), node("c", "2.1", "Weld", 1)};
  diagram.edges = {{0, 1}};
  return diagram;
}

FlowDiagram with_states() {
  FlowDiagram diagram;
  diagram.title = "R-1";
  diagram.nodes = {node("a", "1", "First"), node("b", "2", "Second"), node("c", "3", "Third")};
  diagram.nodes[0].state = StepState::kCompleted;
  diagram.nodes[1].state = StepState::kTodo;
  diagram.nodes[1].available = true;
  diagram.nodes[2].state = StepState::kCanceled;
  diagram.nodes[2].required = false;
  diagram.edges = {{0, 1}, {1, 2}};
  return diagram;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

/// Why `text` is not well-formed XML, as far as the writer could get it wrong; "" when it is.
std::string xml_fault(const std::string& text) {
  std::vector<std::string> open;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '&') {
      const std::size_t end = text.find(';', at);
      const std::string name = text.substr(at + 1, end - at - 1);
      if (name != "amp" && name != "lt" && name != "gt" && name != "quot") return "entity " + name;
      at = end + 1;
    } else if (text[at] != '<') {
      const auto byte = static_cast<unsigned char>(text[at++]);
      if (byte < 0x20 && byte != '\n') return "control character";
    } else {
      std::size_t end = at + 1;
      bool quoted = false;
      for (; end < text.size() && (quoted || text[end] != '>'); ++end) {
        if (text[end] == '"') quoted = !quoted;
        if (text[end] == '<') return "< in a tag";
      }
      const std::string tag = text.substr(at + 1, end - at - 1);
      at = end + 1;
      const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
      if (tag.starts_with('/')) {
        if (open.empty() || open.back() != tag.substr(1)) return "closes " + tag;
        open.pop_back();
      } else if (!tag.ends_with('/')) {
        open.push_back(name);
      }
    }
  }
  return open.empty() ? "" : "open " + open.back();
}

}  // namespace

TEST_CASE("flow text: what cannot be drawn is replaced, lines are wrapped and cut", "[format][flow]") {
  using format::drawable;
  using format::fitted;
  CHECK(drawable("a\nb\tc") == "a b c");
  CHECK(drawable("a\x01\xff\xe2\x80\xae") == "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(drawable("Ü 部 😀") == "Ü 部 😀");
  CHECK(fitted("short", 100'000, 1) == std::vector<std::string>{"short"});
  CHECK(fitted("", 1000, 2) == std::vector<std::string>{""});
  const auto lines = fitted("one two three four five six", 5000, 2);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "one two");
  CHECK(lines[1].ends_with("…"));
  for (const std::string& line : lines) CHECK(format::drawn_width(line) <= 5000);
  for (const std::string& line : fitted("部品部品部品部品", 3000, 9)) CHECK(line == "部品");
  CHECK(fitted("部品", 10, 2).size() == 2);
}

TEST_CASE("flow text: states have a mark and a word of their own", "[format][flow]") {
  for (std::size_t i = 0; i < kStepStates; ++i) {
    const auto& look = format::look_of(static_cast<StepState>(i));
    CHECK(look.word == to_text(static_cast<StepState>(i)));
    for (std::size_t j = 0; j < i; ++j) CHECK(look.mark != format::look_of(static_cast<StepState>(j)).mark);
  }
}

TEST_CASE("dot: texts are shown as they are", "[format][flow]") {
  const std::string text = format::to_dot(nasty());
  CHECK(has(text, R"("end" [label="1 end\n\"a\" <b> &amp; [c] {d}; #e `f`)"));
  CHECK(has(text, R"(\\N 100 %)"));
  CHECK_FALSE(has(text, "\x01"));
  // A quote that is not escaped always has a partner on its line.
  std::size_t quotes = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      ++quotes;
    } else if (text[i] == '\n') {
      CHECK(quotes % 2 == 0);
    }
  }
}

TEST_CASE("dot: a parent is a cluster that edges end at", "[format][flow]") {
  FlowDiagram diagram = nasty();
  diagram.nodes.push_back(node("d", "3", "After"));
  diagram.edges.push_back({1, 3});
  const std::string text = format::to_dot(diagram);
  CHECK(has(text, "subgraph \"cluster_b\" {"));
  CHECK(has(text, "\"end\" -> \"b\" [lhead=\"cluster_b\"];"));
  CHECK(has(text, "\"b/end\" -> \"d\" [ltail=\"cluster_b\"];"));
  CHECK(count(text, "{") == count(text, "}"));
}

TEST_CASE("dot: states, optional and available steps", "[format][flow]") {
  const std::string text = format::to_dot(with_states());
  CHECK(has(text, "✓ completed\", fillcolor=\"#dcfce7\""));
  CHECK(has(text, "○ todo, available\", fillcolor=\"#ffffff\", color=\"#6b7280\", penwidth=3"));
  CHECK(has(text, "optional\", style=\"filled,dashed\""));
  // Clusters inherit what they do not say.
  FlowDiagram nested = nasty();
  nested.nodes[1].available = true;
  nested.nodes[2].parent = 1;
  nested.nodes.push_back(node("d", "2.1.1", "Inner", 2));
  const std::string clusters = format::to_dot(nested);
  CHECK(has(clusters, "style=\"filled\", fillcolor=\"#f9fafb\", color=\"#374151\", penwidth=3]"));
  CHECK(has(clusters, "style=\"filled\", fillcolor=\"#f9fafb\", color=\"#374151\", penwidth=1]"));
}

TEST_CASE("mermaid: nothing in a text is read as the language", "[format][flow]") {
  const std::string text = format::to_mermaid(nasty());
  CHECK(has(text,
            "  s1[\"1 end<br>#34;a#34; #60;b#62; #38; #91;c#93; #123;d#125;#59; #35;e #96;f#96; #92;N 100 "
            "#37; #45;#45;#62; end\xEF\xBF\xBD\xEF\xBF\xBD\"]\n"));
  CHECK(has(text, "  subgraph s2[\"2 b<br>部品\"]\n    s3[\"2.1 c<br>Weld\"]\n  end\n"));
  CHECK(has(text, "  s1 --> s2\n"));
  CHECK(text.starts_with("---\ntitle: \"\\\"a\\\" <b>"));
  FlowDiagram list;
  list.nodes = {node("a-b", "1", "1. - -x style a:b")};
  CHECK(has(format::to_mermaid(list), "[\"1 a-b<br>1#46; #45; #45;x style a#58;b\"]"));
}

TEST_CASE("mermaid: states are classes", "[format][flow]") {
  const std::string text = format::to_mermaid(with_states());
  CHECK(has(text, "  class s1 completed\n"));
  CHECK(has(text, "  class s2 todo\n"));
  CHECK(has(text, "  class s2 available\n"));
  CHECK(has(text, "  class s3 optional\n"));
  CHECK_FALSE(has(text, "classDef failed"));
}

TEST_CASE("svg: well-formed, self-contained, with the whole title as tooltip", "[format][flow]") {
  for (const FlowDiagram& diagram : {nasty(), with_states(), FlowDiagram{}}) {
    const std::string text = format::to_svg(diagram);
    CHECK(xml_fault(text).empty());
    CHECK(has(text, "viewBox=\"0 0 "));
    CHECK_FALSE(has(text, "<script"));
    CHECK(count(text, "http") == 1);  // the namespace
    CHECK(count(text, "<g><title>") == diagram.nodes.size());
  }
  const std::string text = format::to_svg(nasty());
  CHECK(has(text, "<title>1 end: &quot;a&quot; &lt;b&gt; &amp; [c] {d}; #e `f` \\N 100 % --&gt; end"));
  FlowDiagram diagram;
  diagram.nodes = {node("a", "1", "")};
  for (int i = 0; i < 60; ++i) diagram.nodes[0].title += "word ";
  CHECK(has(format::to_svg(diagram), "…</text>"));
}

TEST_CASE("a long word is broken in time", "[format][flow]") {
  // Measuring all of the rest for each line would take minutes.
  CHECK(format::fitted(std::string(2'000'000, 'W'), 20'000, 1'000'000).size() == 100'000);
}

TEST_CASE("svg: states by colour, mark and word, and a legend only then", "[format][flow]") {
  const std::string text = format::to_svg(with_states());
  CHECK(count(text, "✓ completed</text>") == 2);  // the step and the legend
  CHECK(count(text, "fill=\"#dcfce7\"") == 2);
  CHECK(has(text, "stroke-width=\"3.5\""));
  CHECK(has(text, "stroke-dasharray"));
  CHECK(has(text, "line-through"));
  CHECK(has(text, "can be worked on"));
  CHECK_FALSE(has(text, "✗ failed"));
  CHECK_FALSE(has(format::to_svg(nasty()), "can be worked on"));
}
