#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>

#include "traveler/bulk.h"
#include "workshop.h"

namespace traveler::testing {
namespace {

/// Users by name, until the sink has enough.
Texts listed(Workspace& workspace, std::size_t most) {
  Texts names;
  workspace.execute(Ask("user.list").request(), [&](const Value& row) {
    names.push_back(row["name"].as_text());
    return names.size() < most;
  });
  return names;
}

TEST_CASE("workspace: a sink ends its list when it has enough") {
  Workshop shop;
  CHECK(listed(shop.workspace(), 1) == Texts{"alice"});
  CHECK(listed(shop.workspace(), 2) == Texts{"alice", "bob"});
  CHECK(listed(shop.workspace(), 9) == Texts{"alice", "bob", "quinn"});
  // One that returns nothing takes all.
  std::size_t count = 0;
  shop.workspace().execute(Ask("user.list").request(), [&](const Value&) { ++count; });
  CHECK(count == 3);
}

TEST_CASE("workspace: what a sink throws passes through as it is, and ends the read") {
  Workshop shop;
  struct Broken {};
  const Request users = Ask("user.list").request();
  CHECK_THROWS_AS(shop.workspace().execute(users, [](const Value&) { throw Broken{}; }), Broken);
  CHECK_THROWS_AS(shop.workspace().execute(users, [](const Value&) { throw std::runtime_error("full"); }),
                  std::runtime_error);
  CHECK_THROWS_AS(
      shop.workspace().export_table("history", ExportFormat::kCsv, [](std::string_view) { throw Broken{}; }),
      Broken);
  shop.add_part("NEXT", "lot");
}

TEST_CASE("workspace: an answer says whether it is the one kept under the key") {
  Workshop shop;
  Request request = Ask("part.add").with("part", "P").with("name", "P").with("tracking", "lot").request();
  request.idempotency_key = "once";
  const Answer first = shop.workspace().execute(request);
  const Answer again = shop.workspace().execute(request);
  CHECK_FALSE(first.replayed);
  CHECK(again.replayed);
  CHECK(again == first);
  Bulk bulk(shop.workspace());
  CHECK(bulk.execute(request).replayed);
  CHECK_FALSE(bulk.execute(Ask("part.show").with("part", "P").request()).replayed);
}

TEST_CASE("workspace: the same request in another form has the same key") {
  BracketShop shop;
  Request request =
      Ask("step.record").with("step", "R-1/torque").with("set", pairs({{"nm", "10"}})).request();
  shop.start({"R-1/kit"});
  shop.complete({"R-1/kit"});
  shop.start({"R-1/torque"});
  request.idempotency_key = "reading";
  CHECK_FALSE(shop.workspace().execute(request).replayed);
  request.arguments =
      Value::object().add("set", pairs({{"nm", 10}})).add("step", "R-1/torque").add("only", nullptr);
  CHECK(shop.workspace().execute(request).replayed);
}

TEST_CASE("workspace: the head is the newest entry, as verify has it") {
  Workshop shop;
  const Head before = shop.workspace().head();
  shop.add_part("P", "lot");
  const Head after = shop.workspace().head();
  CHECK(after.seq == before.seq + 1);
  CHECK(after.hash != before.hash);
  const Value verified = shop.run(Ask("verify"));
  CHECK(verified["head"]["seq"].as_integer() == after.seq);
  CHECK(verified["head"]["hash"].as_text() == after.hash);
}

}  // namespace

namespace {

ErrorCode code_of_opening(const std::string& path, const WorkspaceOptions& options = {}) {
  try {
    Workspace::open(path, options).head();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::kUsage;  // no refusal has this one
}
constexpr ErrorCode kOpened = ErrorCode::kUsage;

}  // namespace

TEST_CASE("workspace: what everybody may write or another name leads to is opened only when it is trusted") {
  const Folder folder;
  Workspace::init(folder.path(), "alice", "Alice");
  const std::string inner = folder.path() + "/.traveler";
  const std::string database = inner + "/traveler.db";
  CHECK(code_of_opening(folder.path()) == kOpened);
  SECTION("the folder is everybody's") { REQUIRE(::chmod(inner.c_str(), 0777) == 0); }
  SECTION("the database is everybody's") { REQUIRE(::chmod(database.c_str(), 0666) == 0); }
  SECTION("a hard link") { REQUIRE(::link(database.c_str(), (folder.path() + "/other.db").c_str()) == 0); }
  SECTION("another user's") {
    if (::geteuid() != 0) return;
    REQUIRE(::chown(inner.c_str(), 65534, 65534) == 0);
  }
  CHECK(code_of_opening(folder.path()) == ErrorCode::kStorageIo);
  CHECK(code_of_opening(folder.path(), {.trusted = {"/nowhere", "/"}}) == ErrorCode::kStorageIo);
  CHECK(code_of_opening(folder.path(), {.trusted = {"/nowhere", folder.path()}}) == kOpened);
  CHECK(code_of_opening(folder.path(), {.trusted = {inner + "/"}}) == kOpened);
}

TEST_CASE("workspace: one that is shared with a group of ours is opened") {
  if (::geteuid() != 0) return;
  const Folder folder;
  Workspace::init(folder.path(), "alice", "Alice");
  for (const char* path : {"/.traveler", "/.traveler/traveler.db"}) {
    const std::string shared = folder.path() + path;
    REQUIRE(::chown(shared.c_str(), 65534, ::getegid()) == 0);
    REQUIRE(::chmod(shared.c_str(), 0770) == 0);
  }
  CHECK(code_of_opening(folder.path()) == kOpened);
}

TEST_CASE("workspace: a FIFO or a link as database or journal is refused and not waited for") {
  const Folder folder;
  Workspace::init(folder.path(), "alice", "Alice");
  const std::string database = folder.path() + "/.traveler/traveler.db";
  const std::string journal = database + "-journal";
  ::unlink(journal.c_str());
  SECTION("a FIFO as journal") { REQUIRE(::mkfifo(journal.c_str(), 0600) == 0); }
  SECTION("a link as journal") { REQUIRE(::symlink("/dev/zero", journal.c_str()) == 0); }
  SECTION("a FIFO as database") {
    REQUIRE(::unlink(database.c_str()) == 0);
    REQUIRE(::mkfifo(database.c_str(), 0600) == 0);
  }
  SECTION("a link as database") {
    REQUIRE(::rename(database.c_str(), (folder.path() + "/real.db").c_str()) == 0);
    REQUIRE(::symlink((folder.path() + "/real.db").c_str(), database.c_str()) == 0);
  }
  CHECK(code_of_opening(folder.path()) == ErrorCode::kStorageIo);
}

TEST_CASE("workspace: a schema number that never was is damage") {
  for (const char* number : {"0", "-5"}) {
    const Folder folder;
    Workspace::init(folder.path(), "alice", "Alice");
    auto db = store::Connection::open(folder.path() + "/.traveler/traveler.db");
    db.run_script(std::string("PRAGMA user_version = ") + number);
    CHECK(code_of_opening(folder.path()) == ErrorCode::kStorageCorrupt);
  }
}

TEST_CASE("workspace: init leaves nothing for everybody to write, and nothing behind when it is refused") {
  const Folder folder;
  const mode_t before = ::umask(0);
  Workspace::init(folder.path() + "/new/er", "alice", "Alice");
  ::umask(before);
  CHECK(code_of_opening(folder.path() + "/new/er") == kOpened);
  CHECK_THROWS_AS(Workspace::init("/proc/self", "alice", "Alice"), Error);
  CHECK_FALSE(std::filesystem::exists(folder.path() + "/.traveler"));
}

}  // namespace traveler::testing
