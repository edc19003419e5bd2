#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "traveler/value.h"

namespace traveler::cmd {

/// What the fields of a step, cells of tables included, still want before the step can be completed.
struct OpenReadings {
  std::vector<std::string> missing;  ///< keys of values
  std::vector<const Value*> out_of_spec;
  std::string sign;  ///< the first sign-off that is to be given; may be empty
};

/// Of the answer of `step.show`; it points into `step`.
OpenReadings open_readings(const Value& step);

/// The cells of a table field; none for another field.
const Value::List& cells_of(const Value& field);

/// The keys of the cells that a table field still wants.
std::vector<std::string> missing_cells(const Value& table);

}  // namespace traveler::cmd
