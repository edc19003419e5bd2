#pragma once

#include <string>
#include <vector>

#include "model/definition.h"
#include "model/records.h"
#include "traveler/value.h"

namespace traveler::format {

/// The fields of a step with their values, a table's with its `cells`. `readings`: those of the attempt.
Value::List field_values(const StepDef& definition, const std::vector<Reading>& readings,
                         std::int64_t attempt);

/// What the fields of a step, cells of tables included, still want before the step can be completed.
struct OpenReadings {
  std::vector<std::string> missing;  ///< keys of values
  std::vector<const Value*> out_of_spec;
  std::string sign;  ///< the first sign-off that is to be given; may be empty
};

/// Of the fields of a step, as `step.show` has them; it points into `fields`.
OpenReadings open_readings(const Value::List& fields);

/// The cells of a table field; none for another field.
const Value::List& cells_of(const Value& field);

/// The keys of the cells that a table field still wants.
std::vector<std::string> missing_cells(const Value& table);

}  // namespace traveler::format
