#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/records.h"
#include "model/state_tables.h"
#include "ops/operation.h"

namespace traveler::ops {

/// The items that one command works on: finds them, splits what it needs off them, and keeps what
/// changed for its answer. Spec section 9.
class Stock {
 public:
  explicit Stock(Command& command) : command_(&command) {}

  /// What a command acts on: an item itself, or a piece split off it.
  struct Piece {
    std::optional<Inventory> before;  ///< none: a new record
    Inventory item;                   ///< to be changed and then put
  };

  /// The item of an id. Throws Error(usage) or Error(not_found).
  Inventory need(const std::string& id);
  Inventory need(std::int64_t id);
  const Part& part_of(const Inventory& item);

  /// The amount asked for, or all there is. Throws Error(value.invalid) for zero or less, for more
  /// decimals than the part uses, and for more than there is.
  Quantity amount_of(const std::optional<Quantity>& asked, const Inventory& item);

  /// Takes `amount` of an item: all of it is the item itself; a part of it becomes a new record whose
  /// origin the item is, and the item keeps the rest (which goes to `changes`).
  Piece take(const Inventory& item, Quantity amount, std::vector<SubjectChange>& changes);

  /// Adds what changed on a piece to `changes`, and the piece to the answer.
  void put(const Piece& piece, std::vector<SubjectChange>& changes);
  /// The same for a record that is new or changed as a whole.
  void put(const Inventory* before, const Inventory& after, std::vector<SubjectChange>& changes);

  /// Adds an item to the answer that was changed by other means.
  void touch(std::int64_t id);

  /// The number of the next new record.
  std::int64_t next_id();

  /// `inventory` of the answer: every item that was changed or made, in order, each once.
  Value answer();

 private:
  Command* command_;
  std::int64_t last_id_ = -1;
  std::vector<std::int64_t> touched_;
  std::unordered_set<std::int64_t> seen_;  ///< the same, for lists of any length
  std::unordered_map<std::string, Part> parts_;
};

/// Refuses with `rule.refused` unless the verb takes an item of this status.
void require_status(const Inventory& item, InventoryVerb verb);

/// Error(rule.refused) about an item, with its status as a blocker.
[[noreturn]] void refuse_item(const Inventory& item, std::string message, std::string hint = {});

}  // namespace traveler::ops
