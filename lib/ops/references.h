#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "format/references.h"
#include "model/definition.h"
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

  /// What a command brings itself: the content of `std:KEY@REV`, or nullptr.
  using Brought = std::function<const StandardStepDef*(const std::string& id)>;

  /// The standard steps that do not fit where the procedure of `file` uses them, as its workspace has them
  /// or as the command brings them; what is released goes before that. Unknown ones fit.
  std::vector<Finding> misfits(const ProcedureDef& procedure,
                               const std::vector<format::Reference>& references, const std::string& file,
                               const Brought& brought);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace traveler::ops
