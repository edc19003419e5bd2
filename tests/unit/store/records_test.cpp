#include "store/records.h"

#include <catch2/catch.hpp>

#include "make_tables.h"
#include "store/issues.h"
#include "traveler/error.h"

using namespace traveler;
using namespace traveler::store;

namespace {

/// A database with the tables of a workspace and nothing in them.
struct Tables {
  Tables() { testing::make_tables(db); }
  Connection db = Connection::scratch();
};

Issue issue(std::int64_t id, std::optional<std::int64_t> run = std::nullopt) {
  Issue made;
  made.id = id;
  made.title = "Issue " + std::to_string(id);
  made.run = run;
  made.created_by = "alice";
  made.created_at = Timestamp::parse("2026-11-22T07:00:11.012345Z").value();
  return made;
}

std::vector<std::int64_t> ids(const std::vector<Issue>& issues) {
  std::vector<std::int64_t> out;
  for (const Issue& one : issues) out.push_back(one.id);
  return out;
}

std::vector<std::string> names(const std::vector<StoredRecord>& records) {
  std::vector<std::string> out;
  for (const StoredRecord& record : records) out.push_back(record.key.name);
  return out;
}

using Ids = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("records: what was put is found as it was, by its id") {
  Tables tables;
  Issue made = issue(7, 3);
  made.step = "torque";
  made.state = IssueState::kInReview;
  Stored<Issue>::put(tables.db, made);
  const auto found = find_record<Issue>(tables.db, "I-7");
  REQUIRE(found);
  CHECK(found->id == 7);
  CHECK(found->title == "Issue 7");
  CHECK(found->run == 3);
  CHECK(found->step == "torque");
  CHECK(found->state == IssueState::kInReview);
  CHECK(found->created_by == "alice");
  CHECK(found->created_at == made.created_at);
  CHECK(found->revision == 1);
  Stored<User>::put(tables.db, {"bob", "Bob \"B\" Ößü", {"operator", "quality"}, false, 4});
  const auto bob = find_record<User>(tables.db, "bob");
  REQUIRE(bob);
  CHECK(bob->printed_name == "Bob \"B\" Ößü");
  CHECK(bob->roles == std::vector<std::string>{"operator", "quality"});
  CHECK_FALSE(bob->active);
  CHECK(bob->revision == 4);
}

TEST_CASE("records: what is not there, of another kind or no id is not found") {
  Tables tables;
  Stored<Issue>::put(tables.db, issue(7));
  Stored<Batch>::put(tables.db, {8, "Eight", 1});
  for (const char* id : {"I-8", "I-6", "B-7", "7", "I-", "I-07", "", "I-99999999999999999999"}) {
    CAPTURE(id);
    CHECK_FALSE(find_record<Issue>(tables.db, id));
  }
  CHECK_FALSE(find_record<User>(tables.db, "I-7"));
}

TEST_CASE("records: a kind is listed by number, or by name, and alone") {
  Tables tables;
  for (const std::int64_t id : {10, 2, 100, 1}) Stored<Issue>::put(tables.db, issue(id));
  Stored<Batch>::put(tables.db, {3, "Three", 1});
  for (const char* name : {"carl", "Bob", "alice"}) Stored<User>::put(tables.db, {name, name, {}, true, 1});
  CHECK(ids(list_records<Issue>(tables.db)) == Ids{1, 2, 10, 100});
  CHECK(names(list_stored(tables.db, ObjectKind::kUser)) == std::vector<std::string>{"Bob", "alice", "carl"});
  CHECK(list_records<Batch>(tables.db).size() == 1);
  CHECK(list_records<Team>(tables.db).empty());
}

TEST_CASE("records: the last number is that of the kind") {
  Tables tables;
  CHECK(last_number(tables.db, ObjectKind::kIssue) == 0);
  for (const std::int64_t id : {10, 2}) Stored<Issue>::put(tables.db, issue(id));
  Stored<Batch>::put(tables.db, {30, "Thirty", 1});
  CHECK(last_number(tables.db, ObjectKind::kIssue) == 10);
  CHECK(last_number(tables.db, ObjectKind::kBatch) == 30);
  CHECK(last_number(tables.db, ObjectKind::kUser) == 0);
}

TEST_CASE("records: put again takes the place of what was there") {
  Tables tables;
  Stored<Issue>::put(tables.db, issue(7));
  Issue changed = issue(7);
  changed.title = "Another";
  changed.revision = 2;
  Stored<Issue>::put(tables.db, changed);
  const auto all = list_records<Issue>(tables.db);
  REQUIRE(all.size() == 1);
  CHECK(all[0].title == "Another");
  CHECK(all[0].revision == 2);
}

TEST_CASE("records: those that refer to an object are found by it, by number") {
  Tables tables;
  for (const std::int64_t id : {10, 2}) Stored<Issue>::put(tables.db, issue(id, 1));
  Stored<Issue>::put(tables.db, issue(3, 11));
  Stored<Issue>::put(tables.db, issue(4));
  CHECK(ids(records_referring_to<Issue>(tables.db, "R-1")) == Ids{2, 10});
  CHECK(ids(records_referring_to<Issue>(tables.db, "R-11")) == Ids{3});
  CHECK(records_referring_to<Issue>(tables.db, "R-2").empty());
}

TEST_CASE("records: another kind that refers to the same is not among them") {
  Tables tables;
  Stored<Issue>::put(tables.db, issue(2, 1));
  put_stored(tables.db, ObjectKind::kBatch, {{2, {}}, 1, "{\"title\":\"Two\"}"}, {"R-1"});
  CHECK(ids(records_referring_to<Issue>(tables.db, "R-1")) == Ids{2});
  CHECK(stored_referring_to(tables.db, ObjectKind::kBatch, "R-1").size() == 1);
}

TEST_CASE("records: what a record no longer refers to does not find it") {
  Tables tables;
  Stored<Issue>::put(tables.db, issue(7, 1));
  Stored<Issue>::put(tables.db, issue(8, 1));
  Issue moved = issue(7, 2);
  moved.revision = 2;
  Stored<Issue>::put(tables.db, moved);
  CHECK(ids(records_referring_to<Issue>(tables.db, "R-1")) == Ids{8});
  CHECK(ids(records_referring_to<Issue>(tables.db, "R-2")) == Ids{7});
  moved.run.reset();
  moved.revision = 3;
  Stored<Issue>::put(tables.db, moved);
  CHECK(records_referring_to<Issue>(tables.db, "R-2").empty());
}

TEST_CASE("records: several targets, one of them twice, are each found once") {
  Tables tables;
  put_stored(tables.db, ObjectKind::kIssue, {{5, {}}, 1, "{}"}, {"R-1", "R-2", "R-1"});
  CHECK(stored_referring_to(tables.db, ObjectKind::kIssue, "R-1").size() == 1);
  CHECK(stored_referring_to(tables.db, ObjectKind::kIssue, "R-2").size() == 1);
}

TEST_CASE("records: a body that is no object is told as damage") {
  for (const char* body : {"", "[]", "{", "1", "null"}) {
    CAPTURE(body);
    try {
      from_stored<Issue>({{7, {}}, 1, body});
      FAIL_CHECK("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::kStorageCorrupt);
    }
  }
}

TEST_CASE("records: the open issues of a run are those that are about it and not resolved") {
  Tables tables;
  const std::vector<std::pair<std::int64_t, IssueState>> states{{1, IssueState::kPending},
                                                                {2, IssueState::kInProgress},
                                                                {3, IssueState::kInReview},
                                                                {4, IssueState::kResolved},
                                                                {10, IssueState::kPending}};
  for (const auto& [id, state] : states) {
    Issue made = issue(id, 5);
    made.state = state;
    Stored<Issue>::put(tables.db, made);
  }
  Stored<Issue>::put(tables.db, issue(6, 55));
  CHECK(ids(open_issues_of_run(tables.db, 5)) == Ids{1, 2, 3, 10});
  CHECK(ids(open_issues_of_run(tables.db, 6)).empty());
}
