#include "spelling.h"

#include <catch2/catch.hpp>

namespace traveler::cmd {
namespace {

TEST_CASE("calls are spelled as commands", "[cmd][spelling]") {
  CHECK(spelled("`run.list` shows the runs") == "`traveler run list` shows the runs");
  CHECK(spelled("`step.list run=R-1` shows its steps") == "`traveler step list R-1` shows its steps");
  CHECK(spelled("`role.list` shows them; `role.set` makes one") ==
        "`traveler role list` shows them; `traveler role set` makes one");
  CHECK(spelled("`init` makes one") == "`traveler init` makes one");
  CHECK(spelled("`step.start step=R-1/kit`") == "traveler step start R-1/kit");
}

TEST_CASE("arguments are spelled where the command takes them", "[cmd][spelling]") {
  CHECK(spelled("an admin adds users: `user.add user=bob name=\"Printed Name\" role=operator`") ==
        "an admin adds users: traveler user add bob --name \"Printed Name\" --role operator");
  CHECK(spelled("as in: `step.record step=R-12/torque set=nm=10.1`") ==
        "as in: traveler step record R-12/torque nm=10.1");
  CHECK(spelled("say it: `inventory.resolve install=IN-1 to=INV-5=N to=INV-9=N`") ==
        "say it: traveler inventory resolve IN-1 --to INV-5=N --to INV-9=N");
  CHECK(spelled("add it: `part.add part=P tracking=serial` (or lot)") ==
        "add it: traveler part add P --tracking serial (or lot)");
}

TEST_CASE("an argument alone is spelled as an option", "[cmd][spelling]") {
  CHECK(spelled("`issue_title=`: an issue has a title") == "--issue-title: an issue has a title");
  CHECK(spelled("needs `from=INV` or `file=`") == "needs --from INV or --file");
  CHECK(spelled("add `reason=\"why\"`") == "add --reason \"why\"");
}

TEST_CASE("all else stays as it is", "[cmd][spelling]") {
  for (const char* text : {"", "R-1 is todo; `complete` is refused", "`no.operation`", "`step.start what`",
                           "an open ` quote", "``", "`=x`", "`A=b`", "run.list", "`#` and `rows[1].x=2`"})
    CHECK(spelled(text) == text);
}

Finding finding(std::string message, std::string hint) {
  Finding finding;
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  return finding;
}

TEST_CASE("every text of an error is spelled, and nothing else is lost", "[cmd][spelling]") {
  const Error error = spelled(Error(ErrorCode::kGateUnmet, "`quantity=` x")
                                  .with_subject("`run.list`")
                                  .with_hint("`run.list`")
                                  .with_blockers({{"state", "R-1", "`run.list` y"}})
                                  .with_findings({finding("`file=`", "`run.list`")})
                                  .at("f.yaml", 2, 3));
  CHECK(error.code() == ErrorCode::kGateUnmet);
  CHECK(error.message() == "--quantity x");
  CHECK(error.subject() == "`run.list`");
  CHECK(error.hint() == "traveler run list");
  CHECK(error.blockers().front().message == "`traveler run list` y");
  CHECK(error.findings().front().message == "--file");
  CHECK(error.findings().front().hint == "traveler run list");
  CHECK(error.file() == "f.yaml");
  CHECK(error.line() == 2);
  CHECK(error.column() == 3);
}

}  // namespace
}  // namespace traveler::cmd
