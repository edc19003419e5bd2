#pragma once

#include <vector>

#include "ops/operation.h"

namespace traveler::ops {

/// The summaries of all steps of a run, in order of display.
std::vector<Value> step_summaries(store::Connection& db, const Run& run);

void list_steps(Query& query, const Arguments& args, const RowSink& row);
/// The steps that can be worked on now, started or not.
void next_steps(Query& query, const Arguments& args, const RowSink& row);
/// A step with its instructions, fields and what blocks it; an earlier attempt when asked for.
void show_step(Query& query, const Arguments& args, const RowSink& row);

}  // namespace traveler::ops
