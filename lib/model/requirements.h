#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/definition.h"
#include "model/records.h"

namespace traveler {

// Build requirements and what meets them. Spec section 9.

/// How far one requirement of a step is met.
struct RequirementState {
  Quantity needed;     ///< for the run: per unit × run quantity
  Quantity least;      ///< what the step itself asks for
  Quantity installed;  ///< by active installs
  Quantity excepted;
  /// What may still be installed or excepted.
  Quantity open() const;
};

/// `installs` and `exceptions` are those of the run; the step's are picked out.
RequirementState requirement_state(const RequirementDef& requirement, Quantity run_quantity,
                                   std::string_view step, const std::vector<Install>& installs,
                                   const std::vector<RequirementException>& exceptions);

/// Whether an item meets a requirement.
enum class Fit : std::uint8_t { kNo, kWrongRevision, kPart, kSubstitute };
Fit fit_of(const RequirementDef& requirement, const Inventory& item);

/// The parts of an even split, in units of 10^-precision; the first ones take the remainder. Empty when
/// there are not enough units for each to have one.
std::vector<Quantity> even_split(Quantity quantity, std::int64_t into, int precision);

/// Of `total` allocated to a run of `run_quantity`, what goes along with `leaving` units: by largest
/// remainder in units of 10^-precision; of equal remainders the run keeps its own.
Quantity share_of(Quantity total, Quantity leaving, Quantity run_quantity, int precision);

}  // namespace traveler
