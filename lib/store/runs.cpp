#include "store/runs.h"

#include "model/rollup.h"
#include "store/rows.h"

namespace traveler::store {
namespace {

#define TRAVELER_RUN_COLUMNS                                                                            \
  "r.id, r.title, v.key, v.revision, p.number, p.revision, r.inventory, r.quantity, r.plan, l.digest, " \
  "r.lifecycle, r.batch, r.assignee, r.due, r.scheduled_start, r.scheduled_end, r.export_controlled, "  \
  "r.created_at, r.created_by, r.started_at, r.completed_at, r.updated_at, r.revision, r.todo, "        \
  "r.in_progress, "                                                                                     \
  "r.hold, r.redline, r.completed, r.failed, r.canceled, r.open_required, l.required_steps, r.status, " \
  "r.ended_seq, p.precision "                                                                           \
  "FROM run r JOIN part p ON p.id = r.part JOIN plan l ON l.id = r.plan "                               \
  "LEFT JOIN procedure_revision v ON v.id = r.procedure_revision "

Run read_run(const Statement& row) {
  Run run;
  int c = 0;
  run.id = row.integer(c++);
  run.title = row.string(c++);
  run.procedure = row.optional_text(c++);
  run.procedure_revision = row.optional_integer(c++);
  run.part = row.string(c++);
  run.part_revision = row.optional_text(c++);
  run.inventory = row.integer(c++);
  run.quantity = row.quantity(c++);
  run.plan_row = row.integer(c++);
  run.plan = row.digest(c++);
  run.lifecycle = row.enumeration<Lifecycle>(c++);
  run.batch = row.optional_integer(c++);
  run.assignee = row.optional_text(c++);
  run.due = row.optional_time(c++);
  run.scheduled_start = row.optional_time(c++);
  run.scheduled_end = row.optional_time(c++);
  run.export_controlled = row.boolean(c++);
  run.created_at = row.time(c++);
  run.created_by = row.string(c++);
  run.started_at = row.optional_time(c++);
  run.completed_at = row.optional_time(c++);
  run.updated_at = row.time(c++);
  run.revision = row.integer(c++);
  for (std::int64_t& count : run.counts) count = row.integer(c++);
  run.open_required = row.integer(c++);
  run.required_steps = row.integer(c++);
  run.status = row.enumeration<RunStatus>(c++);
  run.ended_seq = row.optional_integer(c++);
  run.precision = static_cast<int>(row.integer(c++));
  return run;
}

RunStep read_run_step(const Statement& row, int first) {
  RunStep step;
  int c = first;
  step.run = row.integer(c++);
  step.slot = row.integer(c++);
  step.state = row.enumeration<StepState>(c++);
  step.attempt = row.integer(c++);
  step.open_upstreams = row.integer(c++);
  step.revision = row.integer(c++);
  const auto state_or_null = [&](int column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.enumeration<StepState>(column));
  };
  step.held_from = state_or_null(c++);
  step.redlined_from = state_or_null(c++);
  step.canceled_with = row.optional_integer(c++);
  step.siblings = row.optional_integer(c++);
  step.started_at = row.optional_time(c++);
  step.started_by = row.optional_text(c++);
  step.completed_at = row.optional_time(c++);
  step.completed_by = row.optional_text(c++);
  step.updated_at = row.optional_time(c++);
  return step;
}

#define TRAVELER_STEP_COLUMNS                                                                       \
  "s.run, s.slot, s.state, s.attempt, s.open_upstreams, s.revision, s.held_from, s.redlined_from, " \
  "s.canceled_with, s.siblings, s.started_at, s.started_by, s.completed_at, s.completed_by, s.updated_at"

#define TRAVELER_STEP_OF_RUN                                                                               \
  "SELECT " TRAVELER_STEP_COLUMNS                                                                          \
  ", d.plan, d.position, d.key, d.number, d.title, d.required, d.required_for_run, d.parent, d.children, " \
  "d.upstreams, d.step_def, d.location, u.state FROM run_step s "                                          \
  "JOIN plan_step d ON d.plan = $1 AND d.slot = s.slot "                                                   \
  "LEFT JOIN run_step u ON u.run = s.run AND u.slot = d.parent WHERE s.run = $2 "

StepOfRun read_step_of_run(const Statement& row) {
  StepOfRun out;
  out.step = read_run_step(row, 0);
  PlanStep& plan = out.plan;
  plan.slot = out.step.slot;
  int c = 15;
  plan.plan = row.integer(c++);
  plan.position = row.integer(c++);
  plan.key = row.string(c++);
  plan.number = row.string(c++);
  plan.title = row.string(c++);
  plan.required = row.boolean(c++);
  plan.required_for_run = row.boolean(c++);
  plan.parent = row.optional_integer(c++);
  plan.children = row.integer(c++);
  plan.upstreams = row.integer(c++);
  plan.definition = row.integer(c++);
  plan.location = row.optional_text(c++);
  if (!row.is_null(c)) out.parent_state = row.enumeration<StepState>(c);
  return out;
}

}  // namespace

std::optional<Run> find_run(Connection& db, std::int64_t id) {
  return read_one(db.query("SELECT " TRAVELER_RUN_COLUMNS "WHERE r.id = $1", id), read_run);
}

std::int64_t last_run(Connection& db) {
  return read_one(db.query("SELECT coalesce(max(id), 0) FROM run"),
                  [](const Statement& row) { return row.integer(0); })
      .value_or(0);
}

void insert_run(Connection& db, Run& run) {
  Statement& plan = db.query(
      "SELECT l.id, l.steps, l.required_steps, p.precision FROM plan l JOIN part p ON p.number = $1 "
      "AND coalesce(p.revision, '') = coalesce($2, '') WHERE l.digest = $3",
      run.part, run.part_revision, run.plan);
  if (!plan.step()) return;
  run.plan_row = plan.integer(0);
  run.counts = {};
  run.counts[static_cast<std::size_t>(StepState::kTodo)] = plan.integer(1);
  run.open_required = run.required_steps = plan.integer(2);
  run.precision = static_cast<int>(plan.integer(3));
  plan.reset();
  run.status = roll_up(run.counts, run.open_required);
  db.execute(
      "INSERT INTO run (id, title, procedure_revision, part, inventory, quantity, plan, lifecycle, batch, "
      "assignee, due, scheduled_start, scheduled_end, export_controlled, created_at, created_by, "
      "started_at, completed_at, updated_at, revision, todo, in_progress, hold, redline, completed, failed, "
      "canceled, open_required, status) VALUES ($1, $2, (SELECT id FROM procedure_revision "
      "WHERE key = $3 AND revision = $4), (SELECT id FROM part WHERE number = $5 "
      "AND coalesce(revision, '') = coalesce($6, '')), $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
      "$19, $20, $21, $22, $23, 0, 0, 0, 0, 0, 0, $24, $25)",
      run.id, run.title, run.procedure, run.procedure_revision, run.part, run.part_revision, run.inventory,
      run.quantity, run.plan_row, run.lifecycle, run.batch, run.assignee, run.due, run.scheduled_start,
      run.scheduled_end, run.export_controlled, run.created_at, run.created_by, run.started_at,
      run.completed_at, run.updated_at, run.revision, run.counts[0], run.open_required, run.status);
  db.execute(
      "INSERT INTO run_step (run, slot, state, attempt, open_upstreams, revision) "
      "SELECT $1, slot, 0, 1, upstreams, 1 FROM plan_step WHERE plan = $2 ORDER BY slot",
      run.id, run.plan_row);
  if (!run.attributes.empty()) put_run_attributes(db, run.id, run.attributes);
}

void update_run(Connection& db, const Run& run) {
  db.execute(
      "UPDATE run SET title = $1, lifecycle = $2, batch = $3, assignee = $4, due = $5, scheduled_start = $6, "
      "scheduled_end = $7, export_controlled = $8, started_at = $9, completed_at = $10, updated_at = $11, "
      "revision = $12, todo = $13, in_progress = $14, hold = $15, redline = $16, completed = $17, "
      "failed = $18, canceled = $19, open_required = $20, status = $21, quantity = $22, ended_seq = $23 WHERE id = $24",
      run.title, run.lifecycle, run.batch, run.assignee, run.due, run.scheduled_start, run.scheduled_end,
      run.export_controlled, run.started_at, run.completed_at, run.updated_at, run.revision, run.counts[0],
      run.counts[1], run.counts[2], run.counts[3], run.counts[4], run.counts[5], run.counts[6],
      run.open_required, run.status, run.quantity, run.ended_seq, run.id);
}

void touch_run(Connection& db, const Run& run) {
  db.execute("UPDATE run SET updated_at = $1, revision = $2 WHERE id = $3", run.updated_at, run.revision,
             run.id);
}

void touch_run_step(Connection& db, const RunStep& step) {
  db.execute("UPDATE run_step SET updated_at = $1, revision = $2 WHERE run = $3 AND slot = $4",
             step.updated_at, step.revision, step.run, step.slot);
}

void put_run_attributes(Connection& db, std::int64_t run, const std::vector<Attribute>& attributes) {
  db.execute("DELETE FROM run_attribute WHERE run = $1", run);
  for (const Attribute& attribute : attributes) {
    db.execute("INSERT INTO run_attribute (run, name, value) VALUES ($1, $2, $3)", run, attribute.name,
               attribute.value);
  }
}

bool has_run_attributes(Connection& db) {
  return read_one(db.query("SELECT run FROM run_attribute LIMIT 1"),
                  [](const Statement& row) { return row.integer(0); })
      .has_value();
}

AttributesInOrder::AttributesInOrder(Connection& db)
    : query_(&db.query("SELECT run, name, value FROM run_attribute ORDER BY run, name")),
      more_(query_->step()) {}

AttributesInOrder::~AttributesInOrder() { query_->reset(); }

std::vector<Attribute> AttributesInOrder::of(std::int64_t run) {
  std::vector<Attribute> attributes;
  while (more_ && query_->integer(0) <= run) {
    if (query_->integer(0) == run) attributes.push_back({query_->string(1), query_->string(2)});
    more_ = query_->step();
  }
  return attributes;
}

std::vector<Attribute> run_attributes(Connection& db, std::int64_t run) {
  return read_all(db.query("SELECT name, value FROM run_attribute WHERE run = $1 ORDER BY name", run),
                  [](const Statement& row) {
                    return Attribute{row.string(0), row.string(1)};
                  });
}

void each_run(Connection& db, const RunFilter& filter, const std::function<bool(const Run&)>& visit) {
  // Open runs have an index of their own; asking for them does not read the closed ones.
  Statement& query =
      filter.open_only || filter.todo_since
          ? db.query(
                "SELECT " TRAVELER_RUN_COLUMNS
                "WHERE r.lifecycle < 2 AND (CAST($1 AS BIGINT) IS NULL OR r.created_at <= $1) ORDER BY r.id",
                filter.todo_since)
          : db.query("SELECT " TRAVELER_RUN_COLUMNS "ORDER BY r.id");
  while (query.step()) {
    const Run run = read_run(query);
    if (filter.part && run.part != *filter.part) continue;
    if (filter.procedure && run.procedure != filter.procedure) continue;
    if (filter.assignee && run.assignee != filter.assignee) continue;
    if (filter.status && run.status != *filter.status) continue;
    if (filter.lifecycle && run.lifecycle != *filter.lifecycle) continue;
    if (filter.todo_since && run.lifecycle != Lifecycle::kTodo) continue;
    if (!visit(run)) break;
  }
  query.reset();
}

std::optional<RunStep> find_run_step(Connection& db, std::int64_t run, std::int64_t slot) {
  return read_one(
      db.query("SELECT " TRAVELER_STEP_COLUMNS " FROM run_step s WHERE s.run = $1 AND s.slot = $2", run,
               slot),
      [](const Statement& row) { return read_run_step(row, 0); });
}

std::vector<RunStep> steps_of_group(Connection& db, std::int64_t group) {
  return read_all(db.query("SELECT " TRAVELER_STEP_COLUMNS
                           " FROM run_step s WHERE s.siblings = $1 ORDER BY s.run, s.slot",
                           group),
                  [](const Statement& row) { return read_run_step(row, 0); });
}

std::vector<Run> runs_of_group(Connection& db, std::int64_t group) {
  return read_all(db.query("SELECT " TRAVELER_RUN_COLUMNS
                           "JOIN run_step s ON s.run = r.id WHERE s.siblings = $1 ORDER BY r.id",
                           group),
                  read_run);
}

std::vector<std::int64_t> open_runs_of_group(Connection& db, std::int64_t group) {
  return read_all(db.query("SELECT s.run FROM run_step s JOIN run r ON r.id = s.run "
                           "WHERE s.siblings = $1 AND r.lifecycle < 2 ORDER BY s.run",
                           group),
                  [](const Statement& row) { return row.integer(0); });
}

std::vector<std::int64_t> grouped_slots(Connection& db, std::int64_t run) {
  return read_all(
      db.query("SELECT slot FROM run_step WHERE run = $1 AND siblings IS NOT NULL ORDER BY slot", run),
      [](const Statement& row) { return row.integer(0); });
}

void copy_siblings(Connection& db, std::int64_t twin, std::int64_t run) {
  db.execute(
      "UPDATE run_step SET siblings = (SELECT t.siblings FROM run_step t WHERE t.run = $1 AND "
      "t.slot = run_step.slot) WHERE run = $2",
      twin, run);
}

void set_siblings(Connection& db, std::int64_t run, std::int64_t slot, std::optional<std::int64_t> group) {
  db.execute("UPDATE run_step SET siblings = $1 WHERE run = $2 AND slot = $3", group, run, slot);
}

void update_run_step(Connection& db, const RunStep& step) {
  db.execute(
      "UPDATE run_step SET state = $1, attempt = $2, open_upstreams = $3, revision = $4, held_from = $5, "
      "redlined_from = $6, canceled_with = $7, started_at = $8, started_by = $9, completed_at = $10, "
      "completed_by = $11, updated_at = $12 WHERE run = $13 AND slot = $14",
      step.state, step.attempt, step.open_upstreams, step.revision, step.held_from, step.redlined_from,
      step.canceled_with, step.started_at, step.started_by, step.completed_at, step.completed_by,
      step.updated_at, step.run, step.slot);
}

std::vector<StepOfRun> steps_of_run(Connection& db, const Run& run) {
  return read_all(db.query(TRAVELER_STEP_OF_RUN "ORDER BY d.position", run.plan_row, run.id),
                  read_step_of_run);
}

std::vector<StepOfRun> open_steps_of_run(Connection& db, const Run& run) {
  return read_all(db.query(TRAVELER_STEP_OF_RUN "AND s.state NOT IN ($3, $4) ORDER BY d.position",
                           run.plan_row, run.id, StepState::kCompleted, StepState::kCanceled),
                  read_step_of_run);
}

std::vector<AvailableStep> available_steps(Connection& db) {
  return read_all(
      db.query("SELECT " TRAVELER_STEP_COLUMNS
               ", d.plan, d.position, d.key, d.number, d.title, d.required, d.required_for_run, d.parent, "
               "d.children, d.upstreams, d.step_def, d.location, u.state, p.key FROM run r "
               "JOIN run_step s ON s.run = r.id JOIN plan_step d ON d.plan = r.plan AND d.slot = s.slot "
               "LEFT JOIN run_step u ON u.run = s.run AND u.slot = d.parent "
               "LEFT JOIN plan_step p ON p.plan = d.plan AND p.slot = d.parent WHERE r.lifecycle < 2 "
               "AND s.state IN ($1, $2) AND s.open_upstreams = 0 AND (d.parent IS NULL OR u.state = $2) "
               "ORDER BY r.id, d.position",
               StepState::kTodo, StepState::kInProgress),
      [](const Statement& row) {
        return AvailableStep{read_step_of_run(row), row.string(row.columns() - 1)};
      });
}

std::optional<Timestamp> last_completion(Connection& db, std::int64_t run) {
  const auto last = read_one(db.query("SELECT max(completed_at) FROM run_step WHERE run = $1 AND state = $2",
                                      run, StepState::kCompleted),
                             [](const Statement& row) { return row.optional_time(0); });
  return last.value_or(std::nullopt);
}

std::vector<StepOfRun> completed_steps_of_run(Connection& db, const Run& run) {
  return read_all(db.query(TRAVELER_STEP_OF_RUN "AND s.state = $3 ORDER BY d.position", run.plan_row, run.id,
                           StepState::kCompleted),
                  read_step_of_run);
}

}  // namespace traveler::store
