#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/record_fields.h"
#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

/// The readings of a step's attempt; current ones only, or all, in the order they were recorded.
std::vector<Reading> readings_of_step(Connection& db, std::int64_t run, std::int64_t slot,
                                      std::int64_t attempt, bool current_only);
/// The current readings of all steps and attempts of a run, each step's in the order they were recorded.
std::vector<Reading> current_readings_of_run(Connection& db, std::int64_t run);
/// Adds a reading; the one before it, if any, is no longer current: returns what was known of that one.
std::optional<ReadingChange> put_reading(Connection& db, const Reading& reading, std::int64_t definition);
/// Changes what may change on a reading: judgement, deviation, superseded.
void update_reading(Connection& db, const Reading& reading);

}  // namespace traveler::store
