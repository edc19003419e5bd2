#include <fstream>
#include <functional>
#include <map>

#include "../model/random_seed.h"
#include "store/history.h"
#include "store/schema.h"
#include "story.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A workspace that was damaged behind the program's back: a copy of the story, edited by SQL.
class Damaged {
 public:
  /// The bytes of the story's database, told once.
  static const std::string& story() {
    static const std::string bytes = [] {
      Story made;
      REQUIRE(made.run(Ask("verify"))["ok"] == Value(true));
      return read_file(made.database());
    }();
    return bytes;
  }

  Damaged() {
    std::filesystem::create_directory(folder_.path() + "/.traveler");
    std::ofstream(path(), std::ios::binary) << story();
  }

  std::string path() const { return folder_.path() + "/.traveler/traveler.db"; }

  /// Runs SQL as somebody would who does not care: no triggers, no references, no checks.
  void edit(const std::string& sql) const {
    auto db = store::Connection::open(path());
    std::string triggers;
    {
      store::Statement row = db.prepare_once("SELECT sql FROM sqlite_schema WHERE type = 'trigger'");
      while (row.step()) triggers += row.string(0) + ';';
    }
    db.run_script(
        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;"
        "DROP TRIGGER history_is_not_changed; DROP TRIGGER history_is_not_deleted;" +
        sql + ';' + triggers);
  }
  /// Changes the schema itself.
  void edit_schema(const std::string& sql) const {
    auto db = store::Connection::open(path());
    store::Transaction transaction(db, store::Transaction::Kind::kSchema);
    db.run_script(sql);
    transaction.commit();
  }

  Value verify() const {
    Workspace workspace = Workspace::open(folder_.path());
    return workspace.execute(Ask("verify").request());
  }

 private:
  Folder folder_;
};

/// One edit and what verify says to it.
struct Outcome {
  bool ok = true;
  std::vector<std::int64_t> seqs;
  std::string messages;
};

Outcome after(const std::string& sql) {
  const Damaged damaged;
  damaged.edit(sql);
  const Value report = damaged.verify();
  Outcome out;
  out.ok = report["ok"].as_bool();
  for (const Value& item : report["damage"].as_list()) {
    if (!item["seq"].is_null()) out.seqs.push_back(item["seq"].as_integer());
    CHECK_FALSE(item["code"].as_text().empty());
    out.messages += item["message"].as_text() + '\n';
  }
  CHECK(out.ok == report["damage"].as_list().empty());
  return out;
}

/// One entry as it is kept, to be forged.
struct Link {
  std::int64_t seq = 0;
  std::string body;
  std::string prev;
};

/// Changes what `forge` changes of each entry, and then makes every hash from there on fit again: only what
/// an entry says can still be wrong.
void forge_history(const Damaged& damaged, const std::function<void(Link&)>& forge) {
  auto db = store::Connection::open(damaged.path());
  db.run_script("DROP TRIGGER history_is_not_changed; BEGIN");
  const std::string uuid = store::workspace_uuid(db);
  std::vector<Link> links;
  store::each_entry(db, 1, std::nullopt, [&](const store::StoredEntry& entry) {
    links.push_back({entry.seq, std::string(entry.body), {}});
    return true;
  });
  std::string before(32, '\0');
  for (Link& link : links) {
    link.prev = before;
    forge(link);
    const Digest hash = store::entry_hash(uuid, link.seq, link.prev, link.body);
    before = std::string(hash.view());
    db.execute("UPDATE history_entry SET body = $1, prev = $2, hash = $3 WHERE seq = $4",
               store::Blob{link.body}, store::Blob{link.prev}, hash, link.seq);
  }
  db.run_script(
      "CREATE TRIGGER history_is_not_changed BEFORE UPDATE ON history_entry BEGIN SELECT "
      "raise(ABORT,'the history is append-only'); END; COMMIT");
}

/// The first entry whose body has `text`, and in it `forged` instead, its chain made to fit.
struct Forgery {
  std::int64_t seq = 0;
  Value report;
};
Forgery forged(std::string_view op, const std::string& text, const std::string& instead) {
  const Damaged damaged;
  Forgery out;
  forge_history(damaged, [&](Link& link) {
    const std::size_t at = link.body.find(text);
    if (out.seq != 0 || at == std::string::npos || link.body.find(op) == std::string::npos) return;
    out.seq = link.seq;
    link.body.replace(at, text.size(), instead);
  });
  INFO(text << " is in no entry of " << op);
  REQUIRE(out.seq != 0);
  out.report = damaged.verify();
  return out;
}

/// Reads the story's database with SQL of one text column.
Texts select(const std::string& sql) {
  const Damaged untouched;
  auto db = store::Connection::open(untouched.path(), {.read_only = true});
  store::Statement row = db.prepare_once(sql);
  Texts out;
  while (row.step()) out.push_back(row.is_null(0) ? "" : row.string(0));
  return out;
}

std::int64_t entries() {
  return std::stoll(select("SELECT CAST(max(seq) AS TEXT) FROM history_entry").front());
}

struct Column {
  std::string name;
  std::string type;
};

std::vector<Column> columns_of(std::string_view table) {
  const Texts names = select("SELECT name FROM pragma_table_info('" + std::string(table) + "') ORDER BY cid");
  const Texts types = select("SELECT type FROM pragma_table_info('" + std::string(table) + "') ORDER BY cid");
  std::vector<Column> out;
  for (std::size_t i = 0; i < names.size(); ++i) out.push_back({names[i], types[i]});
  return out;
}

/// An expression for another value than the one that is there.
std::string another(const Column& column) {
  if (column.type == "INTEGER") return "ifnull(" + column.name + ", 0) + 1000";
  if (column.type == "BLOB") return "zeroblob(length(" + column.name + "))";
  return "ifnull(" + column.name + ", '') || 'x'";
}

/// The condition that picks the `skip`-th row of a table by the columns that name a row.
std::string row_condition(std::string_view table, std::string_view order, int skip) {
  return "(" + std::string(order) + ") = (SELECT " + std::string(order) + " FROM " + std::string(table) +
         " ORDER BY " + std::string(order) + " LIMIT 1 OFFSET " + std::to_string(skip) + ")";
}

}  // namespace

TEST_CASE("verify: an untouched workspace holds, with its head") {
  const Damaged untouched;
  const Value report = untouched.verify();
  CHECK(report["ok"] == Value(true));
  CHECK(report["damage"] == Value::list());
  CHECK(report["entries"] == Value(entries()));
  CHECK(report["head"]["seq"] == Value(entries()));
  CHECK(report["head"]["hash"].as_text() ==
        select("SELECT lower(hex(hash)) FROM history_entry ORDER BY seq DESC LIMIT 1").front());
  Workshop fresh;
  CHECK(fresh.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("verify: one changed byte of an entry names the entry") {
  const std::uint32_t seed = random_seed();
  CAPTURE(seed);
  Dice dice(seed);
  for (const char* column : {"body", "prev", "hash"}) {
    for (int round = 0; round < 40; ++round) {
      const std::int64_t seq = dice.between(1, entries());
      const std::string of = " FROM history_entry WHERE seq = " + std::to_string(seq);
      const std::string hex = select("SELECT hex(" + std::string(column) + ")" + of).front();
      const auto position =
          static_cast<std::size_t>(dice.between(0, static_cast<std::int64_t>(hex.size()) / 2 - 1));
      const int byte = std::stoi(hex.substr(position * 2, 2), nullptr, 16) ^ (1 << dice.between(0, 7));
      constexpr char kDigits[] = "0123456789ABCDEF";
      std::string changed = hex;
      changed[position * 2] = kDigits[byte / 16];
      changed[position * 2 + 1] = kDigits[byte % 16];
      CAPTURE(column, seq, position);
      const Outcome outcome = after("UPDATE history_entry SET " + std::string(column) + " = x'" + changed +
                                    "' WHERE seq = " + std::to_string(seq));
      CHECK_FALSE(outcome.ok);
      CHECK(outcome.seqs == std::vector<std::int64_t>{seq});
    }
  }
}

TEST_CASE("verify: a body of another length names the entry") {
  for (const char* body :
       {"x''", "x'7B'", "body || x'20'", "substr(body, 2)", "substr(body, 1, length(body) - 1)"}) {
    CAPTURE(body);
    const Outcome outcome =
        after("UPDATE history_entry SET body = CAST(" + std::string(body) + " AS BLOB) WHERE seq = 10");
    CHECK_FALSE(outcome.ok);
    CHECK(outcome.seqs == std::vector<std::int64_t>{10});
  }
}

TEST_CASE("verify: the columns beside the body are those of the body") {
  for (const char* edit : {"at = at + 1", "recorded_at = recorded_at + 1", "actor = 'quinn2'",
                           "op = 'step.fail'", "subject = 'R-9'", "root = 'R-9'"}) {
    for (const std::int64_t seq : {std::int64_t{1}, std::int64_t{12}, entries()}) {
      CAPTURE(edit, seq);
      const Outcome outcome =
          after("UPDATE history_entry SET " + std::string(edit) + " WHERE seq = " + std::to_string(seq));
      CHECK_FALSE(outcome.ok);
      CHECK(outcome.seqs == std::vector<std::int64_t>{seq});
    }
  }
}

TEST_CASE("verify: a deleted entry shows at the one after it") {
  for (const std::int64_t seq : {std::int64_t{1}, std::int64_t{2}, std::int64_t{15}, entries() - 1}) {
    CAPTURE(seq);
    const Outcome outcome = after("DELETE FROM history_entry WHERE seq = " + std::to_string(seq));
    CHECK_FALSE(outcome.ok);
    CHECK(outcome.seqs == std::vector<std::int64_t>{seq + 1});
    const Outcome closed = after("DELETE FROM history_entry WHERE seq = " + std::to_string(seq) +
                                 "; UPDATE history_entry SET seq = -seq WHERE seq > " + std::to_string(seq) +
                                 "; UPDATE history_entry SET seq = -seq - 1 WHERE seq < 0");
    CHECK_FALSE(closed.ok);
    CHECK(closed.seqs == std::vector<std::int64_t>{seq});
  }
}

TEST_CASE("verify: a history cut short no longer fits the tables") {
  for (const char* cut : {"seq = (SELECT max(seq) FROM history_entry)", "seq > 10", "seq > 0"}) {
    CAPTURE(cut);
    CHECK_FALSE(after("DELETE FROM history_entry WHERE " + std::string(cut)).ok);
  }
}

TEST_CASE("verify: an inserted entry is named") {
  const std::string columns = "at, recorded_at, actor, op, subject, root, body, prev, hash";
  const std::string last = std::to_string(entries());
  const auto copy = [&](const std::string& seq, const std::string& of) {
    return "INSERT INTO history_entry (seq, " + columns + ") SELECT " + seq + ", " + columns +
           " FROM history_entry WHERE seq = " + of;
  };
  Outcome outcome = after(copy(last + " + 1", last));
  CHECK_FALSE(outcome.ok);
  CHECK(outcome.seqs == std::vector<std::int64_t>{entries() + 1});
  outcome = after(copy(last + " + 7", last));
  CHECK_FALSE(outcome.ok);
  CHECK(outcome.seqs == std::vector<std::int64_t>{entries() + 7});
  outcome = after(copy("0", "1"));
  CHECK_FALSE(outcome.ok);
  CHECK(outcome.seqs == std::vector<std::int64_t>{0});
  outcome = after(copy("-3", "1"));
  CHECK_FALSE(outcome.ok);
  CHECK(outcome.seqs == std::vector<std::int64_t>{-3});
  outcome = after(
      "UPDATE history_entry SET seq = -seq WHERE seq > 5; UPDATE history_entry SET seq = 1 - seq WHERE seq < "
      "0; " +
      copy("6", "5"));
  CHECK_FALSE(outcome.ok);
  CHECK(outcome.seqs == std::vector<std::int64_t>{6});
}

TEST_CASE("verify: two entries that changed places are named") {
  const Outcome outcome = after(
      "UPDATE history_entry SET seq = -1 WHERE seq = 8; UPDATE history_entry SET seq = 8 WHERE seq = 9; "
      "UPDATE history_entry SET seq = 9 WHERE seq = -1");
  CHECK_FALSE(outcome.ok);
  CHECK(outcome.seqs == std::vector<std::int64_t>{8});
}

TEST_CASE("verify: a history of another workspace is none of this one's") {
  const Outcome outcome = after("UPDATE workspace SET uuid = '00000000-0000-4000-8000-000000000000'");
  CHECK_FALSE(outcome.ok);
  CHECK(outcome.seqs == std::vector<std::int64_t>{1});
  CHECK_FALSE(after("UPDATE workspace SET created_at = created_at + 1000000").ok);
}

TEST_CASE("verify: every column of every table, edited in any row") {
  const std::uint32_t seed = random_seed();
  CAPTURE(seed);
  Dice dice(seed);
  for (const store::ProjectedTable& table : store::projected_tables()) {
    const std::string name(table.name);
    const int rows = std::stoi(select("SELECT CAST(count(*) AS TEXT) FROM " + name).front());
    CAPTURE(name);
    REQUIRE(rows > 0);
    for (const Column& column : columns_of(name)) {
      const int row = static_cast<int>(dice.between(0, rows - 1));
      CAPTURE(column.name, row);
      const Outcome outcome = after("UPDATE " + name + " SET " + column.name + " = " + another(column) +
                                    " WHERE " + row_condition(name, table.order, row));
      CHECK_FALSE(outcome.ok);
      CAPTURE(outcome.messages);
      // The hashes rest on the identity: with another one no entry holds, which says it before the table
      // does.
      if (name != "workspace") CHECK(outcome.messages.find(name) != std::string::npos);
    }
  }
}

TEST_CASE("verify: the edited row is named") {
  const Outcome user =
      after("UPDATE record SET body = replace(body, 'Bob', 'Nobody') WHERE kind = 'user' AND name = 'bob'");
  CHECK(user.messages.find("record user/0/bob: body") != std::string::npos);
  CHECK(user.messages.find("Nobody") != std::string::npos);
  const Outcome step = after("UPDATE run_step SET completed_by = 'quinn' WHERE run = 1 AND slot = 2");
  CHECK(step.messages.find("run_step 1/2") != std::string::npos);
  const Outcome reading =
      after("UPDATE reading SET value = '10.1' WHERE field = 'bath' AND is_current = 1 AND run = 1");
  CHECK(reading.messages.find("reading 1/2/1/bath") != std::string::npos);
  CHECK(reading.messages.find("'9.500'") != std::string::npos);
  const Outcome item = after("UPDATE inventory_item SET quantity = 0 WHERE id = 3");
  CHECK(item.messages.find("inventory_item 3") != std::string::npos);
}

TEST_CASE("verify: a value for nothing and nothing for a value differ") {
  CHECK_FALSE(after("UPDATE run SET assignee = '' WHERE id = 1").ok);
  CHECK_FALSE(after("UPDATE run SET due = NULL WHERE id = 1").ok);
  CHECK_FALSE(after("UPDATE run SET due = 0 WHERE id = 3").ok);
  CHECK_FALSE(after("UPDATE reading SET value = '' WHERE value IS NULL").ok);
  CHECK_FALSE(after("UPDATE part SET revision = '' WHERE revision IS NULL").ok);
}

TEST_CASE("verify: numbers that no state or choice has are found, not followed") {
  for (const char* edit :
       {"run_step SET state = 99", "run_step SET state = -1", "run_step SET held_from = 99",
        "run_step SET state = 9223372036854775807", "run_step SET open_upstreams = -1",
        "run SET lifecycle = 99", "run SET status = -1", "run SET todo = -5",
        "procedure_revision SET state = 99", "procedure_revision SET type = -7", "part SET tracking = 99",
        "inventory_item SET status = 99", "reading SET judgement = 99"}) {
    CAPTURE(edit);
    CHECK_FALSE(after("UPDATE " + std::string(edit)).ok);
  }
}

TEST_CASE("verify: a deleted row is named") {
  for (const store::ProjectedTable& table : store::projected_tables()) {
    const std::string name(table.name);
    const int rows = std::stoi(select("SELECT CAST(count(*) AS TEXT) FROM " + name).front());
    for (const int row : {0, rows / 2, rows - 1}) {
      CAPTURE(name, row);
      const Outcome outcome =
          after("DELETE FROM " + name + " WHERE " + row_condition(name, table.order, row));
      CHECK_FALSE(outcome.ok);
      CAPTURE(outcome.messages);
      CHECK(outcome.messages.find(name) != std::string::npos);
    }
    CHECK_FALSE(after("DELETE FROM " + name).ok);
  }
}

TEST_CASE("verify: an inserted row is named") {
  const std::vector<std::pair<std::string, std::string>> inserts{
      {"record user/0/nobody", "INSERT INTO record VALUES ('user', 0, 'nobody', 1, '{}')"},
      {"record setting/0/four_eyes",
       "INSERT INTO record VALUES ('setting', 0, 'four_eyes', 1, '{\"value\":\"false\"}')"},
      {"record_target R-1/issue/99/", "INSERT INTO record_target VALUES ('R-1', 'issue', 99, '')"},
      {"part 99", "INSERT INTO part VALUES (99, 'X', NULL, 'X', 0, 'ea', 0)"},
      {"inventory_item 99",
       "INSERT INTO inventory_item SELECT 99, part, number, 'S-99', lot, quantity, location, origin, run, "
       "wip, "
       "kitted, install, quarantined, scrapped, issue, merged_into, status, revision, merged_seq "
       "FROM inventory_item "
       "WHERE id = 1"},
      {"holding 1/99/1", "INSERT INTO holding VALUES (1, 99, 1, NULL, 0, 1, NULL)"},
      {"procedure_revision 99",
       "INSERT INTO procedure_revision SELECT 99, 'x', 1, state, title, type, parts, uses, document, plan, "
       "created_by, created_at, "
       "submitted_by, submitted_at, released_by, released_at FROM procedure_revision WHERE id = 1"},
      {"record issue/99/", "INSERT INTO record VALUES ('issue', 99, '', 1, '{}')"},
      {"batch_member 1/1/5", "INSERT INTO batch_member VALUES (1, 1, 5, 0, NULL)"},
      {"sibling_group 99", "INSERT INTO sibling_group VALUES (99, 1, NULL, 'p/x', NULL, zeroblob(32))"},
      {"run_attribute 1/x", "INSERT INTO run_attribute VALUES (1, 'x', 'y')"},
      {"run_step 4/1",
       "INSERT INTO run_step (run, slot, state, attempt, open_upstreams, revision) VALUES (4, 1, 0, 1, 0, "
       "1)"},
      {"reading 2/2/1/note",
       "INSERT INTO reading SELECT 2, slot, attempt, field, row, col, 999, step_def, value, number, "
       "judgement, 1, "
       "superseded, printed_name, recorded_by, recorded_at, deviation_reason, attachment FROM reading WHERE "
       "run = 1 "
       "AND field = 'note' AND value IS NOT NULL"},
  };
  for (const auto& [row, sql] : inserts) {
    const Outcome outcome = after(sql);
    CHECK_FALSE(outcome.ok);
    CAPTURE(row, outcome.messages);
    CHECK(outcome.messages.find(row) != std::string::npos);
  }
}

TEST_CASE("verify: every column of the content that the history names by digest") {
  const std::map<std::string, std::string> orders{{"document", "id"},
                                                  {"step_def", "id"},
                                                  {"plan", "id"},
                                                  {"plan_step", "plan, slot"},
                                                  {"plan_edge", "plan, downstream, upstream"},
                                                  {"field_def", "step_def, field, col"}};
  const std::uint32_t seed = random_seed();
  CAPTURE(seed);
  Dice dice(seed);
  for (const auto& [name, order] : orders) {
    const int rows = std::stoi(select("SELECT CAST(count(*) AS TEXT) FROM " + name).front());
    REQUIRE(rows > 0);
    for (const Column& column : columns_of(name)) {
      const int row = static_cast<int>(dice.between(0, rows - 1));
      CAPTURE(name, column.name, row);
      const Outcome outcome = after("UPDATE " + name + " SET " + column.name + " = " + another(column) +
                                    " WHERE " + row_condition(name, order, row));
      CHECK_FALSE(outcome.ok);
      CHECK_FALSE(outcome.messages.empty());
    }
    for (const int row : {0, rows - 1}) {
      CAPTURE(name, row);
      CHECK_FALSE(after("DELETE FROM " + name + " WHERE " + row_condition(name, order, row)).ok);
    }
  }
}

TEST_CASE("verify: edited content is named") {
  CHECK(after("UPDATE document SET body = replace(body, 'story', 'STORY') WHERE id = 1")
            .messages.find("document 1") != std::string::npos);
  CHECK(after("UPDATE step_def SET body = replace(body, '10', '11') WHERE body LIKE '%bath%'")
            .messages.find("step_def") != std::string::npos);
  CHECK(after("UPDATE field_def SET max = '99' WHERE field = 'bath'").messages.find("field_def") !=
        std::string::npos);
  CHECK(after("UPDATE field_def SET unit = '' WHERE unit IS NULL").ok == false);
  const std::string plan = select("SELECT CAST(plan AS TEXT) FROM run WHERE id = 1").front();
  for (const char* edit : {"UPDATE plan_step SET title = 'Other' WHERE key = 'mask' AND plan = ",
                           "UPDATE plan_step SET required_for_run = 0 WHERE key = 'mask' AND plan = ",
                           "UPDATE plan_step SET upstreams = upstreams + 1 WHERE key = 'mask' AND plan = ",
                           "UPDATE plan_step SET children = 7 WHERE key = 'mask' AND plan = ",
                           "DELETE FROM plan_edge WHERE plan = ", "UPDATE plan SET steps = 1 WHERE id = ",
                           "UPDATE plan SET required_steps = 0 WHERE id = "}) {
    CAPTURE(edit);
    const Outcome outcome = after(edit + plan);
    CHECK_FALSE(outcome.ok);
    CHECK(outcome.messages.find("plan " + plan) != std::string::npos);
  }
  CHECK_FALSE(after("INSERT INTO plan_edge VALUES (" + plan + ", 5, 2)").ok);
  CHECK_FALSE(after("INSERT INTO document VALUES (99, zeroblob(32), '{}')").ok);
}

TEST_CASE("verify: what is stored as something else than a row says is found") {
  CHECK_FALSE(after("UPDATE document SET digest = x'00' WHERE id = 1").ok);
  CHECK_FALSE(after("UPDATE history_entry SET prev = x'00' WHERE seq = 3").ok);
  CHECK_FALSE(after("UPDATE history_entry SET hash = x'' WHERE seq = 3").ok);
  CHECK_FALSE(after("UPDATE step_def SET body = 'no json'").ok);
}

TEST_CASE("verify: a forged chain does not fit the tables") {
  // Somebody recomputes nothing but drops the last entries and the rows that they made: whoever kept
  // the head sees it, and the tables that were forgotten show it.
  const Outcome outcome = after(
      "DELETE FROM history_entry WHERE seq = (SELECT max(seq) FROM history_entry); "
      "UPDATE record SET revision = 7 WHERE kind = 'user' AND name = 'bob'");
  CHECK_FALSE(outcome.ok);
  CHECK(outcome.messages.find("record user/0/bob") != std::string::npos);
}

TEST_CASE("verify: a history that is forged without a change of what it says holds") {
  const Damaged damaged;
  forge_history(damaged, [](Link&) {});
  CHECK(damaged.verify()["ok"] == Value(true));
}

TEST_CASE("verify: an old value that was not so names the entry, though every hash fits") {
  const std::vector<std::array<std::string, 3>> forgeries{
      {"step.start", R"("state":["todo","in_progress"])", R"("state":["hold","in_progress"])"},
      {"step.hold", R"("state":["in_progress","hold"])", R"("state":["todo","hold"])"},
      {"step.rework", R"("attempt":[1,2])", R"("attempt":[2,2])"},
      {"step.start", R"("lifecycle":["todo","in_progress"])", R"("lifecycle":["failed","in_progress"])"},
      {"step.record", R"("value":["10.50","12"])", R"("value":["10.5","12"])"},
      {"step.record", R"("value":["12","10.0"])", R"("value":[null,"10.0"])"},
      {"step.record", R"("judgement":["out_of_spec","ok"])", R"("judgement":["ok","ok"])"},
      {"step.record", R"("superseded":[false,true])", R"("superseded":[true,true])"},
      {"step.deviate", R"("judgement":["out_of_spec","deviated"])", R"("judgement":["ok","deviated"])"},
      {"user.set", R"("printed_name":["Quinn",)", R"("printed_name":["Quincy",)"},
      {"user.deactivate", R"("active":[true,false])", R"("active":[false,false])"},
      {"batch.rename", R"("title":["Three","Two"])", R"("title":["Four","Two"])"},
      {"procedure.release", R"("state":["in_review","released"])", R"("state":["draft","released"])"},
      {"run.fail", R"("scrapped":[false,true])", R"("scrapped":[true,true])"},
  };
  for (const auto& [op, text, instead] : forgeries) {
    CAPTURE(op, instead);
    const Forgery forgery = forged(op, text, instead);
    CHECK(forgery.report["ok"] == Value(false));
    const auto& damage = forgery.report["damage"].as_list();
    REQUIRE(damage.size() == 1);
    CAPTURE(damage.front()["message"].as_text());
    CHECK(damage.front()["code"] == Value("entry.unfit"));
    CHECK(damage.front()["seq"] == Value(forgery.seq));
  }
}

TEST_CASE("verify: a new value that was not so differs from the tables, though every hash fits") {
  const Forgery forgery =
      forged("user.set", R"("printed_name":["Quinn","Quinn \"Q\")", R"("printed_name":["Quinn","Quinn 'Q')");
  CHECK(forgery.report["ok"] == Value(false));
  CHECK(forgery.report["damage"].as_list().front()["code"] == Value("table.differs"));
}

TEST_CASE("verify: an entry that names another hash before it is named, though its own hash fits") {
  for (const std::int64_t seq : {std::int64_t{1}, std::int64_t{9}, entries()}) {
    CAPTURE(seq);
    const Damaged damaged;
    forge_history(damaged, [&](Link& link) {
      if (link.seq == seq) link.prev[7] = static_cast<char>(link.prev[7] ^ 1);
    });
    const Value report = damaged.verify();
    CHECK(report["ok"] == Value(false));
    const auto& damage = report["damage"].as_list();
    REQUIRE(damage.size() == 1);
    CHECK(damage.front()["code"] == Value("chain.broken"));
    CHECK(damage.front()["seq"] == Value(seq));
  }
}

TEST_CASE("verify: an entry about a value that there never was is named") {
  const Forgery forgery = forged("step.deviate", "R-5/clean#bath", "R-5/clean#look");
  CHECK(forgery.report["ok"] == Value(false));
  const auto& damage = forgery.report["damage"].as_list();
  REQUIRE(damage.size() == 1);
  CHECK(damage.front()["code"] == Value("entry.unfit"));
  CHECK(damage.front()["seq"] == Value(forgery.seq));
  CHECK(damage.front()["message"].as_text().find("R-5/clean#look has no reading") != std::string::npos);
}

TEST_CASE("verify: which steps a run needs follows from the plan, step by step") {
  const std::string plan = select("SELECT CAST(plan AS TEXT) FROM run WHERE id = 1").front();
  // As many as before, but others.
  const Outcome outcome = after(
      "UPDATE plan_step SET required_for_run = 1 - required_for_run WHERE key IN ('mask', 'dry') AND plan = " +
      plan);
  CHECK_FALSE(outcome.ok);
  CHECK(outcome.messages.find("plan " + plan) != std::string::npos);
}

TEST_CASE("verify: counters and status are counted from the steps, besides the replay") {
  for (const char* edit : {"status = 0", "completed = completed - 1, todo = todo + 1", "open_required = 1"}) {
    CAPTURE(edit);
    const Outcome outcome = after("UPDATE run SET " + std::string(edit) + " WHERE id = 1");
    CHECK(outcome.messages.find("R-1: its counters or status do not fit its steps") != std::string::npos);
  }
  CHECK(after("UPDATE run_step SET open_upstreams = 1 WHERE run = 1 AND slot = 5")
            .messages.find("R-1/finish has 0 open upstreams, the table says 1") != std::string::npos);
}

TEST_CASE("verify: the schema is compared with the program's own, and what differs is named") {
  const std::vector<std::pair<std::string, std::string>> edits{
      {"DROP TRIGGER history_is_not_deleted", "the trigger history_is_not_deleted is missing"},
      {"CREATE TRIGGER extra BEFORE INSERT ON history_entry BEGIN SELECT raise(IGNORE); END",
       "the trigger extra does not belong there"},
      {"CREATE VIEW runs AS SELECT 1", "the view runs does not belong there"},
      {"CREATE INDEX extra ON run (id)", "the index extra does not belong there"},
      {"CREATE TABLE extra (a)", "the table extra does not belong there"},
      {"DROP INDEX history_by_root", "the index history_by_root is missing"},
      {"UPDATE sqlite_schema SET sql = replace(sql, 'append-only', 'append only') WHERE name = "
       "'history_is_not_changed'",
       "the trigger history_is_not_changed is not this program's"},
  };
  for (const auto& [sql, message] : edits) {
    CAPTURE(sql);
    const Damaged damaged;
    damaged.edit_schema(sql);
    const Value report = damaged.verify();
    CHECK(report["ok"] == Value(false));
    const Value& first = report["damage"].as_list().front();
    CHECK(first["code"] == Value("schema.differs"));
    CHECK(first["message"] == Value(message));
  }
}

TEST_CASE("verify: a missing table is damage, and no bug of ours") {
  const Damaged damaged;
  damaged.edit_schema("DROP TABLE run_step");
  const Value report = damaged.verify();
  CHECK(column(report["damage"], "message").at(1) == "the table run_step is missing");
  Workspace workspace = Workspace::open(damaged.path().substr(0, damaged.path().rfind('/')));
  try {
    workspace.execute(Ask("step.list").with("run", "R-1").request());
    FAIL("a table is missing and nobody noticed");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kStorageCorrupt);
  }
}

TEST_CASE("a change does not happen when its history entry does not arrive") {
  for (const std::string_view trigger :
       {"BEFORE INSERT ON history_entry BEGIN SELECT raise(IGNORE); END",
        "AFTER INSERT ON history_entry BEGIN DELETE FROM history_entry WHERE seq = new.seq; END"}) {
    CAPTURE(trigger);
    const Damaged damaged;
    damaged.edit_schema("DROP TRIGGER history_is_not_deleted; CREATE TRIGGER extra " + std::string(trigger));
    Workspace workspace = Workspace::open(damaged.path().substr(0, damaged.path().rfind('/')));
    const Ask ask = Ask("part.add").with("part", "NEW").with("name", "New").with("tracking", "serial");
    try {
      workspace.execute(ask.request());
      FAIL("the change was made without a trace");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::kStorageCorrupt);
    }
    auto db = store::Connection::open(damaged.path());
    CHECK(db.scalar("SELECT count(*) FROM part WHERE number = 'NEW'") == 0);
  }
}
