#include "store/plans.h"

#include "base/concat.h"
#include "store/rows.h"
#include "traveler/error.h"

namespace traveler::store {
namespace {

PlanStep read_plan_step(const Statement& row) {
  PlanStep step;
  step.plan = row.integer(0);
  step.slot = row.integer(1);
  step.position = row.integer(2);
  step.key = row.string(3);
  step.number = row.string(4);
  step.title = row.string(5);
  step.required = row.boolean(6);
  step.required_for_run = row.boolean(7);
  step.parent = row.optional_integer(8);
  step.children = row.integer(9);
  step.upstreams = row.integer(10);
  step.definition = row.integer(11);
  step.location = row.optional_text(12);
  step.standard = row.text(13);
  return step;
}

std::int64_t read_integer(const Statement& row) { return row.integer(0); }

std::optional<std::string> text_or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::int64_t put_definition(Connection& db, const PlanDefinition& definition) {
  if (const auto row =
          read_one(db.query("SELECT id FROM step_def WHERE digest = $1", definition.digest), read_integer)) {
    return *row;
  }
  const auto meaning =
      definition.meaning == definition.digest ? std::nullopt : std::optional(definition.meaning);
  const auto row = read_one(
      db.query("INSERT INTO step_def (id, digest, body, outside, meaning) "
               "VALUES ((SELECT coalesce(max(id), 0) + 1 FROM step_def), $1, $2, $3, $4) RETURNING id",
               definition.digest, definition.body, definition.outside, meaning),
      read_integer);
  for (const PlanField& field : definition.fields) {
    const auto unit = text_or_null(field.unit);
    const auto min = text_or_null(field.min);
    const auto max = text_or_null(field.max);
    db.execute(
        "INSERT INTO field_def (step_def, field, col, type, unit, min, max) VALUES ($1, $2, $3, $4, $5, $6, "
        "$7)",
        *row, field.field, field.column, field.type, unit, min, max);
  }
  return *row;
}

}  // namespace

Digest put_document(Connection& db, std::string_view body) {
  const Digest digest = sha256({body});
  db.execute(
      "INSERT INTO document (id, digest, body) VALUES ((SELECT coalesce(max(id), 0) + 1 FROM document), $1, $2) "
      "ON CONFLICT (digest) DO NOTHING",
      digest, body);
  return digest;
}

std::optional<std::string> find_document(Connection& db, const Digest& digest) {
  return read_one(db.query("SELECT body FROM document WHERE digest = $1", digest),
                  [](const Statement& row) { return row.string(0); });
}

void put_plan(Connection& db, const Plan& plan) {
  if (read_one(db.query("SELECT id FROM plan WHERE digest = $1", plan.digest), read_integer)) return;
  std::int64_t required = 0;
  for (const PlanStep& step : plan.steps) required += step.required_for_run ? 1 : 0;
  const auto row =
      read_one(db.query("INSERT INTO plan (id, digest, steps, required_steps, last_slot) "
                        "VALUES ((SELECT coalesce(max(id), 0) + 1 FROM plan), $1, $2, $3, $4) RETURNING id",
                        plan.digest, plan.steps.size(), required, plan.last_slot),
               read_integer);
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const PlanStep& step = plan.steps[i];
    const std::int64_t definition = put_definition(db, plan.definitions[i]);
    const auto standard = text_or_null(step.standard);
    db.execute(
        "INSERT INTO plan_step (plan, slot, position, key, number, title, required, required_for_run, "
        "parent, children, upstreams, step_def, location, standard) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        *row, step.slot, step.position, step.key, step.number, step.title, step.required,
        step.required_for_run, step.parent, step.children, step.upstreams, definition, step.location,
        standard);
  }
  for (const auto& [downstream, upstream] : plan.edges) {
    db.execute("INSERT INTO plan_edge (plan, downstream, upstream) VALUES ($1, $2, $3)", *row, downstream,
               upstream);
  }
}

std::int64_t plan_row(Connection& db, const Digest& digest) {
  const auto row = read_one(db.query("SELECT id FROM plan WHERE digest = $1", digest), read_integer);
  if (!row)
    throw Error(ErrorCode::kStorageCorrupt, concat("the plan ", digest.hex(), " is not in the workspace"));
  return *row;
}

std::optional<PlanStep> find_plan_step(Connection& db, std::int64_t plan, std::string_view key) {
  return read_one(
      db.query(
          "SELECT plan, slot, position, key, number, title, required, required_for_run, parent, "
          "children, upstreams, step_def, location, standard FROM plan_step WHERE plan = $1 AND key = $2",
          plan, key),
      read_plan_step);
}

std::optional<PlanStep> find_plan_step(Connection& db, std::int64_t plan, std::int64_t slot) {
  return read_one(
      db.query(
          "SELECT plan, slot, position, key, number, title, required, required_for_run, parent, "
          "children, upstreams, step_def, location, standard FROM plan_step WHERE plan = $1 AND slot = $2",
          plan, slot),
      read_plan_step);
}

std::vector<std::int64_t> plan_upstreams(Connection& db, std::int64_t plan, std::int64_t slot) {
  return read_all(
      db.query("SELECT upstream FROM plan_edge WHERE plan = $1 AND downstream = $2 ORDER BY upstream", plan,
               slot),
      read_integer);
}

std::vector<std::int64_t> plan_downstreams(Connection& db, std::int64_t plan, std::int64_t slot) {
  return read_all(
      db.query("SELECT downstream FROM plan_edge WHERE plan = $1 AND upstream = $2 ORDER BY downstream", plan,
               slot),
      read_integer);
}

std::vector<std::int64_t> plan_children(Connection& db, std::int64_t plan, std::int64_t slot) {
  return read_all(
      db.query("SELECT slot FROM plan_step WHERE plan = $1 AND parent = $2 ORDER BY slot", plan, slot),
      read_integer);
}

std::vector<PlanStep> plan_steps(Connection& db, std::int64_t plan) {
  return read_all(
      db.query("SELECT plan, slot, position, key, number, title, required, required_for_run, parent, "
               "children, upstreams, step_def, location, standard FROM plan_step WHERE plan = $1 "
               "ORDER BY position",
               plan),
      read_plan_step);
}

std::vector<PlanStep> plan_steps_with_requirements(Connection& db, std::int64_t plan) {
  return read_all(
      db.query(
          "SELECT plan, slot, position, key, number, title, required, required_for_run, parent, "
          "children, upstreams, step_def, location, standard FROM plan_step WHERE plan = $1 "
          "AND EXISTS (SELECT 1 FROM step_def f WHERE f.id = step_def AND f.body LIKE '%\"requires\":%') "
          "ORDER BY position",
          plan),
      read_plan_step);
}

std::vector<std::pair<std::int64_t, std::int64_t>> plan_edges(Connection& db, std::int64_t plan) {
  return read_all(
      db.query("SELECT downstream, upstream FROM plan_edge WHERE plan = $1 ORDER BY downstream, upstream",
               plan),
      [](const Statement& row) { return std::pair(row.integer(0), row.integer(1)); });
}

std::vector<UpstreamKey> upstream_keys_of_open_runs(Connection& db) {
  return read_all(
      db.query("SELECT e.plan, e.downstream, s.key FROM plan_edge e JOIN plan_step s ON s.plan = e.plan "
               "AND s.slot = e.upstream WHERE e.plan IN (SELECT plan FROM run WHERE lifecycle < 2) "
               "ORDER BY e.plan, e.downstream, e.upstream"),
      [](const Statement& row) {
        return UpstreamKey{row.integer(0), row.integer(1), row.string(2)};
      });
}

std::string step_definition(Connection& db, std::int64_t row) {
  auto body = read_one(db.query("SELECT body FROM step_def WHERE id = $1", row),
                       [](const Statement& r) { return r.string(0); });
  if (!body) throw Error(ErrorCode::kStorageCorrupt, "a step definition is not in the workspace");
  return std::move(*body);
}

}  // namespace traveler::store
