#include "help.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "harness.h"
#include "render/width.h"

namespace traveler::cmd {
namespace {

TEST_CASE("every operation has help with an example", "[cmd][help]") {
  for (const OperationSpec* operation : catalogue()) {
    INFO(operation->name);
    const std::string help = help_of_operation(*operation, {});
    CHECK(help.starts_with("Usage: traveler "));
    CHECK_FALSE(operation->summary.empty());
    CHECK_FALSE(examples_of(operation->name).empty());
    for (const ArgumentSpec& argument : operation->arguments) CHECK_FALSE(argument.help.empty());
  }
}

TEST_CASE("help fits the terminal", "[cmd][help]") {
  for (const OperationSpec* operation : catalogue()) {
    INFO(operation->name);
    const std::string help = help_of_operation(*operation, View{80, false});
    const std::string_view text = std::string_view(help).substr(0, help.find("\nExamples"));
    for (const std::string_view line : split(text.substr(text.find('\n')), '\n'))
      CHECK(display_width(line) <= 80);
  }
}

TEST_CASE("help is reached in every way", "[cmd][help]") {
  Shell shell;
  CHECK(shell.run({"help"}) == 0);
  CHECK(shell.out.starts_with("Usage: traveler [OPTION...] NOUN VERB"));
  const std::string overview = shell.out;
  CHECK(shell.run({"--help"}) == 0);
  CHECK(shell.out == overview);
  CHECK(shell.run({"help", "step"}) == 0);
  const std::string noun = shell.out;
  CHECK(noun.find("  start ") != std::string::npos);
  CHECK(shell.run({"step", "-h"}) == 0);
  CHECK(shell.out == noun);
  CHECK(shell.run({"help", "step", "start"}) == 0);
  CHECK(shell.out.starts_with("Usage: traveler step start STEP... [OPTION...]\n"));
  const std::string verb = shell.out;
  CHECK(shell.run({"step", "start", "--help"}) == 0);
  CHECK(shell.out == verb);
  CHECK(shell.run({"help", "stpe"}) == 2);
  CHECK(shell.run({"help", "procedure", "validate"}) == 0);
  CHECK(shell.out.find("how the answer is written: table, json, ndjson, csv, concise,") != std::string::npos);
}

TEST_CASE("the version needs no workspace", "[cmd][help]") {
  Shell shell;
  CHECK(shell.run({"version"}) == 0);
  CHECK(shell.out.starts_with("traveler "));
  const std::string plain = shell.out;
  CHECK(shell.run({"--version"}) == 0);
  CHECK(shell.out == plain);
  CHECK(shell.run({"version", "--json"}) == 0);
  CHECK(shell.out.starts_with("{\"version\":\""));
}

TEST_CASE("schemas are part of the program", "[cmd][help]") {
  Shell shell;
  CHECK(shell.run({"schema", "list", "--format", "id"}) == 0);
  for (const std::string_view name : split(shell.out, '\n')) {
    if (name.empty()) continue;
    Shell other;
    CHECK(other.run({"schema", "print", std::string(name)}) == 0);
    CHECK(other.out.find("draft-07") != std::string::npos);
  }
  CHECK(shell.run({"schema", "print", "procedur"}) == 3);
  CHECK(shell.err.find("did you mean 'procedure'?") != std::string::npos);
}

TEST_CASE("completion prints candidates and nothing else", "[cmd][help]") {
  Shell shell;
  CHECK(shell.run({"__complete", "run", ""}) == 0);
  CHECK(shell.out.empty());
  CHECK(shell.err.empty());
  make_run(shell);
  CHECK(shell.run({"__complete", "run", "R"}) == 0);
  CHECK(shell.out == "R-1\n");
  CHECK(shell.run({"__complete", "step", "R-1/t"}) == 0);
  CHECK(shell.out == "R-1/torque\n");
  CHECK(shell.run({"__complete", "step", ""}) == 0);
  CHECK(shell.out == "R-1/kit\n");
}

}  // namespace
}  // namespace traveler::cmd
