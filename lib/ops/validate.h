#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "format/validation.h"

namespace traveler::ops {

/// The texts of a validation, by their place. Called on several threads at once.
struct ValidationInput {
  std::vector<std::string> names;
  std::function<std::string(std::size_t)> text;  ///< an Error becomes the document's `failure`
  std::function<const format::SeveritySettings&(std::size_t)> severities;
};

/// Checks every text on all cores. With a workspace folder, what they name is looked up there, and standard
/// steps among the texts themselves. The result is settled, in the order of the names.
std::vector<format::CheckedDocument> validate(const ValidationInput& input, const std::string& workspace);

}  // namespace traveler::ops
