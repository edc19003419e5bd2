#pragma once

#include "model/records.h"
#include "store/db.h"
#include "store/membership.h"
#include "store/working_set.h"

namespace traveler::store {

/// Brings the tables to what a history entry says. The only writer of the tables that the history
/// accounts for: a command projects the entries it appends, `verify` projects the same entries onto
/// fresh tables and compares. Spec section 15.
class Projector {
 public:
  explicit Projector(Connection& db) : db_(&db), rows_(db), membership_(db, rows_) {}

  /// Applies an entry that has its sequence number.
  /// Throws Error(storage.corrupt) for an entry that does not fit the tables: a subject that is not
  /// there, an old value that is not the one found.
  void apply(const HistoryEntry& entry);

  WorkingSet& rows() { return rows_; }

 private:
  void apply_workspace(const SubjectChange& change);
  void apply_run(const HistoryEntry& entry, const SubjectChange& change);
  void apply_step(const HistoryEntry& entry, const SubjectChange& change);
  void apply_field(const HistoryEntry& entry, const SubjectChange& change);
  void record(const HistoryEntry& entry, const SubjectChange& change, Reading reading,
              std::int64_t definition);
  void move_step(std::int64_t run, const PlanStep& plan, StepState from, StepState to);
  /// Each entry on a run or on something of it moves the run's revision and time by one.
  void touch_run(const HistoryEntry& entry, std::int64_t run);
  void touch_step(const HistoryEntry& entry, std::int64_t run, std::int64_t slot);

  Connection* db_;
  WorkingSet rows_;
  Membership membership_;
  std::int64_t touched_seq_ = 0;
  std::int64_t touched_run_ = 0;
  std::int64_t touched_slot_ = 0;
};

}  // namespace traveler::store
