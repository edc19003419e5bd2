#include <thread>

#include "traveler/bulk.h"
#include "workshop.h"

namespace traveler::testing {
namespace {

Ask new_part(const std::string& number) {
  return Ask("part.add").with("part", number).with("name", number).with("tracking", "lot");
}

std::string parts_of(Workspace& workspace) {
  std::string out;
  workspace.export_table("inventory", ExportFormat::kCsv, [&](std::string_view bytes) { out += bytes; });
  for (const std::string& number : column(workspace.execute(Ask("part.list").request()), "number"))
    out += number + '\n';
  workspace.execute(Ask("log").request(),
                    [&](const Value& row) { out += std::to_string(row["seq"].as_integer()) + '\n'; });
  return out + workspace.head().hash;
}

}  // namespace

TEST_CASE("snapshot: all reads are of one moment, while another connection waits to write") {
  Workshop shop;
  shop.add_part("FIRST", "lot");
  Workspace impatient = Workspace::open(shop.folder(), {.lock_timeout = std::chrono::milliseconds(20)});
  std::thread writer;
  std::optional<std::string> before;
  {
    const Snapshot snapshot(shop.workspace());
    before = parts_of(shop.workspace());
    // Nobody changes the file under it.
    CHECK_THROWS_AS(impatient.execute(new_part("NEVER").request()), Error);
    CHECK(parts_of(shop.workspace()) == *before);
    writer = std::thread(
        [folder = shop.folder()] { Workspace::open(folder).execute(new_part("SECOND").request()); });
    CHECK(parts_of(shop.workspace()) == *before);
    CHECK(parts_of(shop.workspace()) == *before);
  }
  writer.join();
  CHECK(parts_of(shop.workspace()) != *before);
  CHECK(column(shop.run(Ask("part.list")), "number") == Texts{"FIRST", "SECOND"});
}

TEST_CASE("snapshot: a query sees the moment too") {
  Workshop shop;
  Workspace workspace = Workspace::open(shop.folder());
  Workspace impatient = Workspace::open(shop.folder(), {.lock_timeout = std::chrono::milliseconds(20)});
  std::string answer;
  const Snapshot snapshot(workspace);
  workspace.query("SELECT count(*) AS n FROM main.part", ExportFormat::kCsv,
                  [&](std::string_view bytes) { answer += bytes; });
  CHECK(answer == "n\r\n0\r\n");
  // The query has not ended the moment.
  CHECK_THROWS_AS(impatient.execute(new_part("NEVER").request()), Error);
}

TEST_CASE("snapshot: a change through it is refused, and goes through afterwards") {
  Workshop shop;
  {
    const Snapshot snapshot(shop.workspace());
    shop.refused(new_part("P"), ErrorCode::kUsage);
    shop.refused(new_part("P").dry_run(), ErrorCode::kUsage);
    CHECK_THROWS_AS(Bulk(shop.workspace()), Error);
    CHECK(shop.run(Ask("part.list")) == Value::list());
  }
  shop.run(new_part("P"));
  CHECK(column(shop.run(Ask("part.list")), "number") == Texts{"P"});
}

TEST_CASE("snapshot: a second one is refused, and the first still holds") {
  Workshop shop;
  Workspace impatient = Workspace::open(shop.folder(), {.lock_timeout = std::chrono::milliseconds(20)});
  {
    const Snapshot snapshot(shop.workspace());
    try {
      const Snapshot second(shop.workspace());
      FAIL_CHECK("a second snapshot of one object");
    } catch (const Error& error) {
      CHECK(to_text(error.code()) == to_text(ErrorCode::kUsage));
    }
    CHECK_THROWS_AS(impatient.execute(new_part("NEVER").request()), Error);
    shop.refused(new_part("P"), ErrorCode::kUsage);
    // Another object has one of its own.
    Workspace other = Workspace::open(shop.folder());
    const Snapshot beside(other);
    CHECK(other.execute(Ask("part.list").request()) == Value::list());
  }
  const Snapshot again(shop.workspace());
  CHECK(shop.run(Ask("part.list")) == Value::list());
}

TEST_CASE("clock: entries, runs and the workspace itself are dated by it") {
  const Folder folder;
  std::int64_t now = Timestamp::parse("2031-02-03T04:05:06.000007Z")->micros;
  const WorkspaceOptions options{.clock = [&now] { return now; }};
  Workspace workspace = Workspace::init(folder.path(), "alice", "Alice", std::nullopt, options);
  const auto run = [&](const Ask& ask) { return workspace.execute(ask.request()); };
  const auto newest = [&] {
    const Value log = run(Ask("log"));
    return log.as_list().back();
  };
  CHECK(newest()["at"] == Value("2031-02-03T04:05:06.000007Z"));
  CHECK(store::Connection::open(folder.path() + "/.traveler/traveler.db", {.read_only = true})
            .scalar("SELECT created_at FROM workspace") == now);
  now += 1'000'000;
  run(new_part("P"));
  CHECK(newest()["at"] == Value("2031-02-03T04:05:07.000007Z"));
  CHECK(newest()["recorded_at"] == Value("2031-02-03T04:05:07.000007Z"));
  now += 1'000'000;
  const Value made = run(Ask("run.create").with("part", "P").with("lot", "L").with("quantity", "1"));
  CHECK(made["runs"].as_list().front()["created_at"] == Value("2031-02-03T04:05:08.000007Z"));
  // The future is what comes after it.
  CHECK_THROWS_AS(run(new_part("Q").at("2031-02-03T04:05:08.000008Z")), Error);
  run(new_part("Q").at("2031-02-03T04:05:08.000007Z"));
  // In one transaction each request has its time.
  Bulk bulk(workspace);
  now += 1'000'000;
  bulk.execute(new_part("R").request());
  now += 1'000'000;
  bulk.execute(new_part("S").request());
  bulk.commit();
  const Value log = run(Ask("log"));
  const auto& entries = log.as_list();
  CHECK(entries[entries.size() - 2]["at"] == Value("2031-02-03T04:05:09.000007Z"));
  CHECK(entries.back()["at"] == Value("2031-02-03T04:05:10.000007Z"));
}

TEST_CASE("clock: what is stuck or overdue is told by it") {
  const Folder folder;
  std::int64_t now = Timestamp::parse("2031-02-03T00:00:00Z")->micros;
  const WorkspaceOptions options{.clock = [&now] { return now; }};
  Workspace workspace = Workspace::init(folder.path(), "alice", "Alice", std::nullopt, options);
  workspace.execute(new_part("P").request());
  workspace.execute(Ask("run.create").with("part", "P").with("lot", "L").with("quantity", "1").request());
  const Request stuck = Ask("run.list").with("stuck", "3d").request();
  now += std::int64_t{3} * 24 * 3600 * 1'000'000 - 1;
  CHECK(workspace.execute(stuck) == Value::list());
  now += 1;
  CHECK(column(workspace.execute(stuck), "id") == Texts{"R-1"});
}

TEST_CASE("clock: what is due today is overdue when the day has ended in the time zone of the workspace") {
  const Folder folder;
  std::int64_t now = Timestamp::parse("2031-02-03T08:00:00Z")->micros;
  const WorkspaceOptions options{.clock = [&now] { return now; }};
  Workspace workspace = Workspace::init(folder.path(), "alice", "Alice", std::nullopt, options);
  workspace.execute(Ask("config.set").with("key", "timezone").with("value", "America/New_York").request());
  workspace.execute(new_part("P").request());
  workspace.execute(Ask("run.create")
                        .with("part", "P")
                        .with("lot", "L")
                        .with("quantity", "1")
                        .with("due", "2031-02-03")
                        .request());
  const auto overdue = [&] { return workspace.execute(Ask("status").request())["overdue"].as_list().size(); };
  CHECK(overdue() == 0);
  now = Timestamp::parse("2031-02-04T04:59:59Z")->micros;
  CHECK(overdue() == 0);
  ++now;
  CHECK(overdue() == 1);
  // An event that is entered late is told by the clock on the wall.
  workspace.execute(new_part("Q").at("2031-02-03 23:30").request());
  const Value log = workspace.execute(Ask("log").request());
  CHECK(log.as_list().back()["at"] == Value("2031-02-04T04:30:00.000000Z"));
}

}  // namespace traveler::testing
