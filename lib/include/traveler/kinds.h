#pragma once

#include <cstdint>

namespace traveler {

/// The kinds of object that ids name: in arguments, in the history, in answers. What there is to know of a
/// kind stands in one table, `model/kinds`. Source: spec section 1.
enum class ObjectKind : std::uint8_t {
  kNothing,
  kWorkspace,
  kUser,
  kTeam,
  kRole,
  kSetting,
  kLocation,
  kPart,
  kInventory,
  kProcedure,
  kRun,
  kStep,
  kField,
  kIssue,
  kInstall,
  kException,
  kBatch,
  kSchema,
  kTable,
};

}  // namespace traveler
