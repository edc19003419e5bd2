#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <set>

#include "../ops/workshop.h"
#include "base/digest.h"
#include "base/json.h"
#include "make_tables.h"

using namespace traveler;
using namespace traveler::store;
using testing::Ask;
using testing::Folder;

namespace {

/// The workspace that the first program left (tests/data/workspaces), unpacked anew.
class FirstWorkspace {
 public:
  FirstWorkspace() {
    const std::string unpack =
        "tar -xzf " TRAVELER_SOURCE_DIR "/tests/data/workspaces/v1.tar.gz -C '" + folder_.path() + "'";
    REQUIRE(std::system(unpack.c_str()) == 0);
  }
  std::string path() const { return folder_.path() + "/shop"; }
  std::string database() const { return path() + "/.traveler/traveler.db"; }

 private:
  Folder folder_;
};

/// Every object of the schema by type and name, with its text.
std::map<std::string, std::string> schema_of(Connection& db) {
  std::map<std::string, std::string> out;
  Statement row = db.prepare_once(
      "SELECT type || ' ' || name || ' of ' || tbl_name, coalesce(sql, '') FROM sqlite_schema");
  while (row.step()) out.emplace(row.string(0), row.string(1));
  return out;
}

}  // namespace

TEST_CASE("migration: the first program's workspace has the schema of a new one, text by text") {
  const FirstWorkspace first;
  {
    auto db = Connection::open(first.database(), {.read_only = true});
    REQUIRE(db.identity().schema == 1);
    REQUIRE(schema_of(db).count("view runs of runs") == 1);
  }
  Workspace::open(first.path());
  auto migrated = Connection::open(first.database(), {.read_only = true});
  auto fresh = Connection::scratch();
  testing::make_tables(fresh);
  CHECK(migrated.identity().schema == schema_version());
  const auto there = schema_of(migrated);
  const auto wanted = schema_of(fresh);
  for (const auto& [name, text] : wanted) {
    CAPTURE(name);
    const auto found = there.find(name);
    REQUIRE(found != there.end());
    CHECK(found->second == text);
  }
  CHECK(there.size() == wanted.size());
  // Each column too, as SQLite has understood it.
  Statement table = fresh.prepare_once("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  while (table.step()) {
    CAPTURE(table.string(0));
    const std::string columns = "SELECT count(*) FROM pragma_table_xinfo('" + table.string(0) + "')";
    CHECK(migrated.scalar(columns) == fresh.scalar(columns));
  }
}

TEST_CASE("migration: texts in the file have neither comments nor blanks to be read at every command") {
  auto db = Connection::scratch();
  testing::make_tables(db);
  for (const auto& [name, text] : schema_of(db)) {
    CAPTURE(name, text);
    CHECK(text.find("--") == std::string::npos);
    CHECK(text.find('\n') == std::string::npos);
    CHECK(text.find("  ") == std::string::npos);
    CHECK(text.find(", ") == std::string::npos);
  }
  // What stands in quotes stays as it is.
  const std::string trigger = schema_of(db).at("trigger history_is_not_changed of history_entry");
  CHECK(trigger.find("'the history is append-only'") != std::string::npos);
}

TEST_CASE("migration: the first program's history fits the tables that came of it") {
  const FirstWorkspace first;
  Workspace workspace = Workspace::open(first.path());
  const Value report = workspace.execute(Ask("verify").request());
  for (const Value& damage : report["damage"].as_list()) FAIL_CHECK(damage["message"].as_text());
  CHECK(report["ok"] == Value(true));
  CHECK(report["entries"].as_integer() >= 2000);
}

TEST_CASE("migration: what makes steps siblings is as it would be had the program of today added them") {
  const FirstWorkspace first;
  std::int64_t outside = 0;
  std::int64_t used = 0;
  {
    // There was no outside process in it, and no standard step with children.
    auto db = Connection::open(first.database());
    outside = db.scalar("SELECT min(id) FROM step_def WHERE json_type(body, '$.use') IS NULL");
    db.run_script(
        "UPDATE step_def SET body = json_set(body, '$.outside', json('{\"operation\":\"plate\"}')) "
        "WHERE id = " +
        std::to_string(outside));
    used = db.scalar(
        "SELECT min(d.plan * 1000 + d.slot) FROM plan_step d JOIN step_def f ON f.id = d.step_def "
        "WHERE json_type(f.body, '$.use') IS NOT NULL");
    const std::string plan = std::to_string(used / 1000);
    const std::string slot = std::to_string(used % 1000);
    const std::string child =
        "INSERT INTO plan_step (plan, slot, position, key, number, title, required, required_for_run, parent, "
        "children, upstreams, step_def, location) SELECT plan, ";
    const std::string body = std::to_string(outside);
    db.run_script(child + "901, 901, key || '.child', 'x', 'x', 1, 1, slot, 1, 0, " + body +
                  ", NULL FROM plan_step WHERE plan = " + plan + " AND slot = " + slot + ";" + child +
                  "902, 902, key || '.grand', 'y', 'y', 1, 1, slot, 0, 0, " + body +
                  ", NULL FROM plan_step WHERE plan = " + plan + " AND slot = 901");
  }
  Workspace::open(first.path());
  auto db = Connection::open(first.database(), {.read_only = true});
  CHECK(db.scalar("SELECT count(*) FROM step_def WHERE outside = 1") == 1);
  CHECK(db.scalar("SELECT outside FROM step_def WHERE id = " + std::to_string(outside)) == 1);
  CHECK(db.scalar("SELECT count(*) FROM step_def WHERE meaning IS NOT NULL") > 0);
  CHECK(db.scalar("SELECT count(*) FROM step_def WHERE meaning = digest") == 0);
  const auto standard = [&](std::int64_t slot) {
    Statement row =
        db.prepare_once("SELECT standard FROM plan_step WHERE plan = " + std::to_string(used / 1000) +
                        " AND slot = " + std::to_string(slot));
    REQUIRE(row.step());
    return row.string(0);
  };
  const std::string family = standard(used % 1000);
  CHECK(family.starts_with("std:"));
  CHECK(family.find('@') == std::string::npos);
  CHECK(standard(901) == family + "/child");
  CHECK(standard(902) == family + "/child.grand");
  CHECK(db.scalar("SELECT count(*) FROM plan_step d JOIN step_def f ON f.id = d.step_def "
                  "WHERE d.standard IS NULL AND json_type(f.body, '$.use') IS NOT NULL") == 0);
  CHECK(db.scalar("SELECT last_slot FROM plan WHERE id = " + std::to_string(used / 1000)) == 902);
  CHECK(db.scalar("SELECT count(*) FROM plan WHERE last_slot <> (SELECT max(slot) FROM plan_step d "
                  "WHERE d.plan = plan.id)") == 0);
  Statement row = db.prepare_once(
      "SELECT json_remove(body, '$.use'), meaning FROM step_def WHERE json_type(body, '$.use') IS NOT NULL");
  int uses = 0;
  while (row.step()) {
    ++uses;
    CHECK(row.blob(1) == sha256({row.text(0)}).view());
  }
  CHECK(uses > 0);
}

TEST_CASE("migration: a workspace whose rows refer to nothing is left as it is") {
  const FirstWorkspace first;
  {
    auto db = Connection::open(first.database());
    db.run_script("PRAGMA foreign_keys = OFF; UPDATE run SET inventory = 99999 WHERE id = 1");
  }
  try {
    Workspace::open(first.path());
    FAIL_CHECK("migrated");
  } catch (const Error& error) {
    CHECK(to_text(error.code()) == to_text(ErrorCode::kStorageCorrupt));
  }
  auto db = Connection::open(first.database(), {.read_only = true});
  CHECK(db.identity().schema == 1);
  CHECK(schema_of(db).count("view runs of runs") == 1);
}

TEST_CASE("migration: an issue keeps its state, its time before 1970, and who refers to it") {
  const FirstWorkspace first;
  {
    auto db = Connection::open(first.database());
    REQUIRE(db.scalar("SELECT count(*) FROM issue") >= 4);
    db.run_script(
        "UPDATE issue SET state = id - 1, run = id, step = NULL, title = 'a \"b\" é', created_at = -1 "
        "WHERE id <= 4");
  }
  Workspace::open(first.path());
  auto db = Connection::open(first.database(), {.read_only = true});
  Statement row = db.prepare_once(
      "SELECT number, revision, body FROM record WHERE kind = 'issue' AND number <= 4 ORDER BY number");
  for (const char* state : {"pending", "in_progress", "in_review", "resolved"}) {
    REQUIRE(row.step());
    const Value body = parse_stored_json(row.text(2));
    CHECK(body["state"] == Value(state));
    CHECK(body["title"] == Value("a \"b\" é"));
    CHECK(body["created_at"] == Value("1969-12-31T23:59:59.999999Z"));
    CHECK(body["run"] == Value("R-" + std::to_string(row.integer(0))));
    CHECK(body.find("step") == nullptr);
    CHECK(to_canonical_json(body) == row.string(2));
  }
}

TEST_CASE("migration: records are kept in the canonical form that a new one has") {
  const FirstWorkspace first;
  Workspace::open(first.path());
  auto db = Connection::open(first.database(), {.read_only = true});
  Statement row = db.prepare_once("SELECT kind, body FROM record");
  std::set<std::string> kinds;
  while (row.step()) {
    kinds.insert(row.string(0));
    CAPTURE(row.string(0), row.string(1));
    CHECK(to_canonical_json(parse_stored_json(row.text(1))) == row.string(1));
  }
  CHECK(kinds == std::set<std::string>{"batch", "issue", "location", "role", "setting", "team", "user"});
}
