#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/graph.h"
#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

/// The steps of plans as far as they were asked for; plans never change, so they are kept.
class PlanCache {
 public:
  explicit PlanCache(Connection& db) : db_(&db) {}

  /// The step of that key or slot, or nullptr.
  const PlanStep* find(std::int64_t plan, std::string_view key);
  const PlanStep* find(std::int64_t plan, std::int64_t slot);

  const std::vector<std::int64_t>& upstreams(std::int64_t plan, std::int64_t slot);
  const std::vector<std::int64_t>& downstreams(std::int64_t plan, std::int64_t slot);
  const std::vector<std::int64_t>& children(std::int64_t plan, std::int64_t slot);

  std::size_t size() const { return size_; }
  void clear();

 private:
  struct Neighbours {
    std::unique_ptr<std::vector<std::int64_t>> upstreams, downstreams, children;
  };
  struct PlanSteps {
    std::unordered_map<std::int64_t, PlanStep> by_slot;
    std::unordered_map<std::string, std::int64_t> by_key;
    std::unordered_map<std::int64_t, Neighbours> neighbours;
  };
  const PlanStep* keep(PlanSteps& plan, PlanStep step);

  Connection* db_;
  std::unordered_map<std::int64_t, PlanSteps> plans_;
  std::size_t size_ = 0;
};

/// The runs and steps that a transaction works on: loaded on first use, changed in memory, written
/// by `flush`. Within a write transaction all access to both tables goes through here, or follows a
/// flush.
class WorkingSet {
 public:
  explicit WorkingSet(Connection& db) : db_(&db), plans_(db) {}

  /// The run, or nullptr when there is none.
  const Run* find_run(std::int64_t id);
  /// Throws Error(not_found).
  const Run& run(std::int64_t id);
  /// The step's place in its run's plan; throws Error(not_found) for an unknown key.
  const PlanStep& plan_step(std::int64_t run, std::string_view key);
  const PlanStep& plan_step(std::int64_t run, std::int64_t slot);
  const RunStep& step(std::int64_t run, std::int64_t slot);

  /// The attributes of a run; whether there are any in the workspace is asked once.
  const std::vector<Attribute>& attributes(std::int64_t run);

  /// Writes the attributes of a run, at once.
  void write_attributes(std::int64_t run);

  /// For changes: the row is written at the next flush.
  Run& edit_run(std::int64_t id);
  RunStep& edit_step(std::int64_t run, std::int64_t slot);
  /// For the revision and the time of the last change alone, which every entry moves.
  Run& touch_run(std::int64_t id);
  RunStep& touch_step(std::int64_t run, std::int64_t slot);
  /// A run that was just inserted.
  void adopt(const Run& run);
  /// Puts a step into a sibling group, or (none) takes it out of its own. Written at once.
  void group_step(std::int64_t run, std::int64_t slot, std::optional<std::int64_t> group);

  /// A step by its place.
  struct StepKey {
    std::int64_t run;
    std::int64_t slot;
    bool operator==(const StepKey&) const = default;
  };
  /// The steps of a sibling group whose runs are open, in the order of the runs; all of them are loaded
  /// together.
  std::vector<StepKey> siblings(std::int64_t group);

  PlanCache& plans() { return plans_; }

  /// What the rules of availability see of one run.
  class Graph final : public StepGraph {
   public:
    Graph(WorkingSet& set, std::int64_t run) : set_(&set), run_(run), plan_(set.run(run).plan_row) {}
    const std::vector<std::int64_t>& upstreams(std::int64_t slot) override;
    const std::vector<std::int64_t>& downstreams(std::int64_t slot) override;
    const std::vector<std::int64_t>& children(std::int64_t slot) override;
    std::optional<std::int64_t> parent(std::int64_t slot) override;
    StepState state(std::int64_t slot) override;
    bool required(std::int64_t slot) override;

   private:
    WorkingSet* set_;
    std::int64_t run_;
    std::int64_t plan_;
  };

  /// What decides whether a step can be worked on.
  AvailabilityFacts availability(std::int64_t run, std::int64_t slot);

  /// Writes what changed; keeps what was loaded.
  void flush();
  /// Flushes and forgets the rows when there are many; for replay, whose memory must not grow.
  void trim();

 private:
  /// What of a row is to be written.
  enum class Dirty : std::uint8_t { kNothing, kTouched, kEdited };
  struct RunSlot {
    Run row;
    Dirty dirty = Dirty::kNothing;
  };
  struct StepSlot {
    RunStep row;
    Dirty dirty = Dirty::kNothing;
  };
  RunSlot& mark_run(std::int64_t id, Dirty dirty);
  StepSlot& mark_step(std::int64_t run, std::int64_t slot, Dirty dirty);
  struct StepKeyHash {
    std::size_t operator()(const StepKey& key) const {
      return std::hash<std::int64_t>{}(key.run * 65'599 + key.slot);
    }
  };
  RunSlot* load_run(std::int64_t id);
  StepSlot& load_step(std::int64_t run, std::int64_t slot);

  Connection* db_;
  PlanCache plans_;
  std::unordered_map<std::int64_t, RunSlot> runs_;
  std::unordered_map<StepKey, StepSlot, StepKeyHash> steps_;
  std::vector<std::int64_t> dirty_runs_;
  std::vector<StepKey> dirty_steps_;
  std::optional<bool> any_attributes_;
};

}  // namespace traveler::store
