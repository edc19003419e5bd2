// What the writers and readers of fair_writers ask.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "serial_order.h"
#include "shop.h"

namespace stress {

using Random = std::mt19937_64;

/// A number from 0 to n - 1.
std::int64_t pick(Random& random, std::int64_t n);
std::string run_id(std::int64_t run);

/// The procedures `own`, `shared` and `lot`, as the shop and as documents have them.
void add_procedures(Shop& shop);
void write_procedures();
/// The changes that come before the writers, in order: runs 1 to 4 that all share, 5 to 8 in a batch.
std::vector<Asked> first_changes();

/// What all of them know: where the shared steps stood last, and how many runs there are.
class Board {
 public:
  State state(const std::string& step);
  void note(const nlohmann::json& answer);
  void note_run(std::int64_t run);
  std::int64_t runs() const { return runs_; }

 private:
  std::mutex mutex_;
  std::map<std::string, State> states_;
  std::atomic<std::int64_t> runs_ = 0;
};

/// One writer's commands, one after the other.
class Writer {
 public:
  Writer(int who, std::uint64_t seed, Board& board) : who_(who), random_(seed), board_(&board) {}

  Asked next();
  /// Notes what came of it. Throws Violation when that may not be.
  void done(const Asked& asked);

 private:
  void own(Asked& asked);
  void advance(const Asked& asked);
  void shared(Asked& asked);
  void log(Asked& asked);
  void lot(Asked& asked);
  void bulk(Asked& asked);
  const std::string& verb_for(const std::string& step, bool may_sign);

  int who_;
  Random random_;
  Board* board_;
  std::size_t phase_ = 0;
  bool batched_ = false;
  std::int64_t first_ = 0;
  std::int64_t values_ = 0;
};

Asked some_read(Random& random, const Board& board);
/// The reads that show all there is.
const std::vector<std::vector<std::string>>& whole_reads();

}  // namespace stress
