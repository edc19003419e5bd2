#pragma once

#include <cstdint>
#include <unordered_map>

#include "model/definition.h"
#include "model/records.h"
#include "store/db.h"

namespace traveler::ops {

/// Step definitions as they are asked for; many steps share one, and none ever changes.
class Definitions {
 public:
  explicit Definitions(store::Connection& db) : db_(&db) {}
  const StepDef& get(const PlanStep& step);
  /// Forgets them when there are many.
  void trim();

 private:
  store::Connection* db_;
  std::unordered_map<std::int64_t, StepDef> kept_;
};

}  // namespace traveler::ops
