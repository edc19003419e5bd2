#include "errors.h"

#include <catch2/catch.hpp>

#include "harness.h"

namespace traveler::cmd {
namespace {

TEST_CASE("an error is a sentence with what blocks and a hint", "[cmd][errors]") {
  const Error error = Error(ErrorCode::kStepNotAvailable, "R-1/torque waits for R-1/kit")
                          .with_subject("R-1/torque")
                          .with_hint("see `traveler step next`")
                          .with_blockers({{"upstream.open", "R-1/kit", "R-1/kit is todo"}});
  CHECK(describe_error(error, {}) ==
        "traveler: error[step.not_available]: R-1/torque waits for R-1/kit\n"
        "  - R-1/kit is todo [upstream.open]\n"
        "  hint: see `traveler step next`\n");
  CHECK(describe_error(error, {true, false}) ==
        "{\"error\":{\"code\":\"step.not_available\",\"message\":\"R-1/torque waits for R-1/kit\","
        "\"hint\":\"see `traveler step "
        "next`\",\"subject\":\"R-1/torque\",\"blockers\":[{\"code\":\"upstream.open\","
        "\"subject\":\"R-1/kit\",\"message\":\"R-1/kit is "
        "todo\"}],\"file\":null,\"line\":null,\"column\":null}}\n");
}

TEST_CASE("findings name their places", "[cmd][errors]") {
  Finding finding;
  finding.rule = "key.unknown";
  finding.message = "unknown key \"afer\"";
  finding.file = "p.yaml";
  finding.line = 3;
  finding.column = 5;
  finding.hint = "did you mean \"after\"?";
  const Error error = Error(ErrorCode::kDocumentInvalid, "one error").with_findings({finding});
  CHECK(describe_error(error, {}) ==
        "traveler: error[document.invalid]: one error\n"
        "  p.yaml:3:5: error[key.unknown]: unknown key \"afer\"\n"
        "    hint: did you mean \"after\"?\n");
  const std::string json = describe_error(error, {true, false});
  CHECK(json.find("\"file\":\"p.yaml\",\"line\":3,\"column\":5,\"findings\":[{") != std::string::npos);
}

TEST_CASE("control characters in messages are shown", "[cmd][errors]") {
  CHECK(describe_error(Error(ErrorCode::kNotFound, "no \x1b[31m"), {}) ==
        "traveler: error[not_found]: no \\x1b[31m\n");
}

TEST_CASE("exit codes follow the contract", "[cmd][errors]") {
  Shell shell;
  CHECK(shell.run({"run", "list"}) == 3);
  CHECK(shell.run({"bogus"}) == 2);
  CHECK(shell.run({"bogus", "--json"}) == 2);
  CHECK(shell.err.starts_with("{\"error\":{\"code\":\"usage\","));
  CHECK(shell.out.empty());
  make_run(shell);
  CHECK(shell.run({"init", shell.folder}) == 4);
  CHECK(shell.run({"run", "show", "R-9"}) == 3);
  CHECK(shell.run({"step", "start", "R-1/torque"}) == 4);
  CHECK(shell.run({"step", "start", "R-1/kit", "--as", "nobody"}) == 4);
  CHECK(shell.err.starts_with("traveler: error[actor.unknown]: "));
  CHECK(shell.run({"step", "start", "R-1/kit", "--if-revision", "9"}) == 5);
  CHECK(shell.run({"-C", "/nonexistent", "run", "list"}) == 3);
  CHECK(shell.run({"verify"}) == 0);
}

TEST_CASE("a reader that goes away ends the program quietly", "[cmd][errors]") {
  Streams streams;
  streams.out = [](std::string_view) { throw BrokenPipe{}; };
  streams.err = [](std::string_view) {};
  streams.flush = [] {};
  streams.environment = [](const std::string&) { return std::nullopt; };
  CHECK(run({"version"}, streams) == 141);
}

}  // namespace
}  // namespace traveler::cmd
