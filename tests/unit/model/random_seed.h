#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>

namespace traveler::testing {

/// The seed of a random test: new each time, or that of the environment to repeat a failure. Print it with
/// CAPTURE.
inline std::uint32_t random_seed() {
  if (const char* fixed = std::getenv("TRAVELER_TEST_SEED")) {
    return static_cast<std::uint32_t>(std::strtoul(fixed, nullptr, 10));
  }
  return std::random_device{}();
}

/// A random source with the few draws that the tests need.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
  }
  bool chance(int percent) { return between(1, 100) <= percent; }
  template <class Range>
  const auto& one_of(const Range& range) {
    return range[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(std::size(range)) - 1))];
  }

 private:
  std::mt19937 engine_;
};

}  // namespace traveler::testing
