#include "format/history_body.h"
#include "store/history.h"
#include "traveler/bulk.h"
#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

/// A workspace whose machine has a clock that can be set.
struct Clocks {
  Clocks() {
    options.clock = [this] { return now.micros; };
    options.login = [this] { return login; };
    workspace.emplace(Workspace::init(folder.path(), "alice", "Alice", std::nullopt, options));
  }
  void set(const char* time) { now = *Timestamp::parse(time); }
  Answer add_user(const std::string& name, std::optional<std::string> at = std::nullopt) {
    Request request;
    request.operation = "user.add";
    request.actor = "alice";
    request.arguments =
        Value::object().add("user", name).add("name", name).add("roles", Value::List{"operator"});
    request.at = std::move(at);
    return workspace->execute(request);
  }
  Value last_entry() {
    Request request;
    request.operation = "log";
    const Value log = workspace->execute(request);
    return log.as_list().back();
  }
  bool verified() {
    Request request;
    request.operation = "verify";
    const Value told = workspace->execute(request);
    messages.clear();
    for (const Value& damage : told["damage"].as_list()) messages += damage["message"].as_text() + '\n';
    return told["ok"] == Value(true);
  }

  Folder folder;
  Timestamp now = *Timestamp::parse("2030-05-01T12:00:00Z");
  std::string login = "shop-pc";
  WorkspaceOptions options;
  std::optional<Workspace> workspace;
  std::string messages;
};

/// Rewrites the last entry as somebody would who knows how the chain is made.
void forge_last(const std::string& database, const std::function<void(HistoryEntry&)>& change) {
  auto db = store::Connection::open(database);
  db.run_script("DROP TRIGGER history_is_not_deleted");
  HistoryEntry entry;
  store::each_entry(db, 1, std::nullopt, [&](const store::StoredEntry& stored) {
    entry = format::parse_history_body(stored.body);
    entry.seq = stored.seq;
    return true;
  });
  db.run_script("DELETE FROM history_entry WHERE seq = " + std::to_string(entry.seq));
  change(entry);
  store::Head head = store::history_head(db);
  store::append_entry(db, store::workspace_uuid(db), entry, format::history_body(entry), head);
}

}  // namespace

TEST_CASE("history: with a clock that is behind an entry takes the time of the one before, and says so") {
  Clocks shop;
  CHECK(shop.last_entry()["clock"].is_null());
  shop.set("2030-05-01T12:00:01Z");
  CHECK(shop.add_user("ann").clock_behind.empty());
  shop.set("2030-04-30T12:00:00Z");
  const Answer answer = shop.add_user("ben");
  CHECK(answer.clock_behind.find("2030-04-30T12:00:00.000000Z") != std::string::npos);
  CHECK(answer.clock_behind.find("2030-05-01T12:00:01.000000Z") != std::string::npos);
  const Value entry = shop.last_entry();
  CHECK(entry["clock"] == Value("behind"));
  CHECK(entry["at"] == Value("2030-05-01T12:00:01.000000Z"));
  CHECK(entry["recorded_at"] == entry["at"]);
  // The same moment is not behind.
  shop.set("2030-05-01T12:00:01Z");
  CHECK(shop.add_user("cat").clock_behind.empty());
  CHECK(shop.last_entry()["clock"].is_null());
  CHECK(shop.verified());
}

TEST_CASE("history: what is entered late keeps its time, also when the clock is behind") {
  Clocks shop;
  shop.set("2030-05-02T08:00:00Z");
  shop.add_user("ann");
  shop.set("2030-05-01T20:00:00Z");
  const Answer answer = shop.add_user("ben", "2030-05-01T13:00:00Z");
  CHECK_FALSE(answer.clock_behind.empty());
  const Value entry = shop.last_entry();
  CHECK(entry["at"] == Value("2030-05-01T13:00:00.000000Z"));
  CHECK(entry["recorded_at"] == Value("2030-05-02T08:00:00.000000Z"));
  CHECK(entry["clock"] == Value("behind"));
  // Not in the future of the history; the machine's clock does not know better.
  CHECK_NOTHROW(shop.add_user("cat", "2030-05-02T07:00:00Z"));
  CHECK_THROWS_AS(shop.add_user("dan", "2030-05-02T09:00:00Z"), Error);
  CHECK(shop.verified());
}

TEST_CASE("history: all lines of one transaction are dated in order") {
  Clocks shop;
  shop.set("2030-05-02T08:00:00Z");
  Bulk bulk(*shop.workspace);
  const auto add = [&](const char* name) {
    Request request;
    request.operation = "user.add";
    request.actor = "alice";
    request.arguments =
        Value::object().add("user", name).add("name", name).add("roles", Value::List{"operator"});
    return bulk.execute(request);
  };
  CHECK(add("ann").clock_behind.empty());
  shop.set("2030-05-02T07:59:59Z");
  CHECK_FALSE(add("ben").clock_behind.empty());
  bulk.commit();
  CHECK(shop.last_entry()["recorded_at"] == Value("2030-05-02T08:00:00.000000Z"));
  CHECK(shop.verified());
}

TEST_CASE("verify: an entry dated before the one before it does not fit") {
  const auto after = [](const std::function<void(HistoryEntry&)>& change) {
    Clocks shop;
    shop.set("2030-05-02T08:00:00Z");
    shop.add_user("ann");
    forge_last(shop.workspace->path() + "/traveler.db", change);
    const bool ok = shop.verified();
    return std::pair(ok, shop.messages);
  };
  CHECK(after([](HistoryEntry&) {}).second.find("is of") == std::string::npos);
  const auto early = after([](HistoryEntry& entry) { entry.recorded_at.micros -= 86'400'000'000; });
  CHECK_FALSE(early.first);
  CHECK(early.second.find("entry 2 is of 2030-05-01T08:00:00.000000Z, the one before it of") !=
        std::string::npos);
  // A clock that is behind takes the time of the entry before and no other.
  CHECK(after([](HistoryEntry& entry) { entry.clock_behind = true; }).second.find("is of") !=
        std::string::npos);
  // Programs that wrote no login did not see to it.
  CHECK(after([](HistoryEntry& entry) {
          entry.login.clear();
          entry.recorded_at.micros -= 86'400'000'000;
        }).second.find("is of") == std::string::npos);
}

TEST_CASE("history: who was logged in stands beside the actor") {
  Clocks shop;
  CHECK(shop.last_entry()["login"] == Value("shop-pc"));
  shop.add_user("ann");
  CHECK(shop.last_entry()["actor"] == Value("alice"));
  CHECK(shop.last_entry()["login"] == Value("shop-pc"));
  // Looked up once for a workspace that is open.
  shop.login = "other";
  shop.add_user("ben");
  CHECK(shop.last_entry()["login"] == Value("shop-pc"));
  const std::string old =
      R"({"actor":"a","at":"2026-01-01T00:00:00.000000Z","changes":[],"op":"x","subject":"y"})";
  const HistoryEntry entry = format::parse_history_body(old);
  CHECK(entry.login.empty());
  CHECK(format::history_body(entry) == old);
}
