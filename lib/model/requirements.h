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
  int precision = 0;  ///< of the part; known where something is open
  /// What may still be installed or excepted.
  Quantity open() const;
  /// True when less than a whole is asked for somewhere: the part's precision says whether that can be had.
  bool is_broken() const { return needed.decimals() > 0 || least.decimals() > 0; }
  /// Asks for whole units of the part.
  void round_up();
};

/// True when what a run of `run_quantity` needs at so much a unit is an amount that can be written down.
bool is_countable(Quantity per_unit, Quantity run_quantity);

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

/// Of the items allocated to a run of `run_quantity`, oldest first, what of each goes along with `leaving`
/// units: of their sum by largest remainder in units of 10^-precision; of equal remainders the run keeps its
/// own. The newest go first: what lay there from the start stays with the run.
std::vector<Quantity> shares_of(const std::vector<Quantity>& kitted, Quantity leaving, Quantity run_quantity,
                                int precision);

}  // namespace traveler
