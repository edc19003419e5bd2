#pragma once

#include <string>
#include <vector>

#include "traveler/error.h"

namespace traveler::cmd {

/// Replaces each folder among `paths` by the procedure files below it: `*.proc.yaml`, `*.std.yaml`, with
/// `.yml` and `.json` as well, ordered by name. Hidden folders and node_modules are passed over, and links
/// to folders are not followed. Files that are named stay where they stand, whatever they are called.
/// A folder without such files stays as it is, to be refused by `no_procedure_files`.
std::vector<std::string> procedure_files(const std::vector<std::string>& paths);

/// Error(not_found) for a folder that holds no procedure files.
Error no_procedure_files(const std::string& folder);

/// Where the checkout of a version control system is that a folder lies in.
struct Checkout {
  std::string root;    ///< absolute; empty when there is none
  std::string folder;  ///< the folder as seen from the root; empty at the root
};
Checkout find_checkout(const std::string& folder);

}  // namespace traveler::cmd
