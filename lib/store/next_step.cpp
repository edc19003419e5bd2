#include "store/next_step.h"

#include "store/rows.h"

namespace traveler::store {

std::optional<NextStep> next_step_of_run(Connection& db, const Run& run) {
  return read_one(
      db.query("SELECT d.key, s.state FROM run_step s JOIN plan_step d ON d.plan = $1 AND d.slot = s.slot "
               "LEFT JOIN run_step u ON u.run = s.run AND u.slot = d.parent "
               "WHERE s.run = $2 AND s.state IN ($3, $4) AND s.open_upstreams = 0 "
               "AND (d.parent IS NULL OR u.state = $4) ORDER BY s.state, d.position LIMIT 1",
               run.plan_row, run.id, StepState::kTodo, StepState::kInProgress),
      [](const Statement& row) {
        return NextStep{row.string(0), row.enumeration<StepState>(1)};
      });
}

}  // namespace traveler::store
