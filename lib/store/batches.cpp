#include "store/batches.h"

#include <unordered_map>

#include "base/concat.h"
#include "model/ids.h"
#include "store/rows.h"

namespace traveler::store {
namespace {

Batch read_batch(const Statement& row) { return {row.integer(0), row.string(1), row.integer(2)}; }

std::int64_t read_integer(const Statement& row) { return row.integer(0); }

}  // namespace

std::optional<Batch> find_batch(Connection& db, std::int64_t id) {
  return read_one(db.query("SELECT id, title, revision FROM batch WHERE id = $1", id), read_batch);
}

std::int64_t last_batch(Connection& db) {
  return read_one(db.query("SELECT ifnull(max(id), 0) FROM batch"), read_integer).value_or(0);
}

std::vector<Batch> list_batches(Connection& db) {
  return read_all(db.query("SELECT id, title, revision FROM batch ORDER BY id"), read_batch);
}

void put_batch(Connection& db, const Batch& batch) {
  db.execute(
      "INSERT INTO batch (id, title, revision) VALUES ($1, $2, $3) "
      "ON CONFLICT (id) DO UPDATE SET title = excluded.title, revision = excluded.revision",
      batch.id, batch.title, batch.revision);
}

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
  return read_one(db.query("SELECT ifnull(max(id), 0) FROM sibling_group"), read_integer).value_or(0);
}

std::vector<SiblingGroup> sibling_groups(Connection& db, std::int64_t batch) {
  return read_all(
      db.query("SELECT id, batch, parent, origin, ifnull(standard, ''), definition FROM sibling_group "
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
  // The key of a standard step's child begins with the key of the step that uses it.
  struct Standard {
    std::string name;
    std::string key;
  };
  std::unordered_map<std::int64_t, Standard> standards;
  return read_all(
      db.query("SELECT d.slot, d.parent, d.key, f.digest, json_extract(f.body, '$.use'), s.state = $1 "
               "AND json_type(f.body, '$.outside') IS NULL, json_remove(f.body, '$.use') "
               "FROM plan_step d JOIN step_def f ON f.id = d.step_def JOIN run_step s ON s.run = $2 "
               "AND s.slot = d.slot WHERE d.plan = $3 ORDER BY d.position",
               StepState::kTodo, run.id, run.plan_row),
      [&](const Statement& row) {
        JoiningStep step;
        step.slot = row.integer(0);
        step.parent = row.optional_integer(1);
        const std::string key = row.string(2);
        step.origin = concat(run.procedure.value_or(""), '/', key);
        const auto above = step.parent ? standards.find(*step.parent) : standards.end();
        // Two revisions of a standard step may say the same.
        step.definition = row.is_null(4) ? row.digest(3) : sha256({row.text(6)});
        if (!row.is_null(4)) {
          step.standard = standard_step_family(standard_step_key(row.text(4)));
          standards[step.slot] = {step.standard, key};
        } else if (above != standards.end()) {
          const auto& [name, root] = above->second;
          step.standard = concat(name, '/', std::string_view(key).substr(root.size() + 1));
          standards[step.slot] = {name, root};
        }
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
