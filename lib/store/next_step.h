#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

/// A step that can be worked on, or is.
struct NextStep {
  std::string key;
  StepState state = StepState::kTodo;
};

/// The first step of an open run that can be started, else the first that is in progress.
std::optional<NextStep> next_step_of_run(Connection& db, const Run& run);

}  // namespace traveler::store
