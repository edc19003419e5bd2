#include "model/requirements.h"

#include <algorithm>

#include "model/ids.h"

namespace traveler {

namespace {

/// 10^-precision in millionths.
std::int64_t smallest_unit(int precision) {
  std::int64_t unit = 1;
  for (int i = precision; i < 6; ++i) unit *= 10;
  return unit;
}

__extension__ using Wide = __int128;

/// The most that there can be, in whole units so that rounding up leads no further.
constexpr std::int64_t kMostMicros = INT64_MAX / Quantity::kScale * Quantity::kScale;

Wide needed_micros(Quantity per_unit, Quantity run_quantity) {
  const Wide product = static_cast<Wide>(per_unit.micros()) * run_quantity.micros();
  return product / Quantity::kScale + (product % Quantity::kScale > 0 ? 1 : 0);
}

/// What a run of `run_quantity` needs at so much a unit; what is less than a millionth counts as one. A run
/// made before uncountable ones were refused needs the most there can be, so that it can be shown and ended.
Quantity needed_for(Quantity per_unit, Quantity run_quantity) {
  return Quantity::from_micros(
      static_cast<std::int64_t>(std::min<Wide>(needed_micros(per_unit, run_quantity), kMostMicros)));
}

/// Whether `name`, NUMBER or NUMBER:REV, names the item's part.
Fit fit_of_name(std::string_view number, std::string_view revision, const Inventory& item, Fit fit) {
  if (item.part != number) return Fit::kNo;
  if (!revision.empty() && item.part_revision.value_or("") != revision) return Fit::kWrongRevision;
  return fit;
}

}  // namespace

bool is_countable(Quantity per_unit, Quantity run_quantity) {
  return needed_micros(per_unit, run_quantity) <= kMostMicros;
}

Quantity RequirementState::open() const {
  const Quantity met = installed + excepted;
  return met < needed ? needed - met : Quantity{};
}

void RequirementState::round_up() {
  const std::int64_t unit = smallest_unit(precision);
  for (Quantity* quantity : {&needed, &least}) {
    const std::int64_t rest = quantity->micros() % unit;
    if (rest > 0) *quantity = *quantity + Quantity::from_micros(unit - rest);
  }
}

RequirementState requirement_state(const RequirementDef& requirement, Quantity run_quantity,
                                   std::string_view step, const std::vector<Install>& installs,
                                   const std::vector<RequirementException>& exceptions) {
  RequirementState state;
  if (!requirement.trace_only) {
    state.needed = needed_for(requirement.quantity, run_quantity);
    state.least = needed_for(requirement.minimum.value_or(requirement.quantity), run_quantity);
  }
  for (const Install& install : installs) {
    if (install.active() && install.step == step && install.part == requirement.part) {
      state.installed = state.installed + install.quantity;
    }
  }
  for (const RequirementException& exception : exceptions) {
    if (exception.step == step && exception.part == requirement.part) {
      state.excepted = state.excepted + exception.quantity;
    }
  }
  return state;
}

Fit fit_of(const RequirementDef& requirement, const Inventory& item) {
  Fit best = fit_of_name(requirement.part, requirement.revision, item, Fit::kPart);
  for (const std::string& substitute : requirement.substitutes) {
    if (best > Fit::kWrongRevision) break;
    const PartAddress address = parse_part_id(substitute);
    const Fit fit = fit_of_name(address.number, address.revision.value_or(""), item, Fit::kSubstitute);
    if (fit > best) best = fit;
  }
  return best;
}

std::vector<Quantity> even_split(Quantity quantity, std::int64_t into, int precision) {
  const std::int64_t unit = smallest_unit(precision);
  const std::int64_t units = quantity.micros() / unit;
  if (into < 1 || units < into) return {};
  std::vector<Quantity> parts;
  for (std::int64_t i = 0; i < into; ++i) {
    parts.push_back(Quantity::from_micros((units / into + (i < units % into ? 1 : 0)) * unit));
  }
  return parts;
}

std::vector<Quantity> shares_of(const std::vector<Quantity>& kitted, Quantity leaving, Quantity run_quantity,
                                int precision) {
  const std::int64_t unit = smallest_unit(precision);
  Wide total = 0;  // may be more than a quantity holds
  for (const Quantity quantity : kitted) total += quantity.micros() / unit;
  const Wide of = run_quantity.micros();
  const Wide product = total % of * leaving.micros();
  const Wide whole = total / of * leaving.micros() + product / of;
  Wide left = whole + (2 * (product % of) > of ? 1 : 0);
  std::vector<Quantity> shares(kitted.size());
  for (std::size_t i = kitted.size(); i-- > 0 && left > 0;) {
    const std::int64_t amount =
        static_cast<std::int64_t>(std::min<Wide>(left, kitted[i].micros() / unit)) * unit;
    shares[i] = Quantity::from_micros(amount);
    left -= amount / unit;
  }
  return shares;
}

}  // namespace traveler
