#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "format/objects.h"
#include "model/records.h"
#include "ops/definitions.h"
#include "ops/operation.h"
#include "store/holdings.h"
#include "store/installs.h"
#include "store/working_set.h"

namespace traveler::ops {

/// One install in the tree of what went into the item of a run. Spec section 9.
struct AbomRow {
  int level = 1;                      ///< 1: held by the run's own item
  std::int64_t parent_inventory = 0;  ///< the item that holds it
  const std::string* parent_part = nullptr;
  const store::HeldInstall* held = nullptr;
  const std::vector<std::string>* designators = nullptr;
  std::optional<std::int64_t> exception;  ///< the issue that makes up for the rest of the requirement
};

/// Walks the trees of runs; keeps what they share.
class AbomWalk {
 public:
  explicit AbomWalk(store::Connection& db) : db_(&db), rows_(db), definitions_(db) {}

  using Take = std::function<void(const AbomRow&)>;
  /// Gives what was in the run's item after that entry of the history, each piece before what it holds
  /// itself, in the order of runs, steps and installs. One query for each item that holds something; an item
  /// that would be inside of itself is not entered again.
  void walk(const Run& run, std::int64_t as_of, const Take& take);

  store::WorkingSet& rows() { return rows_; }
  const std::vector<RequirementException>& exceptions(std::int64_t run);

 private:
  struct Place {
    std::int64_t position = 0;
    const StepDef* definition = nullptr;
  };
  const Place& place(const Install& install);
  std::vector<store::HeldInstall> held_by(std::int64_t item, std::int64_t as_of, std::int64_t told);

  store::Connection* db_;
  store::WorkingSet rows_;
  Definitions definitions_;
  std::unordered_map<std::string, Place> places_;
  std::unordered_map<std::int64_t, std::vector<RequirementException>> exceptions_;
};

}  // namespace traveler::ops
