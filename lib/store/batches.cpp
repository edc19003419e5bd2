#include "store/batches.h"

#include "base/concat.h"
#include "model/ids.h"
#include "store/records.h"
#include "store/rows.h"

namespace traveler::store {
namespace {

std::int64_t read_integer(const Statement& row) { return row.integer(0); }

}  // namespace

std::optional<Batch> find_batch(Connection& db, std::int64_t id) {
  return find_record<Batch>(db, batch_id(id));
}

std::int64_t last_batch(Connection& db) { return last_number(db, ObjectKind::kBatch); }

std::vector<Batch> list_batches(Connection& db) { return list_records<Batch>(db); }

std::vector<std::int64_t> runs_of_batch(Connection& db, std::int64_t batch) {
  return read_all(
      db.query("SELECT run FROM batch_member WHERE batch = $1 AND left_at IS NULL ORDER BY run", batch),
      read_integer);
}

void begin_membership(Connection& db, std::int64_t batch, std::int64_t run, std::int64_t seq, Timestamp at) {
  db.execute("INSERT INTO batch_member (batch, run, joined_seq, joined_at) VALUES ($1, $2, $3, $4)", batch,
             run, seq, at);
}

void end_membership(Connection& db, std::int64_t batch, std::int64_t run, Timestamp at) {
  db.execute("UPDATE batch_member SET left_at = $1 WHERE batch = $2 AND run = $3 AND left_at IS NULL", at,
             batch, run);
}

std::int64_t last_sibling_group(Connection& db) {
  return read_one(db.query("SELECT coalesce(max(id), 0) FROM sibling_group"), read_integer).value_or(0);
}

std::vector<SiblingGroup> sibling_groups(Connection& db, std::int64_t batch) {
  return read_all(
      db.query("SELECT id, batch, parent, origin, coalesce(standard, ''), definition FROM sibling_group "
               "WHERE batch = $1 ORDER BY id",
               batch),
      [](const Statement& row) {
        return SiblingGroup{row.integer(0), row.integer(1), row.optional_integer(2),
                            row.string(3),  row.string(4),  row.digest(5)};
      });
}

void put_sibling_group(Connection& db, const SiblingGroup& group) {
  db.execute(
      "INSERT INTO sibling_group (id, batch, parent, origin, standard, definition) "
      "VALUES ($1, $2, $3, $4, nullif($5, ''), $6)",
      group.id, group.batch, group.parent, group.origin, group.standard, group.definition);
}

bool all_todo(Connection& db, std::int64_t group) {
  const auto any = [&](std::string_view sql) {
    return read_one(db.query(sql, group, StepState::kTodo), read_integer).has_value();
  };
  return any("SELECT 1 FROM run_step s JOIN run r ON r.id = s.run WHERE s.siblings = $1 AND s.state = $2 "
             "AND r.lifecycle < 2 LIMIT 1") &&
         !any(
             "SELECT 1 FROM run_step s JOIN run r ON r.id = s.run WHERE s.siblings = $1 AND s.state <> $2 "
             "AND r.lifecycle < 2 LIMIT 1");
}

std::vector<JoiningStep> joining_steps(Connection& db, const Run& run) {
  return read_all(
      db.query("SELECT d.slot, d.parent, d.key, d.standard, coalesce(f.meaning, f.digest), "
               "CASE WHEN s.state = $1 AND f.outside = 0 THEN 1 ELSE 0 END FROM plan_step d "
               "JOIN step_def f ON f.id = d.step_def JOIN run_step s ON s.run = $2 AND s.slot = d.slot "
               "WHERE d.plan = $3 ORDER BY d.position",
               StepState::kTodo, run.id, run.plan_row),
      [&](const Statement& row) {
        JoiningStep step;
        step.slot = row.integer(0);
        step.parent = row.optional_integer(1);
        step.origin = concat(run.procedure.value_or(""), '/', row.text(2));
        step.standard = row.text(3);
        step.definition = row.digest(4);
        step.fits = row.boolean(5);
        return step;
      });
}

std::vector<GroupedStep> grouped_steps(Connection& db, std::int64_t batch) {
  return read_all(
      db.query("SELECT s.run, g.id, d.key FROM sibling_group g JOIN run_step s ON s.siblings = g.id "
               "JOIN run r ON r.id = s.run JOIN plan_step d ON d.plan = r.plan AND d.slot = s.slot "
               "WHERE g.batch = $1 ORDER BY g.id, s.run",
               batch),
      [](const Statement& row) {
        return GroupedStep{row.integer(0), row.integer(1), row.string(2)};
      });
}

}  // namespace traveler::store
