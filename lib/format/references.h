#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "format/tree.h"

namespace traveler::format {

/// What a procedure names that only a workspace knows.
enum class ReferenceKind : std::uint8_t { kPart, kRole, kLocation, kStandardStep };

struct Reference {
  ReferenceKind kind = ReferenceKind::kPart;
  std::string name;      ///< a part's number, a role's name, a location's code, `std:KEY@REV`
  std::string revision;  ///< of a required part; empty: any
  Mark mark;
  std::string path;
};

/// All references of a procedure or standard step document, in the order written. The document must
/// have been decoded without errors.
std::vector<Reference> references(const Document& document);

}  // namespace traveler::format
