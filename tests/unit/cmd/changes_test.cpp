#include <catch2/catch.hpp>

#include "../counted_work.h"
#include "harness.h"

using traveler::testing::CountedWork;

namespace traveler::cmd {
namespace {

// What is told of a change is of its own transaction: nothing is asked after it.

CountedWork::Count count(const CountedWork& work, Shell& shell, const std::vector<std::string>& command) {
  return work.of([&] { REQUIRE(shell.run(command) == 0); });
}

TEST_CASE("a change in the form for people asks nothing after its commit", "[cmd][changes]") {
  const CountedWork work;
  Shell shell;
  make_run(shell);
  shell.write("values.yaml", "nm: 12");
  const std::vector<std::vector<std::string>> commands = {
      {"step", "start", "R-1/kit"},
      {"step", "complete", "R-1/kit"},
      {"step", "start", "R-1/torque"},
      {"step", "record", "R-1/torque", "-f", shell.path("values.yaml")},
      {"step", "deviate", "R-1/torque", "nm", "--reason", "fits"},
      {"config", "set", "auto_complete", "false"},
      {"step", "complete", "R-1/torque"},
      {"run", "complete", "R-1"},
      {"run", "create", "--part", "BRKT-ASSY-001", "--procedure", "auto", "--serial", "auto"},
  };
  std::string told;
  for (const auto& command : commands) {
    const CountedWork::Count counted = count(work, shell, command);
    CAPTURE(command, shell.out);
    CHECK(counted.statements > 0);
    CHECK(counted.after_commit == 0);
    told += shell.out;
  }
  for (const char* line :
       {"next: traveler step complete R-1/kit\n", "next: traveler step start R-1/torque\n",
        "next: traveler step record R-1/torque nm=VALUE\n", "R-1/torque recorded by alice: nm=12\n",
        "  or: traveler step deviate R-1/torque nm --reason \"...\"\n", "next: traveler run complete R-1\n",
        "R-1 completed over 1 warning:\n", "next: traveler step start R-2/kit\n"}) {
    CAPTURE(line, told);
    CHECK(told.find(line) != std::string::npos);
  }
}

TEST_CASE("what only people read costs other formats nothing", "[cmd][changes]") {
  const CountedWork work;
  Shell shell;
  make_run(shell);
  shell.run({"run", "create", "--part", "BRKT-ASSY-001", "--procedure", "auto", "--serial", "auto"});
  const auto for_people = count(work, shell, {"step", "start", "R-1/kit"}).statements;
  const auto for_scripts = count(work, shell, {"step", "start", "R-2/kit", "--format", "json"}).statements;
  CAPTURE(for_people, for_scripts);
  CHECK(for_people > for_scripts);
  CHECK(for_people <= for_scripts + 1);
  CHECK(count(work, shell, {"step", "hold", "R-1/kit", "--reason", "late", "--quiet"}).statements ==
        count(work, shell, {"step", "hold", "R-2/kit", "--reason", "late", "--format", "json"}).statements);
}

TEST_CASE("scripts pick what a change recorded", "[cmd][changes]") {
  Shell shell;
  make_run(shell);
  for (const char* verb : {"start", "complete"}) REQUIRE(shell.run({"step", verb, "R-1/kit"}) == 0);
  REQUIRE(shell.run({"step", "start", "R-1/torque"}) == 0);
  REQUIRE(shell.run({"step", "record", "R-1/torque", "nm=12", "--format", "json", "--fields", "fields"}) ==
          0);
  CHECK(shell.out.find(R"("judgement": "out_of_spec")") != std::string::npos);
  CHECK(shell.run({"step", "hold", "R-1/torque", "--reason", "late", "--fields", "fields"}) == 2);
}

TEST_CASE("a dry run tells what a run would be completed over", "[cmd][changes]") {
  Shell shell;
  make_run(shell);
  for (const std::vector<std::string>& command : {
           std::vector<std::string>{"step", "start", "R-1/kit"},
           {"step", "complete", "R-1/kit"},
           {"step", "start", "R-1/torque"},
           {"step", "record", "R-1/torque", "nm=12"},
           {"step", "deviate", "R-1/torque", "nm", "--reason", "fits"},
       })
    REQUIRE(shell.run(command) == 0);
  REQUIRE(shell.run({"step", "complete", "R-1/torque", "--dry-run"}) == 0);
  CHECK(shell.out.find("R-1 completed over 1 warning:\n") != std::string::npos);
  CHECK(shell.out.find("next:") == std::string::npos);
}

}  // namespace
}  // namespace traveler::cmd
