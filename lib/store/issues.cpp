#include "store/issues.h"

#include "model/ids.h"
#include "store/records.h"

namespace traveler::store {

std::optional<Issue> find_issue(Connection& db, std::int64_t id) {
  return find_record<Issue>(db, issue_id(id));
}

std::int64_t last_issue(Connection& db) { return last_number(db, ObjectKind::kIssue); }

std::vector<Issue> list_issues(Connection& db) { return list_records<Issue>(db); }

std::vector<Issue> open_issues_of_run(Connection& db, std::int64_t run) {
  auto issues = records_referring_to<Issue>(db, run_id(run));
  std::erase_if(issues, [](const Issue& issue) { return !is_open(issue.state); });
  return issues;
}

}  // namespace traveler::store
