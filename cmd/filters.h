#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/time.h"
#include "base/time_zone.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// What the rows of a list have to be. A value goes by meaning: a number as a number, a date as that day,
/// `none`, `me`; other texts as the list has them.
class RowFilter {
 public:
  /// `zone` and `me` are asked for when a filter needs them. Throws Error(usage) for a filter that no row
  /// could ever pass: no time of a time, no number of a number.
  RowFilter(const std::vector<std::pair<std::string, std::string>>& filters,
            const std::function<TimeZone()>& zone, const std::function<std::string()>& me);

  bool passes(const Value& row) const;

 private:
  struct Test {
    std::string path;
    std::string text;
    std::optional<Decimal> number;
    std::optional<std::pair<Timestamp, Timestamp>> between;  ///< both included
  };
  static bool passes(const Test& test, const Value& value);

  std::vector<Test> tests_;
};

}  // namespace traveler::cmd
