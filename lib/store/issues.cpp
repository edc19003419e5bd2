#include "store/issues.h"

#include "store/rows.h"

namespace traveler::store {
namespace {

Issue read_issue(const Statement& row) {
  return {row.integer(0),
          row.string(1),
          row.enumeration<IssueState>(2),
          row.optional_integer(3),
          row.optional_text(4),
          row.string(5),
          row.time(6),
          row.integer(7)};
}

}  // namespace

std::optional<Issue> find_issue(Connection& db, std::int64_t id) {
  return read_one(db.query("SELECT id, title, state, run, step, created_by, created_at, revision FROM issue "
                           "WHERE id = $1",
                           id),
                  read_issue);
}

std::int64_t last_issue(Connection& db) {
  return read_one(db.query("SELECT ifnull(max(id), 0) FROM issue"),
                  [](const Statement& row) { return row.integer(0); })
      .value_or(0);
}

std::vector<Issue> list_issues(Connection& db) {
  return read_all(
      db.query("SELECT id, title, state, run, step, created_by, created_at, revision FROM issue ORDER BY id"),
      read_issue);
}

std::vector<Issue> open_issues_of_run(Connection& db, std::int64_t run) {
  return read_all(db.query("SELECT id, title, state, run, step, created_by, created_at, revision FROM issue "
                           "WHERE run = $1 AND state <> $2 ORDER BY id",
                           run, IssueState::kResolved),
                  read_issue);
}

void put_issue(Connection& db, const Issue& issue) {
  db.execute(
      "INSERT INTO issue (id, title, state, run, step, created_by, created_at, revision) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET title = excluded.title, "
      "state = excluded.state, run = excluded.run, step = excluded.step, revision = excluded.revision",
      issue.id, issue.title, issue.state, issue.run, issue.step, issue.created_by, issue.created_at,
      issue.revision);
}

}  // namespace traveler::store
