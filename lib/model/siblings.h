#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/records.h"

namespace traveler {

// Which steps of a batch move together; fixed when a run joins. Spec section 8.

/// A group of sibling steps: at most one step of each run, all of one definition.
struct SiblingGroup {
  std::int64_t id = 0;
  std::int64_t batch = 0;
  std::optional<std::int64_t> parent;  ///< the group that their parents are in; none at the top
  std::string origin;                  ///< `PROCEDURE/KEY` of the step that founded it
  std::string standard;                ///< `std:KEY`, or `std:KEY/CHILD`; empty for a step of a procedure
  Digest definition;                   ///< of what its steps say, whichever revision says it
};

/// A step of a run that joins a batch.
struct JoiningStep {
  std::int64_t slot = 0;
  std::optional<std::int64_t> parent;  ///< slot
  std::string origin;
  std::string standard;
  Digest definition;
  bool fits = false;  ///< it is todo and no outside process
};

/// What a join comes to.
struct SiblingMatch {
  std::vector<std::pair<std::int64_t, std::int64_t>> groups;  ///< slot and group, in the order of the steps
  std::vector<SiblingGroup> founded;                          ///< those that are new
};

/// Finds a group of the batch for each step: one of its origin, definition and parent group in which
/// every open step is todo (`all_todo`; false when none is open), the oldest first; failing
/// that one of its standard step; failing that a new one, numbered from `next`. `steps`: parents before their
/// children; `groups`: by id.
SiblingMatch match_siblings(const std::vector<JoiningStep>& steps, const std::vector<SiblingGroup>& groups,
                            std::int64_t batch, std::int64_t next,
                            const std::function<bool(std::int64_t group)>& all_todo);

/// Whether a field's value is each run's own: it, or the table it is in, is marked `per_unit`.
inline bool is_per_unit(const FieldDef& field, const FieldDef* table = nullptr) {
  return field.per_unit || (table != nullptr && table->per_unit);
}

}  // namespace traveler
