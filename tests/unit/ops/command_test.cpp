#include "base/time.h"
#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

Ask start(const std::string& step) { return Ask("step.start").with_all("steps", {step}); }

std::string in_seconds(std::int64_t seconds) {
  return Timestamp{Timestamp::now().micros + seconds * 1'000'000}.text();
}

}  // namespace

TEST_CASE("command: a dry run checks everything and leaves no trace") {
  BracketShop shop;
  const std::string before = shop.snapshot();
  const std::vector<Ask> asks{
      start("R-1/kit"),
      Ask("user.add").with("user", "u").with("name", "U"),
      Ask("config.set").with("key", "four_eyes").with("value", "true"),
      Ask("part.add").with("part", "P").with("name", "P").with("tracking", "lot"),
      Ask("location.add").with("location", "L").with("name", "L"),
      Ask("procedure.add")
          .with_file("files", "p.yaml", "procedure: p\ntitle: P\nsteps: [{id: a, title: A}]\n"),
      Ask("procedure.archive").with_all("procedures", {"bracket"}),
      Ask("run.create")
          .with("part", "BRKT")
          .with("procedure", "auto")
          .with("serial", "auto")
          .with("copies", 3),
  };
  for (const Ask& ask : asks) {
    CAPTURE(ask.request().operation);
    Ask dry = ask;
    const Value answer = shop.run(dry.dry_run());
    CHECK(answer["op"] == Value(ask.request().operation));
    CHECK(answer["seq"] == Value());
    CHECK(answer["dry_run"] == Value(true));
    CHECK(shop.snapshot() == before);
  }
  const Value started = shop.run(start("R-1/kit").dry_run());
  CHECK(started["steps"].as_list().front()["state"] == Value("in_progress"));
  shop.refused(start("R-1/torque").dry_run(), ErrorCode::kStepNotAvailable);
  shop.refused(start("R-1/kit").by("quinn").dry_run(), ErrorCode::kPermissionDenied);
  // The ids and numbers that it showed are given again, for good.
  CHECK(shop.make_run("BRKT", "bracket") == "R-2");
  CHECK(shop.show_run("R-2")["serial"] == Value("SN-00002"));
}

TEST_CASE("command: late entries keep both times") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(kBracket);
  shop.run(Ask("run.create")
               .with("part", "BRKT")
               .with("procedure", "bracket")
               .with("serial", "auto")
               .at("2026-01-02T03:04:05+02:00"));
  CHECK(shop.show_run("R-1")["created_at"] == Value("2026-01-02T01:04:05.000000Z"));
  shop.run(start("R-1/kit").at("2026-01-02T08:00:00.5Z"));
  CHECK(shop.show_step("R-1/kit")["started_at"] == Value("2026-01-02T08:00:00.500000Z"));
  CHECK(shop.show_run("R-1")["started_at"] == Value("2026-01-02T08:00:00.500000Z"));
  const Value log = shop.run(Ask("log").with("subject", "R-1/kit"));
  const Value& entry = log.as_list().back();
  CHECK(entry["at"] == Value("2026-01-02T08:00:00.500000Z"));
  CHECK(*Timestamp::parse(entry["recorded_at"].as_text()) > *Timestamp::parse("2026-01-03T00:00:00Z"));
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("command: a step entered late does not end its run before the other steps") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(
      "procedure: both\ntitle: Both\nflow: graph\nsteps: [{id: a, title: A}, {id: b, title: B}]\n");
  shop.run(Ask("run.create")
               .with("part", "BRKT")
               .with("procedure", "both")
               .with("serial", "auto")
               .at("2026-01-02T08:00:00Z"));
  for (const char* step : {"R-1/a", "R-1/b"}) shop.run(start(step).at("2026-01-02T09:00:00Z"));
  const auto complete = [](const char* step) { return Ask("step.complete").with_all("steps", {step}); };
  shop.run(complete("R-1/a").at("2026-01-02T12:00:00Z"));
  shop.run(complete("R-1/b").at("2026-01-02T10:00:00Z"));
  const Value run = shop.show_run("R-1");
  CHECK(run["lifecycle"] == Value("complete"));
  CHECK(run["completed_at"] == Value("2026-01-02T12:00:00.000000Z"));
  CHECK(shop.show_step("R-1/b")["completed_at"] == Value("2026-01-02T10:00:00.000000Z"));
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("command: --at is neither in the future nor before what happened, and needs its permission") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(kBracket);
  shop.run(Ask("run.create")
               .with("part", "BRKT")
               .with("procedure", "bracket")
               .with("serial", "auto")
               .at("2026-01-02T10:00:00Z"));
  shop.refused(start("R-1/kit").at(in_seconds(60)), ErrorCode::kValueInvalid);
  shop.refused(start("R-1/kit").at("2026-01-02T09:59:59.999999Z"), ErrorCode::kValueInvalid);
  shop.refused(start("R-1/kit").at("yesterday"), ErrorCode::kValueInvalid);
  shop.refused(start("R-1/kit").at("2026-01-02T10"), ErrorCode::kValueInvalid);
  const Error denied =
      shop.refused(start("R-1/kit").at("2026-01-02T10:00:00Z").by("bob"), ErrorCode::kPermissionDenied);
  CHECK(denied.message().find("history.backdate") != std::string::npos);
  shop.run(start("R-1/kit").at("2026-01-02T11:00:00Z"));
  const auto complete = [] { return Ask("step.complete").with_all("steps", {"R-1/kit"}); };
  shop.refused(complete().at("2026-01-02T10:59:59Z"), ErrorCode::kValueInvalid);
  shop.run(complete().at("2026-01-02T11:00:00Z"));
  shop.run(start("R-1/torque").at("2026-01-02T12:00:00Z"));
  const auto record = [] { return Workshop::record("R-1/torque", {{"nm", "10"}}, "alice"); };
  shop.refused(record().at("2026-01-02T11:59:59Z"), ErrorCode::kValueInvalid);
  shop.run(record().at("2026-01-02T12:30:00Z"));
  shop.refused(record().at("2026-01-02T12:29:59Z"), ErrorCode::kValueInvalid);
  CHECK(shop.field("R-1/torque", "nm")["recorded_at"] == Value("2026-01-02T12:30:00.000000Z"));
}

TEST_CASE("command: with the permission, others may enter late too") {
  BracketShop shop;
  shop.run(Ask("role.set").with("role", "late").with_all("allow", {"history.backdate"}));
  shop.run(Ask("user.set").with("user", "bob").with_all("roles", {"operator", "late"}));
  CHECK_NOTHROW(shop.run(start("R-1/kit").by("bob").at(Timestamp::now().text())));
}

TEST_CASE("command: every change is in the log, with who, what, when and why") {
  BracketShop shop;
  const std::int64_t head = shop.head();
  shop.run(start("R-1/kit").by("bob").because("first shift"));
  const Value entries = shop.run(Ask("log").with("after", head));
  REQUIRE(entries.as_list().size() == 1);
  const Value& entry = entries.as_list().front();
  CHECK(entry["seq"] == Value(head + 1));
  CHECK(entry["actor"] == Value("bob"));
  CHECK(entry["op"] == Value("step.start"));
  CHECK(entry["subject"] == Value("R-1/kit"));
  CHECK(entry["reason"] == Value("first shift"));
  CHECK(entry["at"] == entry["recorded_at"]);
  CHECK(entry["hash"].as_text().size() == 64);
  bool state_told = false;
  for (const Value& change : entry["changes"].as_list()) {
    if (change["field"] != Value("state")) continue;
    state_told = true;
    CHECK(change["subject"] == Value("R-1/kit"));
    CHECK(change["old"] == Value("todo"));
    CHECK(change["new"] == Value("in_progress"));
  }
  CHECK(state_told);
}

TEST_CASE("command: the log of a subject is all of it and nothing else") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(
      "procedure: p\ntitle: P\nflow: graph\nsteps:\n  - {id: a, title: A}\n  - {id: ab, title: AB}\n");
  for (int i = 0; i < 12; ++i) shop.make_run("BRKT", "p");
  for (const char* step : {"R-1/a", "R-1/ab", "R-12/a"}) shop.run(start(step));
  const auto subjects = [&](const char* subject) {
    return column(shop.run(Ask("log").with("subject", subject)), "subject");
  };
  CHECK(subjects("R-1") == Texts{"R-1", "R-1/a", "R-1/ab"});
  CHECK(subjects("R-1/a") == Texts{"R-1/a"});
  CHECK(subjects("R-1/ab") == Texts{"R-1/ab"});
  CHECK(subjects("R-12") == Texts{"R-12", "R-12/a"});
  CHECK(subjects("p@1").size() == 2);
  CHECK(subjects("bob") == Texts{"bob"});
  shop.refused(Ask("log").with("subject", "R-99"), ErrorCode::kNotFound);
  CHECK(subjects("R-2/a").empty());
  const Value ops = shop.run(Ask("log").with("op", "step.start"));
  CHECK(ops.as_list().size() == 3);
  CHECK(shop.run(Ask("log").with("actor", "quinn")).as_list().empty());
}

TEST_CASE("command: sequence numbers have no gaps, refused and dry commands leave none") {
  BracketShop shop;
  const std::int64_t head = shop.head();
  shop.run(start("R-1/kit").dry_run());
  shop.refused(start("R-1/torque"), ErrorCode::kStepNotAvailable);
  CHECK(shop.run(start("R-1/kit"))["seq"] == Value(head + 1));
  CHECK(shop.scalar("SELECT count(*) FROM history_entry") == head + 1);
}

TEST_CASE("command: two workspaces open the same folder") {
  BracketShop shop;
  Workspace other = Workspace::open(shop.folder());
  other.execute(start("R-1/kit").request());
  CHECK(shop.state("R-1/kit") == "in_progress");
  shop.refused(start("R-1/kit"), ErrorCode::kStateRefused);
}

TEST_CASE("command: there is one workspace in a folder") {
  Workshop shop;
  const std::string before = shop.snapshot();
  CHECK_THROWS_AS(Workspace::init(shop.folder(), "bob", "Bob"), Error);
  CHECK(shop.snapshot() == before);
  Folder empty;
  try {
    Workspace::open(empty.path());
    FAIL("opened");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kWorkspaceNotFound);
  }
  CHECK_THROWS_AS(Workspace::init(empty.path(), "no name", "X"), Error);
  CHECK_FALSE(std::filesystem::exists(empty.path() + "/.traveler/traveler.db"));
}
