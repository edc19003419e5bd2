#pragma once

#include <map>
#include <string>

#include "format/validation.h"
#include "traveler/value.h"

namespace traveler::cmd {

/// Finds the severities that hold for a file: those of the nearest `.traveler.yaml` at or above it, within
/// the checkout it lies in, and over them those given on the command line.
class SeverityLookup {
 public:
  /// `given` maps rules to levels. Throws Error(usage) for an unknown rule or level.
  explicit SeverityLookup(const Value& given);

  /// Throws Error(document.invalid) with the findings of a `.traveler.yaml` that cannot be used, and
  /// Error(storage.io) for one that cannot be read.
  const format::SeveritySettings& of_file(const std::string& path);

 private:
  const format::SeveritySettings& of_folder(const std::string& folder);
  void apply_given(format::SeveritySettings& settings) const;

  std::map<std::string, std::string> given_;
  std::map<std::string, format::SeveritySettings> folders_;
};

}  // namespace traveler::cmd
