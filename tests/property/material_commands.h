#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "material_oracle.h"

namespace material {

/// Random choices from one seed, the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(engine_() % n); }
  bool percent(std::size_t p) { return below(100) < p; }
  template <class List>
  const auto& one_of(const List& list) {
    return list[below(list.size())];
  }

 private:
  std::mt19937_64 engine_;
};

/// A command, about as often one that is legal in the model as one that is not.
/// No more than `most_runs` are made.
Command choose_command(const Model& model, Dice& dice, std::size_t most_runs);

}  // namespace material
