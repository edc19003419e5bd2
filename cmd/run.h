#pragma once

#include <string>
#include <vector>

#include "streams.h"

namespace traveler::cmd {

/// Runs one command and returns the exit code; cli.md section 1. `arguments` is argv without the program.
/// Never throws.
int run(const std::vector<std::string>& arguments, const Streams& streams);

}  // namespace traveler::cmd
