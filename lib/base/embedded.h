#pragma once

#include <span>
#include <string_view>

namespace traveler {

/// A file of the source tree that is built into the library.
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};

}  // namespace traveler
