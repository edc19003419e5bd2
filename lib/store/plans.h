#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/plan.h"
#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

// Content-addressed documents, step definitions and plans: written once, shared, never changed.

/// Keeps a document (canonical JSON) under its digest.
Digest put_document(Connection& db, std::string_view body);
std::optional<std::string> find_document(Connection& db, const Digest& digest);

/// Keeps a plan under its digest; a plan that is there already is left alone.
void put_plan(Connection& db, const Plan& plan);
/// The store's row of a plan; throws Error(storage.corrupt) when it is not there.
std::int64_t plan_row(Connection& db, const Digest& digest);

std::optional<PlanStep> find_plan_step(Connection& db, std::int64_t plan, std::string_view key);
std::optional<PlanStep> find_plan_step(Connection& db, std::int64_t plan, std::int64_t slot);
std::vector<std::int64_t> plan_upstreams(Connection& db, std::int64_t plan, std::int64_t slot);
std::vector<std::int64_t> plan_downstreams(Connection& db, std::int64_t plan, std::int64_t slot);
std::vector<std::int64_t> plan_children(Connection& db, std::int64_t plan, std::int64_t slot);
/// All steps of a plan in order of display.
std::vector<PlanStep> plan_steps(Connection& db, std::int64_t plan);
/// Those that require parts.
std::vector<PlanStep> plan_steps_with_requirements(Connection& db, std::int64_t plan);
/// The keys that the steps of the plans of open runs wait for, as written: plan, downstream slot, upstream
/// key, in order.
struct UpstreamKey {
  std::int64_t plan = 0;
  std::int64_t downstream = 0;
  std::string key;
};
std::vector<UpstreamKey> upstream_keys_of_open_runs(Connection& db);
/// All edges (downstream, upstream) of a plan, in order.
std::vector<std::pair<std::int64_t, std::int64_t>> plan_edges(Connection& db, std::int64_t plan);

/// The canonical JSON of a step definition.
std::string step_definition(Connection& db, std::int64_t row);

}  // namespace traveler::store
