#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/records.h"
#include "ops/operation.h"

namespace traveler::ops {

/// The serial and lot numbers that `auto` stands for, by the patterns of the workspace's settings. Keeps
/// where it was, for commands that need many.
class NextNumbers {
 public:
  explicit NextNumbers(Command& command) : command_(&command) {}

  /// The next serial of the part, else the next lot, that nothing has yet.
  std::string next(const Part& part, bool serial);

 private:
  Command* command_;
  struct Counter {
    std::string part;
    bool serial = true;
    std::int64_t next = 1;
  };
  std::vector<Counter> counters_;
};

}  // namespace traveler::ops
