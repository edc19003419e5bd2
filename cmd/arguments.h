#pragma once

#include <string>
#include <vector>

#include "global_options.h"
#include "traveler/operations.h"

namespace traveler::cmd {

/// An invocation as far as argv tells: documents are still file names.
struct Parsed {
  Request request;
  GlobalOptions options;
};

/// Reads the arguments of an operation and the global options among them.
/// Throws Error(usage) for what cannot be understood. With `options.help` nothing else is checked.
Parsed parse_arguments(const OperationSpec& operation, const std::vector<std::string>& arguments);

}  // namespace traveler::cmd
