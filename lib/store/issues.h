#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

std::optional<Issue> find_issue(Connection& db, std::int64_t id);
std::int64_t last_issue(Connection& db);
std::vector<Issue> list_issues(Connection& db);
/// The open issues of a run.
std::vector<Issue> open_issues_of_run(Connection& db, std::int64_t run);

}  // namespace traveler::store
