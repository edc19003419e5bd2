#pragma once

#include <string>
#include <utility>
#include <vector>

namespace traveler::cmd::generate {

/// A file to write, by its path in the output folder.
using Page = std::pair<std::string, std::string>;

/// `man/traveler.1`, `man/traveler-rules.7` and a page for each operation, in mdoc.
std::vector<Page> manual_pages();

/// `schemas/validation.schema.json`: the schema of `.traveler.yaml`, which knows the rules.
Page settings_schema();

/// `completions/traveler.bash`, `_traveler` and `traveler.fish`.
std::vector<Page> completions();

}  // namespace traveler::cmd::generate
