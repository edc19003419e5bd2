#include "ops/step_reads.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/concat.h"
#include "format/history_body.h"
#include "format/objects.h"
#include "format/readings.h"
#include "model/gates.h"
#include "model/graph.h"
#include "model/ids.h"
#include "ops/definitions.h"
#include "ops/lookups.h"
#include "ops/step_gates.h"
#include "ops/step_target.h"
#include "store/history.h"
#include "store/installs.h"
#include "store/plans.h"
#include "store/readings.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

/// Keys of the upstream steps of each slot of a plan.
std::unordered_map<std::int64_t, std::vector<std::string>> upstream_keys(
    store::Connection& db, const std::vector<store::StepOfRun>& steps, std::int64_t plan) {
  std::unordered_map<std::int64_t, std::string> keys;
  for (const store::StepOfRun& step : steps) keys.emplace(step.plan.slot, step.plan.key);
  std::unordered_map<std::int64_t, std::vector<std::string>> out;
  for (const auto& [downstream, upstream] : store::plan_edges(db, plan)) {
    const auto key = keys.find(upstream);
    if (key != keys.end()) out[downstream].push_back(key->second);
  }
  return out;
}

Value requirement_value(const RequirementDef& requirement, const RequirementState& state,
                        const std::vector<Install>& installs, int precision) {
  Value pieces = Value::list();
  for (const Install& install : installs) {
    if (install.part != requirement.part) continue;
    pieces.push(Value::object()
                    .add("id", install_id(install.id))
                    .add("inventory", inventory_id(install.inventory))
                    .add("quantity", install.quantity.text(precision))
                    .add("shared", install.shared()));
  }
  Value out = Value::object();
  out.add("part", requirement.part)
      .add("revision", format::text_or_null(requirement.revision))
      .add("needed", state.needed.text(precision))
      .add("installed", state.installed.text(precision))
      .add("excepted", state.excepted.text(precision))
      .add("designators", format::text_list(requirement.designators))
      .add("substitutes", format::text_list(requirement.substitutes))
      .add("installs", std::move(pieces));
  return out;
}

/// Whether people ask who brought a step to its state, and why.
bool stands_still(StepState state) {
  return state == StepState::kHold || state == StepState::kFailed || state == StepState::kCanceled;
}

bool changes_state(const SubjectChange& change) {
  return std::any_of(change.fields.begin(), change.fields.end(), [](const FieldChange& field) {
    return field.field == RecordFields<StepChange>::kState;
  });
}

/// The last change of a step's state: {by, at, reason}; null when the history cannot tell.
Value last_move(store::Connection& db, const StepTarget& target) try {
  const std::string id = target.id();
  Value moved;
  store::each_entry(db, 1, run_id(target.run), [&](const store::StoredEntry& stored) {
    if (stored.body.find(id) == std::string_view::npos) return true;
    const HistoryEntry entry = format::parse_history_body(stored.body);
    for (const SubjectChange& change : entry.changes) {
      if (change.subject != id || !changes_state(change)) continue;
      moved = Value::object()
                  .add("by", entry.actor)
                  .add("at", entry.at.text())
                  .add("reason", format::optional_value(entry.reason));
    }
    return true;
  });
  return moved;
} catch (const Error&) {
  return {};
}

}  // namespace

std::vector<Value> step_summaries(store::Connection& db, const Run& run) {
  const auto steps = store::steps_of_run(db, run);
  const auto after = upstream_keys(db, steps, run.plan_row);
  std::unordered_map<std::int64_t, const std::string*> keys;
  for (const store::StepOfRun& step : steps) keys.emplace(step.plan.slot, &step.plan.key);
  std::vector<Value> out;
  out.reserve(steps.size());
  for (const store::StepOfRun& step : steps) {
    format::StepFacts facts{&run, &step.plan, &step.step, false, {}, {}};
    facts.available =
        is_available({step.step.state, step.step.open_upstreams, step.parent_state, run.lifecycle});
    if (step.plan.parent) facts.parent = *keys.at(*step.plan.parent);
    if (const auto it = after.find(step.plan.slot); it != after.end()) facts.after = it->second;
    out.push_back(format::step_summary(facts));
  }
  return out;
}

void list_steps(Query& query, const Arguments& args, const RowSink& row) {
  store::WorkingSet rows(query.db);
  const auto state = args.optional_text("state");
  for (Value& step : step_summaries(query.db, rows.run(parse_run_id(args.text("run"))))) {
    if (!state || step["state"].as_text() == *state) row(std::move(step));
  }
}

void next_steps(Query& query, const Arguments& args, const RowSink& row) {
  const auto available_of = [&](const Run& run) {
    for (Value& step : step_summaries(query.db, run)) {
      if (step["available"].as_bool()) row(std::move(step));
    }
  };
  if (const auto id = args.optional_text("run")) {
    store::WorkingSet rows(query.db);
    available_of(rows.run(parse_run_id(*id)));
    return;
  }
  store::RunFilter filter;
  filter.open_only = true;
  std::unordered_map<std::int64_t, Run> open;
  store::each_run(query.db, filter, [&](const Run& run) {
    open.emplace(run.id, run);
    return true;
  });
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::string>> after;
  for (store::UpstreamKey& edge : store::upstream_keys_of_open_runs(query.db))
    after[{edge.plan, edge.downstream}].push_back(std::move(edge.key));
  for (const store::AvailableStep& step : store::available_steps(query.db)) {
    format::StepFacts facts{&open.at(step.step.run), &step.plan, &step.step, true, step.parent, {}};
    if (const auto it = after.find({step.plan.plan, step.plan.slot}); it != after.end())
      facts.after = it->second;
    row(format::step_summary(facts));
  }
}

void show_step(Query& query, const Arguments& args, const RowSink& row) {
  store::WorkingSet rows(query.db);
  const StepTarget target = find_target(rows, args.text("step"));
  const Run& run = rows.run(target.run);
  const PlanStep plan = rows.plan_step(target.run, target.slot);
  const RunStep& step = rows.step(target.run, target.slot);
  const std::int64_t attempt = args.integer("attempt").value_or(step.attempt);
  if (attempt < 1 || attempt > step.attempt) {
    throw Error(ErrorCode::kNotFound, concat(target.id(), " has no attempt ", attempt))
        .with_subject(target.id())
        .with_hint(concat("it is in attempt ", step.attempt));
  }
  Definitions definitions(query.db);
  const StepDef& definition = definitions.get(plan);
  format::StepFacts facts{&run, &plan, &step, is_available(rows.availability(target.run, target.slot)),
                          {},   {}};
  if (plan.parent) facts.parent = rows.plan_step(target.run, *plan.parent).key;
  for (const std::int64_t slot : rows.plans().upstreams(run.plan_row, plan.slot)) {
    facts.after.push_back(rows.plan_step(target.run, slot).key);
  }
  Value out = format::step_summary(facts);
  out.set("attempt", attempt);
  const auto readings = store::readings_of_step(query.db, target.run, target.slot, attempt, true);
  Value requirements = Value::list();
  if (!definition.requirements.empty()) {
    const auto states = requirement_states(query.db, run, plan.key, definition);
    const auto installs = store::installs_of_step(query.db, run.id, plan.key);
    for (std::size_t i = 0; i < states.size(); ++i) {
      const RequirementDef& requirement = definition.requirements[i];
      requirements.push(
          requirement_value(requirement, states[i], installs, part_precision(query.db, requirement.part)));
    }
  }
  Value approvals = Value::list();
  for (const ApprovalDef& approval : definition.approvals) {
    approvals.push(
        Value::object().add("id", approval.id).add("role", approval.role).add("count", approval.count));
  }
  Value outside;
  if (definition.outside) {
    outside = Value::object();
    outside.add("operation", definition.outside->operation)
        .add("supplier", format::text_or_null(definition.outside->supplier))
        .add("lead_time", format::text_or_null(definition.outside->lead_time));
  }
  Value sibling_runs = Value::list();
  if (step.siblings && !has_ended(run)) {
    for (const std::int64_t sibling : store::open_runs_of_group(query.db, *step.siblings)) {
      if (sibling != target.run) sibling_runs.push(run_id(sibling));
    }
  }
  const bool waits = step.state == StepState::kTodo || step.state == StepState::kInProgress;
  out.add("instructions", definition.instructions)
      .add("fields", format::field_values(definition, readings, attempt))
      .add("requirements", std::move(requirements))
      .add("approvals", std::move(approvals))
      .add("outside", std::move(outside))
      .add("sessions", Value::list())
      .add("sibling_runs", std::move(sibling_runs))
      .add("blocked_by", waits ? format::blockers_value(unavailable_because(rows, target)) : Value::list())
      .add("revision", step.revision);
  if (query.explain) {
    out.add("started_by", format::optional_value(step.started_by))
        .add("completed_by", format::optional_value(step.completed_by))
        .add("moved", stands_still(step.state) ? last_move(query.db, target) : Value());
  }
  row(std::move(out));
}

}  // namespace traveler::ops
