#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "model/records.h"
#include "store/db.h"

namespace traveler::store {

/// As of the present, where an entry of the history is asked for.
inline constexpr std::int64_t kPresent = std::numeric_limits<std::int64_t>::max();

/// An install in an item, as the tree of what went in shows it; `install` is without its parents, and as it
/// was then.
struct HeldInstall {
  Install install;
  bool shared = false;                 ///< by several items, or come along with a piece of a lot
  bool holds = false;                  ///< the piece holds installs of its own, or did
  std::optional<std::int64_t> frozen;  ///< what the piece is made of counts as of this entry
  std::string part;                    ///< of the piece
  std::optional<std::string> serial;
  std::optional<std::string> lot;
  std::string unit;
  int precision = 0;
};
/// What an item held after the entry `as_of` of the history and what was not taken out again until the entry
/// `told`, oldest first, with all there is to say of it: one query.
std::vector<HeldInstall> tree_held_by(Connection& db, std::int64_t parent, std::int64_t as_of,
                                      std::int64_t told);

/// An item that holds a piece, or held it.
struct Holding {
  Install install;  ///< without its parents
  int precision = 0;
  std::int64_t since = 0;         ///< the entry by which it came there
  std::int64_t until = kPresent;  ///< the entry by which it was gone
  std::optional<std::int64_t> frozen;
  bool shared = false;  ///< as in HeldInstall, now
  std::int64_t parent = 0;
  std::string part;  ///< of the parent
  std::optional<std::string> serial;
  std::optional<std::string> lot;
};
/// All holdings of a piece by installs that are in force, by install, oldest first.
std::vector<Holding> holdings_of_item(Connection& db, std::int64_t item);

/// The item that another was merged into, and by which entry.
struct MergedInto {
  std::int64_t item = 0;
  std::int64_t since = 0;
};
std::optional<MergedInto> merged_into(Connection& db, std::int64_t item);

/// True when the item holds the install itself or by a merge, and not only by a piece of a lot.
bool surely_holds(Connection& db, std::int64_t item, std::int64_t install);

/// Writes down that an install changed by the entry `seq`. What was taken out is nowhere any more.
void hold(Connection& db, const Install& install, std::int64_t seq);
/// A piece left an item, and what the item held goes with it.
void leave_with(Connection& db, std::int64_t piece, std::int64_t origin, std::int64_t seq);
/// An item was merged into another, which holds from now on what it held.
void take_over(Connection& db, std::int64_t merged, std::int64_t into, std::int64_t seq);

/// Writes holdings and the entries of items and ended runs down for a history that was made before they were.
void holdings_from_history(Connection& db);

}  // namespace traveler::store
