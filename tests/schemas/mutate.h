#pragma once

#include <nlohmann/json.hpp>

#include "../unit/model/random_seed.h"

namespace traveler {

/// Changes one place of a document: an entry or item removed, added, or given another value, mostly
/// one that means something elsewhere.
void mutate(nlohmann::json& document, testing::Dice& dice);

}  // namespace traveler
