#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/definition.h"
#include "model/records.h"
#include "store/db.h"

namespace traveler::ops {

/// Step definitions and the approvals of runs as they are asked for; many share one, and none ever changes.
class Definitions {
 public:
  explicit Definitions(store::Connection& db) : db_(&db) {}
  const StepDef& get(const PlanStep& step);
  /// The gates of a run itself: those of its procedure at its revision.
  const std::vector<ApprovalDef>& approvals_of(const Run& run);
  /// Forgets them when there are many.
  void trim();

 private:
  store::Connection* db_;
  std::unordered_map<std::int64_t, StepDef> kept_;
  std::unordered_map<std::string, std::vector<ApprovalDef>> approvals_;  ///< by KEY@REV
};

}  // namespace traveler::ops
