// Whether what many processes were told fits one serial order, that of the history.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "process.h"
#include "shop.h"

namespace stress {

/// What was asked, what came of it.
struct Asked {
  std::vector<std::string> words;  ///< without the program
  std::string input;
  std::vector<Action> actions;  ///< what a change does; one transaction
  std::int64_t run = 0;         ///< that a read is about
  int who = 0;
  Finished result;
  std::int64_t seq = 0;  ///< of an acknowledged change
};

/// What a change answered: one object, or of `apply` one for each line that was carried out.
std::vector<nlohmann::json> results_of(const Asked& asked);
/// The seq that an acknowledged change ends with.
std::int64_t seq_of(const Asked& asked);

struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class SerialOrder {
 public:
  explicit SerialOrder(Shop start) : shop_(std::move(start)) {}

  /// Replays acknowledged changes, sorted by `seq`. Throws Violation when an answer shows something else,
  /// when one seq is twice or missing, or when a change has a lower seq than one that had ended before it
  /// began.
  void replay(const std::vector<const Asked*>& changes);

  /// Each throws Violation when the answer fits no moment between the changes that were certainly there when
  /// the command began and those that may have been there when it ended.
  void check_refusal(const Asked& asked) const;
  void check_read(const Asked& asked) const;

  std::size_t versions() const;
  const Shop& shop() const { return shop_; }

 private:
  struct Version {
    std::int64_t seq;  ///< of the change that made it
    Run run;
  };
  /// Times between commits: from the state after `first` up to that after `last`.
  struct Window {
    std::int64_t first;
    std::int64_t last;
  };
  using Versions = std::map<std::int64_t, std::vector<Version>>;

  void replay_one(const Asked& change);
  Window window(const Asked& asked) const;
  /// The state of a run after the change `seq`; null when it was not there.
  const Version* version_at(std::int64_t run, std::int64_t seq) const;
  /// Narrows `cut` to the times at which a version of the run was there that `fits`.
  template <typename Fits>
  void narrow(std::int64_t run, Window& cut, const std::string& shown, Fits fits) const;
  /// The same for a number of things, given the seqs that made them: `count` of them are seen.
  void narrow_count(const std::vector<std::int64_t>& seqs, std::size_t count, Window& cut,
                    const std::string& what) const;
  void check_runs(const nlohmann::json& rows, Window cut) const;
  void check_steps(const nlohmann::json& rows, Window cut) const;
  void check_values(const nlohmann::json& rows, Window cut) const;
  void check_log(const std::string& ndjson, Window cut) const;

  Shop shop_;
  std::vector<std::pair<std::int64_t, Entry>> entries_;       ///< that follow from the changes
  std::set<std::int64_t> commits_;                            ///< the seq of each change
  std::vector<std::int64_t> created_;                         ///< the seq of each run
  std::vector<std::pair<std::int64_t, std::string>> values_;  ///< "R-1/a value" by the seq of the record
  std::map<std::int64_t, std::vector<Version>> versions_;
  std::vector<std::pair<std::int64_t, std::int64_t>> ended_;  ///< times, and the highest seq up to them
  std::vector<std::pair<std::int64_t, std::int64_t>> began_;
};

}  // namespace stress
