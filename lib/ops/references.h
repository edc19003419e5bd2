#pragma once

#include <memory>
#include <optional>
#include <string>

#include "format/references.h"
#include "traveler/error.h"

namespace traveler::store {
class Connection;
}

namespace traveler::ops {

/// Looks up what documents name in a workspace: parts, roles, locations, standard steps. Spec section 2.
class ReferenceCheck {
 public:
  /// Within a command or query that is under way.
  explicit ReferenceCheck(store::Connection& db);
  /// Over a workspace folder, in one consistent read.
  explicit ReferenceCheck(const std::string& workspace);
  ReferenceCheck(const ReferenceCheck&) = delete;
  ReferenceCheck& operator=(const ReferenceCheck&) = delete;
  ~ReferenceCheck();

  /// What is wrong with a reference of `file`, or nullopt when the workspace knows it.
  std::optional<Finding> find(const format::Reference& reference, const std::string& file);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace traveler::ops
