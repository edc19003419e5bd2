#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

/// The rows of the export of steps, with the columns of its table: reads as a Statement does. Ten thousand
/// runs share one plan, so its steps are read once and not joined to each row.
class StepRows {
 public:
  explicit StepRows(Connection& db);
  ~StepRows();
  StepRows(const StepRows&) = delete;
  StepRows& operator=(const StepRows&) = delete;

  bool step();
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  bool boolean(int column) const { return integer(column) != 0; }
  std::string_view text(int column) const;
  Timestamp time(int column) const { return Timestamp{integer(column)}; }
  Quantity quantity(int column) const { return Quantity::from_micros(integer(column)); }

 private:
  struct PlannedStep {
    PlanStep step;
    std::optional<std::string> parent_key;
  };
  /// By slot; slots count from 1, and none has step.slot 0.
  using PlannedSteps = std::vector<PlannedStep>;

  void begin_run();
  bool is_available() const;
  StepState parent_state() const;

  Connection* db_;
  Statement* row_;
  std::int64_t run_ = 0;
  std::unordered_map<std::int64_t, PlannedSteps> plans_;
  const PlannedSteps* plan_ = nullptr;
  const PlannedStep* planned_ = nullptr;
  std::vector<std::optional<StepState>> states_;  ///< by slot, of the steps of the run that came by
};

}  // namespace traveler::store
