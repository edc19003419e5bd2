#include "store/history.h"
#include "make_tables.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <vector>

#include "store/schema.h"
#include "traveler/error.h"

using namespace traveler;
using namespace traveler::store;
using namespace std::string_literals;

namespace {

constexpr const char* kUuid = "0f0e0d0c-0b0a-4908-8706-050403020100";

HistoryEntry entry(const char* op, const char* subject) {
  HistoryEntry out;
  out.at = Timestamp{1};
  out.recorded_at = Timestamp{2};
  out.actor = "alice";
  out.op = op;
  out.subject = subject;
  return out;
}

Connection empty() {
  Connection db = Connection::scratch();
  testing::make_tables(db);
  db.execute("INSERT INTO workspace (id, uuid, created_at) VALUES (1, $1, 0)", kUuid);
  return db;
}

/// The seqs of the entries from `first`, of one root or all.
std::vector<std::int64_t> seqs(Connection& db, std::int64_t first, const std::optional<std::string>& root) {
  std::vector<std::int64_t> out;
  each_entry(db, first, root, [&](const StoredEntry& stored) {
    out.push_back(stored.seq);
    return true;
  });
  return out;
}

}  // namespace

TEST_CASE("history: an empty one has a head of zeros") {
  Connection db = empty();
  CHECK(history_head(db).seq == 0);
  CHECK(history_head(db).hash == Digest{});
  CHECK(workspace_uuid(db) == kUuid);
  CHECK(seqs(db, 0, std::nullopt).empty());
}

TEST_CASE("history: the hash covers version, workspace, number, link and body") {
  const std::string prev(32, '\x07');
  const std::string number = "\0\0\0\0\0\x01\x02\x03"s;
  const Digest expected = sha256({"traveler/history/1\0"s + kUuid + number + prev + "{\"a\":1}"});
  CHECK(entry_hash(kUuid, 0x010203, prev, "{\"a\":1}") == expected);
  CHECK(entry_hash("1f0e0d0c-0b0a-4908-8706-050403020100", 0x010203, prev, "{\"a\":1}") != expected);
  CHECK(entry_hash(kUuid, 0x010204, prev, "{\"a\":1}") != expected);
  CHECK(entry_hash(kUuid, 0x010203, std::string(32, '\x08'), "{\"a\":1}") != expected);
  CHECK(entry_hash(kUuid, 0x010203, prev, "{\"a\":2}") != expected);
  // A fixed value: histories already written must keep their hashes.
  CHECK(entry_hash(kUuid, 1, std::string(32, '\0'), "{}").hex() ==
        "4a171ec6ebbc507a311453b541f842e1c124152b198faf6bb76bfb5ccd03702b");
}

TEST_CASE("history: each entry names the hash of the one before it") {
  Connection db = empty();
  Head head = history_head(db);
  for (const char* body : {"{\"n\":1}", "{\"n\":2}", "{\"n\":3}"}) {
    const Head before = head;
    append_entry(db, kUuid, entry("test", "R-1/a"), body, head);
    CHECK(head.seq == before.seq + 1);
    CHECK(head.hash == entry_hash(kUuid, head.seq, before.hash.view(), body));
    CHECK(history_head(db).seq == head.seq);
    CHECK(history_head(db).hash == head.hash);
  }
  std::string prev(32, '\0');
  std::int64_t next = 1;
  each_entry(db, 0, std::nullopt, [&](const StoredEntry& stored) {
    CHECK(stored.seq == next++);
    CHECK(stored.prev == prev);
    CHECK(stored.hash == entry_hash(kUuid, stored.seq, stored.prev, stored.body).view());
    CHECK(stored.at == Timestamp{1});
    CHECK(stored.recorded_at == Timestamp{2});
    CHECK(stored.actor == "alice");
    CHECK(stored.op == "test");
    CHECK(stored.subject == "R-1/a");
    CHECK(stored.root == "R-1");
    prev = stored.hash;
    return true;
  });
  CHECK(next == 4);
}

TEST_CASE("history: entries are found by their root, from any number on") {
  Connection db = empty();
  Head head;
  for (const char* subject : {"R-1", "alice", "R-1/a", "R-10", "R-10/a", "R-1/b", "story@1"}) {
    append_entry(db, kUuid, entry("test", subject), "{}", head);
  }
  using Seqs = std::vector<std::int64_t>;
  CHECK(seqs(db, 0, std::nullopt) == Seqs{1, 2, 3, 4, 5, 6, 7});
  CHECK(seqs(db, 6, std::nullopt) == Seqs{6, 7});
  CHECK(seqs(db, 0, "R-1") == Seqs{1, 3, 6});
  CHECK(seqs(db, 4, "R-1") == Seqs{6});
  CHECK(seqs(db, 0, "R-10") == Seqs{4, 5});
  CHECK(seqs(db, 0, "story@1") == Seqs{7});
  CHECK(seqs(db, 0, "R-2").empty());
  int visited = 0;
  each_entry(db, 0, std::nullopt, [&](const StoredEntry&) { return ++visited < 2; });
  CHECK(visited == 2);
}

TEST_CASE("history: the root of a subject is its run, else itself") {
  CHECK(root_of("R-1") == "R-1");
  CHECK(root_of("R-1/a") == "R-1");
  CHECK(root_of("R-12/a#nm") == "R-12");
  CHECK(root_of("INV-5") == "INV-5");
  CHECK(root_of("story@1") == "story@1");
  CHECK(root_of("alice") == "alice");
}

TEST_CASE("history: it is neither changed nor deleted") {
  Connection db = empty();
  Head head;
  append_entry(db, kUuid, entry("test", "R-1"), "{}", head);
  append_entry(db, kUuid, entry("test", "R-1"), "{}", head);
  for (const char* sql :
       {"UPDATE history_entry SET actor = 'bob'", "UPDATE history_entry SET seq = 9 WHERE seq = 1",
        "UPDATE history_entry SET actor = actor", "DELETE FROM history_entry",
        "DELETE FROM history_entry WHERE seq = 1",
        "INSERT INTO history_entry SELECT 1, at, recorded_at, actor, op, subject, root, body, prev, hash "
        "FROM history_entry "
        "WHERE seq = 1"}) {
    CAPTURE(sql);
    CHECK_THROWS_AS(db.run_script(sql), Error);
    CHECK(seqs(db, 0, std::nullopt).size() == 2);
    CHECK(history_head(db).hash == head.hash);
  }
}
