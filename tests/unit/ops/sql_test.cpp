#include "story.h"

namespace traveler::testing {
namespace {

std::string answer_to(Workspace& workspace, std::string_view sql, ExportFormat format = ExportFormat::kCsv) {
  std::string out;
  workspace.query(sql, format, [&](std::string_view bytes) { out += bytes; });
  return out;
}

/// A workspace object of its own: one that has answered a query only reads from then on.
std::string answer_of(const Workshop& shop, std::string_view sql, ExportFormat format = ExportFormat::kCsv) {
  Workspace workspace = Workspace::open(shop.folder());
  return answer_to(workspace, sql, format);
}

constexpr std::string_view kEachType =
    "SELECT 7 AS i, 2.5 AS r, 'a,\"b\"' AS t, x'0f1e' AS b, NULL AS n, '' AS e";

}  // namespace

TEST_CASE("sql: the export tables go by their names, the store's own by main.NAME") {
  Story story;
  CHECK(answer_of(story, "SELECT id, lifecycle, due FROM runs WHERE id IN ('R-1', 'R-3') ORDER BY id") ==
        "id,lifecycle,due\r\n"
        "R-1,complete,2030-06-01T23:59:59.000000Z\r\n"
        "R-3,failed,\r\n");
  CHECK(answer_of(story, "SELECT count(*) AS n FROM main.run") ==
        "n\r\n" + std::to_string(story.scalar("SELECT count(*) FROM run")) + "\r\n");
  CHECK(answer_of(story, "SELECT max(seq) AS n FROM main.history_entry") ==
        "n\r\n" + std::to_string(story.head()) + "\r\n");
  // The view takes the name that both have.
  CHECK(answer_of(story, "SELECT json_valid(json_array(id)) AS v FROM inventory LIMIT 1") == "v\r\n1\r\n");
}

TEST_CASE("sql: CSV has numbers bare, texts quoted where they must be, blobs as digits, null as nothing") {
  const Workshop shop;
  CHECK(answer_of(shop, kEachType) == "i,r,t,b,n,e\r\n7,2.5,\"a,\"\"b\"\"\",0f1e,,\"\"\r\n");
}

TEST_CASE("sql: JSON and NDJSON are typed") {
  const Workshop shop;
  const std::string object = R"({"i":7,"r":2.5,"t":"a,\"b\"","b":"0f1e","n":null,"e":""})";
  CHECK(answer_of(shop, kEachType, ExportFormat::kJson) == "[\n" + object + "\n]\n");
  CHECK(answer_of(shop, kEachType, ExportFormat::kNdjson) == object + "\n");
  const std::string two = std::string(kEachType) + " UNION ALL " + std::string(kEachType);
  CHECK(answer_of(shop, two, ExportFormat::kJson) == "[\n" + object + ",\n" + object + "\n]\n");
  CHECK(answer_of(shop, two, ExportFormat::kNdjson) == object + "\n" + object + "\n");
  CHECK(answer_of(shop, "SELECT 9e999 AS r", ExportFormat::kJson) == "[\n{\"r\":\"inf\"}\n]\n");
}

TEST_CASE("sql: a result of no rows has its header, and is an empty list") {
  const Workshop shop;
  const std::string none = "SELECT id, title FROM runs WHERE id = 'R-99'";
  CHECK(answer_of(shop, none) == "id,title\r\n");
  CHECK(answer_of(shop, none, ExportFormat::kJson) == "[]\n");
  CHECK(answer_of(shop, none, ExportFormat::kNdjson).empty());
}

TEST_CASE("sql: booleans are 0 and 1, never null") {
  Story story;
  CHECK(answer_of(story, "SELECT DISTINCT typeof(available) AS t FROM steps") == "t\r\ninteger\r\n");
  CHECK(answer_of(story, "SELECT DISTINCT available FROM steps ORDER BY available") ==
        "available\r\n0\r\n1\r\n");
  CHECK(answer_of(story, "SELECT id FROM runs WHERE export_controlled", ExportFormat::kNdjson) ==
        "{\"id\":\"R-3\"}\n");
}

TEST_CASE("sql: a long result comes in pieces and whole") {
  const Workshop shop;
  Workspace workspace = Workspace::open(shop.folder());
  std::string out;
  int pieces = 0;
  workspace.query(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) SELECT i FROM n",
      ExportFormat::kNdjson, [&](std::string_view piece) {
        out += piece;
        ++pieces;
      });
  CHECK(pieces > 1);
  CHECK(std::count(out.begin(), out.end(), '\n') == 30000);
  CHECK(out.ends_with("{\"i\":30000}\n"));
}

TEST_CASE("sql: what is no single reading statement is refused as usage, and changes nothing") {
  Story story;
  const std::string before = story.snapshot();
  const std::string other = story.folder() + "/other.db";
  for (const std::string& sql : std::vector<std::string>{"",
                                                         " ; ",
                                                         "-- nothing",
                                                         "SELEC 1",
                                                         "SELECT",
                                                         "SELECT * FROM nothing",
                                                         "SELECT nothing FROM runs",
                                                         "SELECT 1; SELECT 2",
                                                         "SELECT 1; DELETE FROM main.run",
                                                         "SELECT $1",
                                                         "SELECT ?",
                                                         "SELECT :x",
                                                         "INSERT INTO main.workspace VALUES (2, 'x', 1)",
                                                         "UPDATE main.run SET title = 'x'",
                                                         "DELETE FROM main.run",
                                                         "WITH x AS (SELECT 1) DELETE FROM main.run",
                                                         "DROP TABLE main.run",
                                                         "DROP VIEW runs",
                                                         "CREATE TABLE t (a)",
                                                         "CREATE TEMP TABLE t (a)",
                                                         "ALTER TABLE main.run ADD COLUMN x",
                                                         "ATTACH '" + other + "' AS other",
                                                         "REINDEX",
                                                         "ANALYZE",
                                                         "BEGIN",
                                                         "COMMIT",
                                                         "ROLLBACK",
                                                         "SAVEPOINT x",
                                                         "PRAGMA user_version = 7",
                                                         "PRAGMA user_version",
                                                         "PRAGMA query_only = OFF",
                                                         "PRAGMA journal_mode = DELETE"}) {
    CAPTURE(sql);
    try {
      answer_of(story, sql);
      FAIL_CHECK("was not refused");
    } catch (const Error& error) {
      CHECK(to_text(error.code()) == to_text(ErrorCode::kUsage));
      CHECK_FALSE(error.message().empty());
    }
  }
  CHECK(story.snapshot() == before);
  CHECK_FALSE(std::filesystem::exists(other));
}

TEST_CASE("sql: what a value makes impossible is the statement's fault") {
  const Workshop shop;
  for (const char* sql :
       {"SELECT json('{')", "SELECT abs(-9223372036854775807 - 1)", "VACUUM", "VACUUM INTO 'x'"}) {
    CAPTURE(sql);
    try {
      answer_of(shop, sql);
      FAIL("answered");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::kUsage);
    }
  }
}

TEST_CASE("sql: no function writes or reaches outside") {
  const Workshop shop;
  const std::string before = shop.snapshot();
  for (const char* sql :
       {"SELECT load_extension('x')", "SELECT writefile('x', 'y')", "SELECT readfile('/etc/passwd')",
        "SELECT edit('x')", "SELECT fts3_tokenizer('simple', x'00')"}) {
    CAPTURE(sql);
    CHECK_THROWS_AS(answer_of(shop, sql), Error);
  }
  CHECK(shop.snapshot() == before);
}

TEST_CASE("sql: who has asked a query goes on as before") {
  Story story;
  Workspace workspace = Workspace::open(story.folder());
  CHECK(answer_to(workspace, "SELECT count(*) AS n FROM runs") == "n\r\n10\r\n");
  CHECK(workspace.execute(Ask("run.show").with("run", "R-1").request())["id"] == Value("R-1"));
  workspace.execute(Ask("part.add").with("part", "N").with("name", "N").with("tracking", "lot").request());
  // The views are there already, and see what has changed.
  CHECK(answer_to(workspace, "SELECT count(*) AS n FROM main.part WHERE number = 'N'") == "n\r\n1\r\n");
  CHECK(answer_to(workspace, "SELECT count(*) AS n FROM runs") == "n\r\n10\r\n");
}

TEST_CASE("sql: rows come one by one, names first, until the sink has enough") {
  Story story;
  Workspace workspace = Workspace::open(story.folder());
  Texts names;
  std::vector<Value> rows;
  const auto columns = [&](const Texts& found) { names = found; };
  workspace.query(kEachType, columns, [&](Value row) { rows.push_back(std::move(row)); });
  CHECK(names == Texts{"i", "r", "t", "b", "n", "e"});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0] == Value::object()
                       .add("i", 7)
                       .add("r", "2.5")
                       .add("t", "a,\"b\"")
                       .add("b", "0f1e")
                       .add("n", nullptr)
                       .add("e", ""));
  std::size_t count = 0;
  Workspace::open(story.folder()).query("SELECT id FROM runs", columns, [&](const Value&) {
    return ++count < 2;
  });
  CHECK(count == 2);
  CHECK(names == Texts{"id"});
  names.clear();
  Workspace::open(story.folder())
      .query("SELECT key FROM steps WHERE id = 'none'", columns, [&](const Value&) { ++count; });
  CHECK(count == 2);
  CHECK(names == Texts{"key"});
}

TEST_CASE("sql: what a sink throws passes through as it is") {
  const Workshop shop;
  Workspace workspace = Workspace::open(shop.folder());
  struct Broken {};
  CHECK_THROWS_AS(workspace.query("SELECT 1", ExportFormat::kCsv, [](std::string_view) { throw Broken{}; }),
                  Broken);
  CHECK(workspace.execute(Ask("part.list").request()) == Value::list());
}

}  // namespace traveler::testing
