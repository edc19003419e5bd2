#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/siblings.h"
#include "store/db.h"
#include "store/working_set.h"

namespace traveler::store {

/// Brings runs into batches and out of them, and their steps into sibling groups. Part of the projection:
/// the groups follow from the tables as they are when a run joins. Spec section 8.
class Membership {
 public:
  Membership(Connection& db, WorkingSet& rows) : db_(&db), rows_(&rows) {}

  /// `is_new`: the run has just been made, all of it todo.
  void join(std::int64_t run, std::int64_t batch, std::int64_t seq, Timestamp at, bool is_new);
  void leave(std::int64_t run, std::int64_t batch, Timestamp at);
  /// Takes a step out of its group, and with it those inside of it: siblings have sibling parents.
  void detach(std::int64_t run, std::int64_t slot);
  /// A step moved: what is known of groups may not hold any more.
  void forget() { known_.reset(); }

 private:
  /// One batch as runs join it one after the other.
  struct Known {
    std::int64_t batch = 0;
    std::vector<SiblingGroup> groups;
    std::unordered_map<std::int64_t, bool> all_todo;
    // The run that joined last, if it was new: the next new run of its plan gets the same groups.
    std::optional<Run> twin;
  };
  Known& know(std::int64_t batch);

  Connection* db_;
  WorkingSet* rows_;
  std::unique_ptr<Known> known_;
};

}  // namespace traveler::store
