#include "invocation.h"

#include <catch2/catch.hpp>

#include "traveler/error.h"

namespace traveler::cmd {
namespace {

Invocation find(const std::vector<std::string>& arguments) { return find_invocation(arguments); }

/// The message and hint of the refusal.
std::pair<std::string, std::string> refusal(const std::vector<std::string>& arguments) {
  try {
    find(arguments);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kUsage);
    return {error.message(), error.hint()};
  }
  return {};
}

TEST_CASE("noun and verb name an operation", "[cmd][invocation]") {
  const Invocation found = find({"step", "start", "R-1/torque", "--only"});
  REQUIRE(found.operation != nullptr);
  CHECK(found.operation->name == "step.start");
  CHECK(found.arguments == std::vector<std::string>{"R-1/torque", "--only"});
}

TEST_CASE("a lone verb is an operation", "[cmd][invocation]") {
  CHECK(find({"status"}).operation->name == "status");
  CHECK(find({"export", "runs"}).arguments == std::vector<std::string>{"runs"});
}

TEST_CASE("global options stand before, between and behind", "[cmd][invocation]") {
  const Invocation found = find({"-C", "step", "--as=bob", "run", "--format", "json", "list", "-q"});
  REQUIRE(found.operation != nullptr);
  CHECK(found.operation->name == "run.list");
  CHECK(found.arguments == std::vector<std::string>{"-C", "step", "--as=bob", "--format", "json", "-q"});
}

TEST_CASE("typos get a suggestion and exit 2", "[cmd][invocation]") {
  CHECK(refusal({"stpe", "start"}).second == "did you mean 'step'?");
  CHECK(refusal({"step", "strat"}).second == "did you mean 'start'?");
  CHECK(refusal({"--formt", "json", "status"}).second == "did you mean '--format'?");
}

TEST_CASE("nothing is abbreviated", "[cmd][invocation]") {
  CHECK(refusal({"stat"}).first == "there is no command 'stat'");
  CHECK(refusal({"step", "st"}).first == "step has no verb 'st'");
  CHECK(refusal({"step.start"}).first == "there is no command 'step.start'");
}

TEST_CASE("a noun without verb names its verbs", "[cmd][invocation]") {
  CHECK(refusal({"team"}).first == "team needs a verb: add or list");
  CHECK(refusal({}).first == "no command");
}

TEST_CASE("help is asked for anywhere", "[cmd][invocation]") {
  CHECK(find({"--help"}).help);
  CHECK(find({"step", "--help"}).topic == "step");
  CHECK(find({"--version"}).version);
}

TEST_CASE("errors are JSON when the arguments ask for it", "[cmd][invocation]") {
  const auto asks = [](const std::vector<std::string>& arguments) { return asks_for_json(arguments); };
  CHECK(asks({"run", "list", "--json"}));
  CHECK(asks({"--format=ndjson", "bogus"}));
  CHECK(asks({"run", "--format", "json"}));
  CHECK_FALSE(asks({"run", "list", "--format", "csv"}));
  CHECK_FALSE(asks({"run", "list", "--", "--json"}));
}

}  // namespace
}  // namespace traveler::cmd
