#include "render/procedure_diff.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "../model/random_seed.h"
#include "harness.h"
#include "render/line_diff.h"

using namespace traveler;
using namespace traveler::cmd;
using namespace traveler::testing;

namespace {

std::string marked(std::string_view a, std::string_view b) {
  std::string out;
  for (const DiffLine& line : diff_lines(a, b)) out += line.mark + std::string(line.line) + '|';
  return out;
}

/// One step with these keys besides `id` and `title`.
std::string document(const std::string& step) {
  return "procedure: p\ntitle: P\nsteps:\n  - id: s\n    title: S\n" + step;
}

std::string shown(Shell& shell, const std::string& a, const std::string& b) {
  shell.write("a.yaml", a);
  shell.write("b.yaml", b);
  shell.run({"procedure", "diff", shell.path("a.yaml"), shell.path("b.yaml")});
  CHECK(shell.err == "");
  return shell.out;
}

}  // namespace

TEST_CASE("lines of two texts are laid over each other") {
  CHECK(marked("", "") == "");
  CHECK(marked("a\nb\n", "a\nb") == " a| b|");
  CHECK(marked("a\nb\nc", "a\nx\nc") == " a|-b|+x| c|");
  CHECK(marked("", "a\nb") == "+a|+b|");
  CHECK(marked("a\nb", "") == "-a|-b|");
  CHECK(marked("a\n\nb", "b\n\na") == "-a|-| b|+|+a|");
}

TEST_CASE("a diff of lines gives both texts back") {
  const std::uint32_t seed = random_seed();
  CAPTURE(seed);
  Dice dice(seed);
  for (int round = 0; round < 300; ++round) {
    const auto draw = [&] {
      std::string text;
      for (std::int64_t i = dice.between(0, 12); i > 0; --i)
        text += std::string(1, static_cast<char>('a' + dice.between(0, 3))) + "\n";
      return text;
    };
    const std::string a = draw();
    const std::string b = draw();
    std::string old_text;
    std::string new_text;
    for (const DiffLine& line : diff_lines(a, b)) {
      if (line.mark != '+') old_text += std::string(line.line) + '\n';
      if (line.mark != '-') new_text += std::string(line.line) + '\n';
    }
    CHECK(old_text == a);
    CHECK(new_text == b);
  }
}

TEST_CASE("texts of very many lines are compared in bounded room") {
  std::string a;
  std::string b;
  for (int i = 0; i < 30'000; ++i) {
    a += "\n";
    b += "x\n";
  }
  // The lines are views of these.
  const std::string old_text = "first\n" + a + "last";
  const std::string new_text = "first\n" + b + "last";
  const auto lines = diff_lines(old_text, new_text);
  CHECK(lines.size() == 60'002);
  CHECK(lines.front().mark == ' ');
  CHECK(lines.back().line == "last");
}

TEST_CASE("what is compared cannot steer the terminal") {
  Shell shell;
  const std::string out = shown(
      shell, document("    instructions: \"a\\e[31m\\nb\"\n    outside: {operation: \"L\\e[2J\"}\n"),
      document(
          "    instructions: \"a\\e[31m\\nc\\u2028\"\n    outside: {operation: \"L\\x07\\n\"}\n    fields:\n"
          "      - {id: f, type: select, options: [\"\\e[0m\"]}\n"));
  CHECK(out.find('\x1b') == std::string::npos);
  CHECK(out.find('\x07') == std::string::npos);
  CHECK(out.find("\xe2\x80\xa8") == std::string::npos);
  CHECK(out.find("\\x1b[31m") != std::string::npos);
  CHECK(out.find("+ c\\u2028") != std::string::npos);
}

TEST_CASE("lines of a diff fit the terminal, without blanks at their ends") {
  Shell shell;
  shell.terminal = true;
  shell.width = 40;
  shell.environment["NO_COLOR"] = "1";
  const std::string words = "one two three four five six seven eight nine ten eleven twelve";
  const std::string out =
      shown(shell, document("    instructions: |\n      A\n\n      " + words + "\n"),
            document("    instructions: |\n      A\n\n      " + words + " thirteen\n\n    location: " +
                     "HERE\n    fields:\n      - {id: f, type: text, title: " + words + "}\n"));
  std::size_t start = 0;
  for (std::size_t end = out.find('\n'); end != std::string::npos; end = out.find('\n', start)) {
    const std::string line = out.substr(start, end - start);
    INFO(line);
    if (line.find("a.yaml") == std::string::npos) CHECK(line.size() <= 40);
    CHECK_FALSE(line.ends_with(' '));
    start = end + 1;
  }
  CHECK(
      out.find(
          "    + one two three four five six seven\n      eight nine ten eleven twelve\n      thirteen\n") !=
      std::string::npos);
}

TEST_CASE("colours are there where they are asked for") {
  Shell shell;
  shell.write("a.yaml", document("    instructions: A\n"));
  shell.write("b.yaml", document("    instructions: B\n    lead_time: 1h\n"));
  CHECK(shell.run({"procedure", "diff", shell.path("a.yaml"), shell.path("b.yaml"), "--color", "always"}) ==
        1);
  CHECK(shell.out.find("    \x1b[31m- A\x1b[0m\n    \x1b[32m+ B\x1b[0m\n") != std::string::npos);
  CHECK(shell.out.find("  \x1b[33m~\x1b[0m lead time: none -> 1h\n") != std::string::npos);
}

TEST_CASE("each kind of change in words") {
  Shell shell;
  const std::string out = shown(shell, document(R"(    required: false
    location: A
    outside: {operation: plating}
    fields:
      - {id: n, type: number, unit: mm, min: 1}
      - {id: u, type: number, unit: mm, max: 3}
      - {id: o, type: select, options: [red, green, blue]}
      - {id: t, type: table, columns: [{id: x, type: text}, {id: y, type: text}], rows: {min: 1}}
      - {id: h, type: text, help: Old.}
    requires:
      - {part: BOLT, quantity: 4, minimum: 2, substitutes: [B-2]}
    approvals:
      - {id: lead, role: lead}
  - id: t
    title: T
)"),
                                document(R"(    lead_time: 2h
    outside: {operation: plating, supplier: ACME, lead_time: 3d}
    fields:
      - {id: n, type: number, unit: mm, min: 1, max: 2, required: true, allow_na: true}
      - {id: u, type: number, unit: um, max: 3000}
      - {id: o, type: select, options: [blue, red, black]}
      - {id: t, type: table, columns: [{id: x, type: number, target: 1, tolerance: 0.1, unit: V}], rows: [left]}
      - {id: h, type: text, help: "Old.\nNew."}
    requires:
      - {part: BOLT, trace_only: true, designators: [R1]}
    approvals:
      - {id: lead, role: quality, count: 2}
      - {id: end, role: lead, count: 3}
  - id: t
    title: T
    after: []
)"));
  CHECK(out.substr(out.find("\n\n") + 2) == R"(~ s  S
  ~ now required
  ~ location: A -> none
  ~ lead time: none -> 2h
  ~ outside supplier: none -> ACME
  ~ outside lead time: none -> 3d
  ~ field n: now required
  ~ field n: now N/A allowed
  ~ field n, max: none -> 2 mm
  ~ field u, unit: mm -> um
  ~ field u, max: 3 mm -> 3000 um
  ~ field o, options: + black, - green, now in the order blue, red, black
  ~ field t, rows: + left
  ~ field t, rows min: 1 -> none
  ~ field t, column x, type: text -> number
  ~ field t, column x, unit: none -> V
  ~ field t, column x, target: none -> 1 V
  ~ field t, column x, tolerance: none -> 0.1 V
  - field t, column y: text
  ~ field h, help:
      Old.
    + New.
  ~ part BOLT: now traced only
  ~ part BOLT, quantity: 4 -> none
  ~ part BOLT, minimum: 2 -> none
  ~ part BOLT, substitutes: - B-2
  ~ part BOLT, designators: + R1
  ~ approval lead, role: lead -> quality
  ~ approval lead, count: 1 -> 2
  + approval end by 3 of lead

~ t  T
  ~ waits for: s -> nothing

2 steps changed
)");
}

TEST_CASE("forms of a diff") {
  Shell shell;
  shell.write("a.yaml", document("    location: A\n"));
  shell.write("b.yaml", document("    location: B\n"));
  const auto diff = [&](std::vector<std::string> more, std::string input = {}) {
    std::vector<std::string> words{"procedure", "diff", shell.path("a.yaml"), shell.path("b.yaml")};
    words.insert(words.end(), more.begin(), more.end());
    return shell.run(words, std::move(input));
  };
  CHECK(diff({"--format", "ndjson"}) == 1);
  CHECK(shell.out ==
        R"({"kind":"changed","step":"s","field":null,"column":null,"requirement":null,"approval":null,)"
        R"("aspect":"location","old":"A","new":"B"})"
        "\n");
  CHECK(diff({"--format", "csv"}) == 1);
  CHECK(shell.out ==
        "kind,step,field,column,requirement,approval,aspect,old,new\r\nchanged,s,,,,,location,A,B\r\n");
  CHECK(diff({"--fields", "step,new"}) == 1);
  CHECK(shell.out == "STEP  NEW\ns     B\n");
  CHECK(diff({"--fields", "step,new", "--json"}) == 1);
  CHECK(shell.out == "[\n{\"step\":\"s\",\"new\":\"B\"}\n]\n");
  CHECK(diff({"--fields", "help"}) == 0);
  CHECK(shell.out == "kind\nstep\nfield\ncolumn\nrequirement\napproval\naspect\nold\nnew\n");
  CHECK(diff({"--format", "id"}) == 2);
  CHECK(diff({"-q"}) == 1);
  CHECK(shell.out.find("1 step") == std::string::npos);
  CHECK(shell.run({"procedure", "diff", shell.path("a.yaml"), shell.path("a.yaml"), "-q"}) == 0);
  CHECK(shell.out == "");
  CHECK(shell.run({"procedure", "diff", "-", shell.path("a.yaml")}, document("    location: A\n")) == 0);
  CHECK(shell.run({"procedure", "diff", "-", "-"}, document("")) == 2);
  CHECK(shell.run({"procedure", "diff", shell.path("a.yaml")}) == 2);
  shell.write("bad.yaml", "procedure: p\n");
  CHECK(shell.run({"procedure", "diff", shell.path("a.yaml"), shell.path("bad.yaml")}) == 2);
  CHECK(shell.run({"procedure", "diff", shell.path("a.yaml"), shell.path("none.yaml")}) == 3);
  CHECK(shell.run({"procedure", "diff", shell.path("a.yaml"), "no-such-procedure"}) == 3);
}
