#include "traveler/error.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

namespace traveler {
namespace {

TEST_CASE("error codes have the texts and exit codes that scripts rely on", "[base][error]") {
  struct Expected {
    ErrorCode code;
    std::string_view text;
    int exit;
  };
  const auto expected = GENERATE(values<Expected>({
      {ErrorCode::kUsage, "usage", 2},
      {ErrorCode::kDocumentInvalid, "document.invalid", 2},
      {ErrorCode::kValueInvalid, "value.invalid", 2},
      {ErrorCode::kWorkspaceNotFound, "workspace.not_found", 3},
      {ErrorCode::kNotFound, "not_found", 3},
      {ErrorCode::kWorkspaceExists, "workspace.exists", 4},
      {ErrorCode::kActorUnknown, "actor.unknown", 4},
      {ErrorCode::kPermissionDenied, "permission.denied", 4},
      {ErrorCode::kStateRefused, "state.refused", 4},
      {ErrorCode::kStepNotAvailable, "step.not_available", 4},
      {ErrorCode::kGateUnmet, "gate.unmet", 4},
      {ErrorCode::kRunLocked, "run.locked", 4},
      {ErrorCode::kRuleRefused, "rule.refused", 4},
      {ErrorCode::kRevisionStale, "revision.stale", 5},
      {ErrorCode::kIdempotencyMismatch, "idempotency.mismatch", 5},
      {ErrorCode::kBusy, "busy", 5},
      {ErrorCode::kStorageIo, "storage.io", 6},
      {ErrorCode::kStorageCorrupt, "storage.corrupt", 6},
      {ErrorCode::kStorageNewer, "storage.newer", 6},
      {ErrorCode::kOutcomeUnknown, "outcome.unknown", 7},
      {ErrorCode::kInternal, "internal", 70},
  }));
  CHECK(to_text(expected.code) == expected.text);
  CHECK(exit_code(expected.code) == expected.exit);
}

TEST_CASE("error code texts are all different", "[base][error]") {
  std::set<std::string_view> texts;
  const int count = static_cast<int>(ErrorCode::kInternal) + 1;
  for (int i = 0; i < count; ++i) texts.insert(to_text(static_cast<ErrorCode>(i)));
  CHECK(texts.size() == static_cast<std::size_t>(count));
}

TEST_CASE("a number that is no error code counts as a bug", "[base][error]") {
  CHECK(to_text(static_cast<ErrorCode>(200)) == "internal");
  CHECK(exit_code(static_cast<ErrorCode>(200)) == 70);
}

TEST_CASE("an error carries what its builder was told", "[base][error]") {
  const Error error = Error(ErrorCode::kGateUnmet, "R-1/torque cannot be completed")
                          .with_subject("R-1/torque")
                          .with_hint("record nm")
                          .with_blockers({{"field.missing", "R-1/torque#nm", "nm has no value"}});
  CHECK(error.code() == ErrorCode::kGateUnmet);
  CHECK(error.message() == "R-1/torque cannot be completed");
  CHECK(std::string(error.what()) == error.message());
  CHECK(error.subject() == "R-1/torque");
  CHECK(error.hint() == "record nm");
  REQUIRE(error.blockers().size() == 1);
  CHECK(error.blockers()[0].code == "field.missing");
  CHECK(error.findings().empty());
  CHECK(error.file().empty());
  CHECK(error.line() == 0);
  CHECK(error.column() == 0);
}

TEST_CASE("an error can be added to on its way up", "[base][error]") {
  try {
    try {
      throw Error(ErrorCode::kNotFound, "no such run");
    } catch (Error& error) {
      error.with_subject("R-9").with_hint("see run list");
      throw;
    }
  } catch (const std::exception& error) {
    const auto* own = dynamic_cast<const Error*>(&error);
    REQUIRE(own != nullptr);
    CHECK(own->subject() == "R-9");
    CHECK(own->hint() == "see run list");
  }
}

TEST_CASE("the place of an error is that of its first finding", "[base][error]") {
  Finding first;
  first.file = "a.yaml";
  first.line = 3;
  first.column = 7;
  Finding second;
  second.file = "b.yaml";
  second.line = 1;
  const Error error = Error(ErrorCode::kDocumentInvalid, "2 findings").with_findings({first, second});
  CHECK(error.file() == "a.yaml");
  CHECK(error.line() == 3);
  CHECK(error.column() == 7);
  CHECK(error.findings().size() == 2);

  const Error placed = Error(ErrorCode::kUsage, "bad line").at("in.ndjson", 12, 1).with_findings({});
  CHECK(placed.file() == "in.ndjson");
  CHECK(placed.line() == 12);
  CHECK(placed.column() == 1);
}

}  // namespace
}  // namespace traveler
