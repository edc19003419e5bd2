#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "model/records.h"
#include "store/db.h"

namespace traveler::ops {

/// Finds the entries that concern an item, under whatever subject they were recorded: what was done to it,
/// its installs, what it held, the pieces split off it and what it was split off, merges. The tables and the
/// entries themselves tell where to look; only of an item with very many pieces the whole history is read.
class ItemHistory {
 public:
  /// `many`: with more places to look in than that, one pass over the whole history is cheaper.
  ItemHistory(store::Connection& db, std::int64_t item, std::size_t many = 2'000);

  /// Sequence numbers from `first` on, in order.
  std::vector<std::int64_t> entries(std::int64_t first);

 private:
  void add_root(std::string root);
  void add_kin(std::int64_t item);
  void add_install(std::int64_t install);
  /// Where else to look, from what an entry says of the item and its kin.
  void learn(std::int64_t seq, const SubjectChange& change);
  bool names(const SubjectChange& change) const;
  /// True when the entry may name the item or one of its kin or installs.
  bool may_concern(std::string_view body) const;
  void take(std::int64_t seq, std::string_view body);

  store::Connection& db_;
  std::int64_t item_;
  std::size_t many_;
  std::string id_;
  std::unordered_set<std::int64_t> kin_;      ///< items whose runs may have acted on it
  std::unordered_set<std::string> installs_;  ///< ids of those of the item and into it
  std::unordered_set<std::string> known_;     ///< roots
  std::vector<std::string> roots_;
  std::set<std::int64_t> found_;
  /// By install: the entries that say whether it is of the item or into it, and those that change it only.
  struct Story {
    std::map<std::int64_t, bool> told;
    std::set<std::int64_t> changed;
  };
  std::map<std::string, Story> stories_;
};

}  // namespace traveler::ops
