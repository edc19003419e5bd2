#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "format/objects.h"
#include "ops/operation.h"

namespace traveler::ops {

/// Makes a batch that the runs of these ids are about to join. Without a title it is called by its id.
Batch make_batch(Command& command, const std::string& title, Value runs = {});

/// The batch as cli.md section 3 shows it.
Value batch_value(store::Connection& db, const Batch& batch);

/// The runs that a change of the run is for: all open runs of its batch, itself first; itself alone when
/// it is in none or has ended, or when `only` is asked for. Spec section 8.
std::vector<std::int64_t> runs_with(Command& command, std::int64_t run, bool only);

}  // namespace traveler::ops
