#include "ops/next_numbers.h"

#include "model/settings.h"
#include "store/inventory.h"

namespace traveler::ops {

std::string NextNumbers::next(const Part& part, bool serial) {
  store::Connection& db = command_->db();
  const std::string pattern = command_->setting(serial ? "serial_pattern" : "lot_pattern");
  const auto taken = [&](std::int64_t n) {
    const std::string number = fill_pattern(pattern, n);
    return serial ? store::find_serial(db, part.number, number).has_value()
                  : store::lot_exists(db, part.number, number);
  };
  Counter* counter = nullptr;
  for (Counter& known : counters_) {
    if (known.part == part.number && known.serial == serial) counter = &known;
  }
  if (counter == nullptr) {
    counter = &counters_.emplace_back(Counter{part.number, serial, 1});
    // Numbers were given without gaps, so the first free one is found in a few looks, however many there are.
    std::int64_t step = 1;
    while (taken(counter->next + step - 1)) {
      counter->next += step;
      step *= 2;
    }
    for (; step > 0; step /= 2) {
      if (step > 1 && taken(counter->next + step / 2 - 1)) counter->next += step / 2;
    }
  }
  while (taken(counter->next)) ++counter->next;
  return fill_pattern(pattern, counter->next++);
}

}  // namespace traveler::ops
