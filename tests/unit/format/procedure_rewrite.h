#pragma once

#include <string>
#include <utility>
#include <vector>

#include "../model/random_seed.h"
#include "model/definition.h"

namespace traveler::testing {

template <class T>
void shuffle(Dice& dice, std::vector<T>& items) {
  for (std::size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1],
              items[static_cast<std::size_t>(dice.between(0, static_cast<std::int64_t>(i) - 1))]);
}

/// Writes the procedure in another way that means the same.
void rewrite(Dice& dice, ProcedureDef& procedure);

/// One text for all procedures that mean the same: the other way to tell whether two do.
std::string normal_form(ProcedureDef procedure);

}  // namespace traveler::testing
