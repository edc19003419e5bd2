#include <cstddef>
#include <cstdint>
#include <string_view>

#include "check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  traveler::check_document({reinterpret_cast<const char*>(data), size}, traveler::format::Syntax::kYaml);
  return 0;
}
