#include <array>

#include "format/objects.h"
#include "model/rollup.h"
#include "ops/operation.h"
#include "store/history.h"
#include "store/issues.h"
#include "store/runs.h"

namespace traveler::ops {
namespace {

constexpr std::int64_t kStuckDays = 3;
constexpr std::int64_t kDay = std::int64_t{86'400} * 1'000'000;

/// The workspace at a glance; cli.md section 2.
void status(Query& query, const Arguments&, const RowSink& row) {
  std::array<std::int64_t, EnumText<RunStatus>::kTexts.size()> by_status{};
  std::int64_t open = 0;
  Value overdue = Value::list();
  Value stuck = Value::list();
  Value blocked = Value::list();
  store::RunFilter filter;
  filter.open_only = true;
  store::each_run(query.db, filter, [&](const Run& run) {
    ++open;
    ++by_status[static_cast<std::size_t>(run.status)];
    if (run.due && *run.due < query.now) overdue.push(run_id(run.id));
    const bool stands = run.status == RunStatus::kHold || run.status == RunStatus::kFailed ||
                        run.status == RunStatus::kRedline;
    if (stands) blocked.push(run_id(run.id));
    const bool waits =
        run.lifecycle == Lifecycle::kTodo && query.now.micros - run.created_at.micros >= kStuckDays * kDay;
    if (waits) stuck.push(run_id(run.id));
    return true;
  });
  Value runs = Value::object();
  for (std::size_t i = 0; i < by_status.size(); ++i) runs.add(EnumText<RunStatus>::kTexts[i], by_status[i]);
  Value issues = Value::list();
  for (const Issue& issue : store::list_issues(query.db)) {
    if (is_open(issue.state)) issues.push(issue_id(issue.id));
  }
  const store::Head head = store::history_head(query.db);
  row(Value::object()
          .add("open_runs", open)
          .add("runs", std::move(runs))
          .add("overdue", std::move(overdue))
          .add("blocked", std::move(blocked))
          .add("stuck", std::move(stuck))
          .add("open_issues", std::move(issues))
          .add("history", Value::object().add("seq", head.seq).add("hash", head.hash.hex())));
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "status",
              .summary = "show the workspace at a glance",
              .description = "Open runs by state; those overdue, blocked (held, failed, in redline) or in "
                             "todo for three days; open issues.",
              .answer = "status"},
     .read = status},
};

}  // namespace

std::span<const Operation> workspace_operations() { return kOperations; }

}  // namespace traveler::ops
