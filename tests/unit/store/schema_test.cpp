#include "store/schema.h"
#include "make_tables.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "../ops/story.h"
#include "traveler/error.h"

using namespace traveler;
using namespace traveler::store;
using testing::Folder;
using testing::Story;

namespace {

ErrorCode code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  FAIL("nothing was thrown");
  return ErrorCode::kInternal;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string database(const Folder& folder) { return folder.path() + "/.traveler/traveler.db"; }

/// A new workspace's folder whose file is then edited.
void make(const Folder& folder, const std::string& sql) {
  Workspace::init(folder.path(), "alice", "Alice");
  Connection::open(database(folder)).run_script(sql);
}

}  // namespace

TEST_CASE("schema: a new workspace says what it is") {
  Folder folder;
  const std::string path = folder.path() + "/w.db";
  Connection db = Connection::create(path);
  testing::make_tables(db);
  CHECK(db.scalar("PRAGMA user_version") == schema_version());
  CHECK(schema_version() >= 1);
  CHECK(db.scalar("PRAGMA application_id") == 0x54726176);
  CHECK(db.scalar("SELECT count(*) FROM pragma_foreign_key_list('run')") > 0);
  migrate(db);
  const std::string bytes = read_file(path);
  migrate(db);
  CHECK(read_file(path) == bytes);
  CHECK_THROWS_AS(testing::make_tables(db), Error);
}

TEST_CASE("schema: every table is strict") {
  Connection db = Connection::scratch();
  testing::make_tables(db);
  CHECK(db.scalar(
            "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 "
            "AND name NOT LIKE 'sqlite_%'") == 0);
}

TEST_CASE("schema: the projected tables are all that the history accounts for") {
  Connection db = Connection::scratch();
  testing::make_tables(db);
  std::set<std::string> tables;
  Statement row =
      db.prepare_once("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  while (row.step()) tables.insert(row.string(0));
  // What is named by digest, the history itself, and the answers under idempotency keys.
  for (const char* content : {"document", "step_def", "field_def", "plan", "plan_step", "plan_edge",
                              "history_entry", "answered_request"}) {
    CHECK(tables.erase(content) == 1);
  }
  for (const ProjectedTable& table : projected_tables()) {
    CAPTURE(table.name);
    CHECK(tables.erase(std::string(table.name)) == 1);
  }
  CHECK(tables == std::set<std::string>{});
}

TEST_CASE("schema: a newer workspace is refused and left alone") {
  Folder folder;
  make(folder, "PRAGMA user_version = " + std::to_string(schema_version() + 1));
  const std::string before = read_file(database(folder));
  CHECK(code_of([&] { Workspace::open(folder.path()); }) == ErrorCode::kStorageNewer);
  CHECK(read_file(database(folder)) == before);
}

TEST_CASE("schema: another program's file is refused and left alone") {
  for (const char* sql : {"PRAGMA application_id = 0", "PRAGMA application_id = 1",
                          "PRAGMA application_id = 1; PRAGMA user_version = 99"}) {
    CAPTURE(sql);
    Folder folder;
    make(folder, sql);
    const std::string before = read_file(database(folder));
    CHECK(code_of([&] { Workspace::open(folder.path()); }) == ErrorCode::kStorageCorrupt);
    CHECK(read_file(database(folder)) == before);
  }
  for (const std::string& bytes :
       {std::string(),
        std::string("not a database, but long enough to be read as one ") + std::string(200, 'x')}) {
    Folder folder;
    std::filesystem::create_directory(folder.path() + "/.traveler");
    std::ofstream(database(folder), std::ios::binary) << bytes;
    CHECK(code_of([&] { Workspace::open(folder.path()); }) == ErrorCode::kStorageCorrupt);
    CHECK(read_file(database(folder)) == bytes);
  }
}

TEST_CASE("schema: a damaged file is told as such") {
  Folder folder;
  make(folder, "");
  std::string bytes = read_file(database(folder));
  for (std::size_t i = 100; i < bytes.size(); ++i) bytes[i] = '\x5A';
  std::ofstream(database(folder), std::ios::binary | std::ios::trunc) << bytes;
  CHECK(code_of([&] { Workspace::open(folder.path()).execute(testing::Ask("user.list").request()); }) ==
        ErrorCode::kStorageCorrupt);
}

TEST_CASE("schema: rows keep to what they can be") {
  const Story story;
  Connection db = Connection::open(story.database());
  // Each pair: an edit that is allowed, and one that only its check or reference refuses.
  const std::vector<std::pair<const char*, const char*>> edits{
      {"UPDATE run_step SET open_upstreams = 0", "UPDATE run_step SET open_upstreams = -1"},
      {"UPDATE run SET quantity = 1", "UPDATE run SET quantity = 0"},
      {"UPDATE run SET todo = 0", "UPDATE run SET todo = -1"},
      {"UPDATE run SET completed = 0", "UPDATE run SET completed = -1"},
      {"UPDATE run SET open_required = 0", "UPDATE run SET open_required = -1"},
      {"UPDATE run SET part = 1", "UPDATE run SET part = 99"},
      {"UPDATE run SET plan = 1", "UPDATE run SET plan = 99"},
      {"UPDATE run SET inventory = 1", "UPDATE run SET inventory = 99"},
      {"UPDATE run SET procedure_revision = NULL", "UPDATE run SET procedure_revision = 99"},
      {"UPDATE part SET name = 'x'", "UPDATE part SET name = NULL"},
      {"UPDATE part SET number = 'X' WHERE id = 1", "UPDATE part SET number = 'X', revision = NULL"},
      {"UPDATE inventory_item SET quantity = 1000000 WHERE id = 1",
       "UPDATE inventory_item SET quantity = 1000001 WHERE id = 1"},
      {"UPDATE inventory_item SET quantity = 2000000 WHERE id = 3",
       "UPDATE inventory_item SET quantity = -1 WHERE id = 3"},
      {"UPDATE inventory_item SET origin = 1 WHERE id = 3",
       "UPDATE inventory_item SET origin = 99 WHERE id = 3"},
      {"UPDATE inventory_item SET serial = 'N' WHERE id = 1",
       "UPDATE inventory_item SET serial = 'S002' WHERE id = 1"},
      {"UPDATE procedure_revision SET document = 1", "UPDATE procedure_revision SET document = 99"},
      {"UPDATE record SET body = 'x'", "UPDATE record SET body = NULL"},
      {"UPDATE record SET revision = 2", "UPDATE record SET revision = 'two'"},
      {"UPDATE record SET revision = 1", "UPDATE record SET revision = 0"},
      {"UPDATE reading SET attempt = 2 WHERE seq = (SELECT min(seq) FROM reading)",
       "UPDATE reading SET run = 99"},
      {"UPDATE plan_step SET key = 'k' WHERE slot = 1", "UPDATE plan_step SET key = 'k'"},
      {"UPDATE document SET body = 'x'", "UPDATE document SET digest = (SELECT min(digest) FROM document)"},
      {"UPDATE workspace SET created_at = 1", "INSERT INTO workspace VALUES (2, 'x', 1)"},
      {"DELETE FROM run_attribute", "DELETE FROM part"},
  };
  for (const auto& [good, bad] : edits) {
    CAPTURE(good, bad);
    {
      Transaction transaction(db, Transaction::Kind::kWrite);
      CHECK_NOTHROW(db.run_script(good));
      transaction.rollback();
    }
    {
      Transaction transaction(db, Transaction::Kind::kWrite);
      CHECK_THROWS_AS(db.run_script(bad), Error);
      transaction.rollback();
    }
  }
}

TEST_CASE("schema: the history of a workspace refuses UPDATE and DELETE") {
  const Story story;
  Connection db = Connection::open(story.database());
  const std::string before = story.snapshot();
  for (const char* sql :
       {"UPDATE history_entry SET actor = 'bob' WHERE seq = 1", "UPDATE history_entry SET body = x''",
        "DELETE FROM history_entry WHERE seq = 1", "DELETE FROM history_entry"}) {
    CAPTURE(sql);
    try {
      db.run_script(sql);
      FAIL("done");
    } catch (const Error& error) {
      CHECK(error.message().find("append-only") != std::string::npos);
    }
  }
  CHECK(story.snapshot() == before);
}

TEST_CASE("schema: what is compacted keeps its quotes, and one blank where it must") {
  Connection db = Connection::scratch();
  Transaction transaction(db, Transaction::Kind::kSchema);
  db.run_script(
      "CREATE TABLE t (  -- a comment, 'quoted'\n  a TEXT NOT NULL DEFAULT 'x,  y -- z',\n"
      "  \"b  c\" INTEGER   CHECK ( \"b  c\" > 0 )\n) STRICT ; -- the end");
  db.compact_schema();
  transaction.commit();
  Statement row = db.prepare_once("SELECT sql FROM sqlite_schema");
  REQUIRE(row.step());
  CHECK(row.string(0) ==
        "CREATE TABLE t(a TEXT NOT NULL DEFAULT 'x,  y -- z',\"b  c\" INTEGER CHECK(\"b  c\">0))STRICT");
  CHECK(db.scalar("SELECT count(*) FROM pragma_table_info('t')") == 2);
}
