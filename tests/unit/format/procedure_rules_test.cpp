#include <catch2/catch.hpp>
#include <string>

#include "format/procedure_document.h"

using namespace traveler;
using namespace traveler::format;

namespace {

struct Result {
  std::string findings;  ///< "rule@line:column" of the errors, in order
  std::string messages;  ///< theirs, one a line
};

Result check(std::string_view text) {
  Document document = read_document("x.yaml", text);
  decode_procedure(document);
  Result result;
  for (const Finding& f : document.findings) {
    if (f.severity != Severity::kError) continue;
    if (!result.findings.empty()) result.findings += ' ';
    result.findings += f.rule + '@' + std::to_string(f.line) + ':' + std::to_string(f.column);
    result.messages += f.message + " (" + f.path + ")" + (f.hint.empty() ? "" : " " + f.hint) + '\n';
  }
  return result;
}

/// A procedure whose steps begin at line 2.
std::string serial(std::string_view steps) {
  return "{procedure: p, title: T, steps: [\n" + std::string(steps) + "\n]}\n";
}
std::string graph(std::string_view steps) {
  return "{procedure: p, title: T, flow: graph, steps: [\n" + std::string(steps) + "\n]}\n";
}

struct Row {
  const char* name;
  std::string text;
  std::string findings;
};

}  // namespace

TEST_CASE("rules across steps: what is found, and where") {
  const Row rows[] = {
      {"fine", serial("{id: a, title: A},\n{id: b, title: B, after: []},\n{id: c, title: C, after: [a, b]}"),
       ""},
      {"no steps", "procedure: p\ntitle: T\nsteps: []\n", "steps.empty@3:8"},
      {"empty steps", "procedure: p\ntitle: T\nsteps:\n", "steps.empty@3:7"},
      {"missing steps", "procedure: p\ntitle: T\n", "key.missing@1:1"},
      {"steps of another kind", "procedure: p\ntitle: T\nsteps: {a: 1}\n", "type.wrong@3:8"},
      {"duplicate step", serial("{id: a, title: A},\n{id: a, title: B}"), "step.duplicate@3:6"},
      {"duplicate over levels", serial("{id: a, title: A, steps: [{id: b, title: B}]},\n{id: b, title: B}"),
       "step.duplicate@3:6"},
      {"duplicate by use", serial("{id: a, title: A},\n{use: std:a@1}"), "step.duplicate@3:7"},
      {"unknown after", serial("{id: cure, title: A},\n{id: b, title: B, after: [cuer, cure, x]}"),
       "after.unknown@3:27 after.unknown@3:39"},
      {"after is no list", serial("{id: a, title: A},\n{id: b, title: B, after: a}"), "type.wrong@3:26"},
      {"after twice", serial("{id: a, title: A},\n{id: b, title: B, after: [a, a]}"), "after.duplicate@3:30"},
      {"itself", serial("{id: a, title: A, after: [a]}"), "after.cycle@2:27"},
      {"two", graph("{id: cure, title: A, after: [trim]},\n{id: trim, title: B, after: [cure]}"),
       "after.cycle@2:30"},
      {"two, the second with a list before",
       graph("{id: b, title: B, after: [x, c]},\n{id: c, title: C, after: [b]},\n"
             "{id: x, title: X}"),
       "after.cycle@2:30"},
      {"with the serial edge",
       serial("{id: a, title: A, after: [c]},\n{id: b, title: B},\n{id: c, title: C}"), "after.cycle@2:27"},
      {"no serial edge in a graph",
       graph("{id: a, title: A, after: [c]},\n{id: b, title: B},\n{id: c, title: C}"), ""},
      {"two cycles apart",
       graph(
           "{id: a, title: A, after: [b]},\n{id: b, title: B, after: [a]},\n{id: c, title: C, after: [d]},\n"
           "{id: d, title: D, after: [c]}"),
       "after.cycle@2:27 after.cycle@4:27"},
      {"two cycles through one step",
       graph("{id: a, title: A, after: [b, c]},\n{id: b, title: B, after: [a]},\n{id: c, title: C, after: "
             "[a]}"),
       "after.cycle@2:27 after.cycle@2:30"},
      {"parent", serial("{id: a, title: A, steps: [\n{id: b, title: B, after: [a]}]}"),
       "after.ancestor@3:27"},
      {"grandchild",
       serial("{id: a, title: A, after: [c], steps: [{id: b, title: B, steps: [{id: c, title: C}]}]}"),
       "after.ancestor@2:27"},
      {"over parents is fine",
       serial("{id: a, title: A, steps: [{id: x, title: X}]},\n{id: b, title: B, after: [], steps: [{id: y, "
              "title: Y, "
              "after: [x]}]}"),
       ""},
      {"level 5 is fine",
       serial("{id: a, title: A, steps: [{id: b, title: B, steps: [{id: c, title: C, steps: [{id: d, "
              "title: D, steps: [{id: e, title: E}]}]}]}]}"),
       ""},
      {"level 6",
       serial(
           "{id: a, title: A, steps: [{id: b, title: B, steps: [{id: c, title: C, steps: [{id: d, title: "
           "D, steps: [{id: e, title: E, steps: [\n{id: f, title: F, steps: [{id: g, title: G}]}]}]}]}]}]}"),
       "step.depth@3:1"},
      {"deadlock: a child waits for what waits for its parent",
       graph("{id: p, title: P, steps: [\n{id: c, title: C, after: [x]}]},\n{id: x, title: X, after: [p]}"),
       "after.deadlock@3:27"},
      {"deadlock by the serial flow",
       serial("{id: p, title: P, steps: [\n{id: c, title: C, after: [x]}]},\n{id: x, title: X}"),
       "after.deadlock@3:27"},
      {"deadlock through others",
       serial("{id: p, title: P, steps: [\n{id: c, title: C, after: [y]}]},\n{id: x, title: X},\n{id: y, "
              "title: Y}"),
       "after.deadlock@3:27"},
      {"deadlock through a sibling that waits",
       serial("{id: p, title: P, steps: [\n{id: b, title: B, after: [x]},\n{id: c, title: C}]},\n{id: x, "
              "title: X}"),
       "after.deadlock@3:27"},
      {"deadlock of two parents",
       graph("{id: p, title: P, after: [d], steps: [{id: c, title: C}]},\n{id: q, title: Q, after: [c], "
             "steps: [{id: d, "
             "title: D}]}"),
       "after.deadlock@2:27"},
      {"crossing of two parents, each first child waiting",
       serial("{id: p, title: P, steps: [{id: a, title: A, after: [d]}, {id: b, title: B}]},\n"
              "{id: q, title: Q, after: [], steps: [{id: c, title: C, after: [b]}, {id: d, title: D}]}"),
       "after.cycle@2:53"},
      {"deadlock: a parent waits for a step behind its child",
       graph("{id: x, title: X, after: [c]},\n{id: p, title: P, after: [x], steps: [{id: c, title: C}]}"),
       "after.deadlock@2:27"},
      {"deadlock through a grandparent",
       graph("{id: p, title: P, steps: [{id: q, title: Q, steps: [\n{id: c, title: C, after: [x]}]}]},\n"
             "{id: x, title: X, after: [p]}"),
       "after.deadlock@3:27"},
      {"two children, two deadlocks",
       graph("{id: p, title: P, steps: [\n{id: b, title: B, after: [x]},\n{id: c, title: C, after: [x]}]},\n"
             "{id: x, title: X, after: [p]}"),
       "after.deadlock@3:27 after.deadlock@4:27"},
      {"an optional child is no way out",
       graph("{id: p, title: P, steps: [\n{id: c, title: C, required: false, after: [x]}]},\n"
             "{id: x, title: X, after: [p]}"),
       "after.deadlock@3:44"},
      {"a cycle inside a parent is a cycle only",
       graph("{id: p, title: P, steps: [{id: a, title: A, after: [b]}, {id: b, title: B, after: [a]}]}"),
       "after.cycle@2:53"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    const Result result = check(row.text);
    INFO(result.messages);
    CHECK(result.findings == row.findings);
  }
}

TEST_CASE("rules across steps: a cycle is named as a whole") {
  CHECK(check(graph("{id: cure, title: A, after: [trim]},\n{id: trim, title: B, after: [cure]}")).messages ==
        "these steps wait for each other: cure, trim ($.steps[0].after[0]) the cycle is cure -> trim -> "
        "cure\n");
  CHECK(check(graph("{id: a, title: A, after: [c]},\n{id: b, title: B, after: [a]},\n{id: c, title: C, "
                    "after: [b]}"))
            .messages ==
        "these steps wait for each other: a, b, c ($.steps[0].after[0]) the cycle is a -> b -> c -> a\n");
  CHECK(check(serial("{id: a, title: A, after: [a]}")).messages ==
        "a waits for itself ($.steps[0].after[0]) remove it\n");
}

TEST_CASE("rules across steps: a deadlock tells who waits for whom") {
  CHECK(
      check(serial("{id: p, title: P, steps: [\n{id: c, title: C, after: [y]}]},\n{id: x, title: X},\n{id: "
                   "y, title: Y}"))
          .messages ==
      "this can never go on: c waits for y, y waits for x, x waits for p, p completes only after its child c "
      "($.steps[0].steps[0].after[0])\n");
}

TEST_CASE("rules across steps: a mistyped target is suggested") {
  CHECK(check(serial("{id: cure, title: A},\n{id: b, title: B, after: [cuer]}")).messages ==
        "there is no step \"cuer\" ($.steps[1].after[0]) did you mean \"cure\"?\n");
}

TEST_CASE("rules across steps: large documents of nothing but cycles are judged in time") {
  std::string steps;
  constexpr int kCount = 15'000;
  for (int i = 0; i < kCount; ++i) {
    const std::string next = std::to_string((i + 1) % kCount);
    const std::string other = std::to_string((i * 7 + 13) % kCount);
    steps += "- {id: s" + std::to_string(i) + ", title: T, after: [s" + next +
             (next == other ? "" : ", s" + other) + "]}\n";
  }
  const Result result = check("procedure: p\ntitle: T\nflow: graph\nsteps:\n" + steps);
  CHECK(result.findings.starts_with("after.cycle@5:"));
}

TEST_CASE("rules across steps: a long chain needs no deep stack") {
  std::string steps;
  for (int i = 0; i < 20'000; ++i) steps += "- {id: s" + std::to_string(i) + ", title: T}\n";
  CHECK(check("procedure: p\ntitle: T\nsteps:\n" + steps).findings.empty());
}
