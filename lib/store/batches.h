#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/records.h"
#include "model/siblings.h"
#include "store/db.h"

namespace traveler::store {

std::optional<Batch> find_batch(Connection& db, std::int64_t id);
std::int64_t last_batch(Connection& db);
std::vector<Batch> list_batches(Connection& db);

/// The runs that are in a batch now, in the order of their ids.
std::vector<std::int64_t> runs_of_batch(Connection& db, std::int64_t batch);
void begin_membership(Connection& db, std::int64_t batch, std::int64_t run, std::int64_t seq, Timestamp at);
void end_membership(Connection& db, std::int64_t batch, std::int64_t run, Timestamp at);

std::int64_t last_sibling_group(Connection& db);
std::vector<SiblingGroup> sibling_groups(Connection& db, std::int64_t batch);
void put_sibling_group(Connection& db, const SiblingGroup& group);
/// True when the group has steps in open runs, and they are todo.
bool all_todo(Connection& db, std::int64_t group);

/// The steps of a run as they would join a batch, parents before their children. `fits` looks at the
/// state as the table has it.
std::vector<JoiningStep> joining_steps(Connection& db, const Run& run);

/// A step of a run in a sibling group.
struct GroupedStep {
  std::int64_t run = 0;
  std::int64_t group = 0;
  std::string key;
};
/// The grouped steps of a batch in the order of their groups, then runs.
std::vector<GroupedStep> grouped_steps(Connection& db, std::int64_t batch);

}  // namespace traveler::store
