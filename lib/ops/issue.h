#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ops/operation.h"

namespace traveler::ops {

/// What an issue is opened about.
struct IssueRequest {
  std::string title;
  std::optional<std::int64_t> run;
  std::optional<std::string> step;  ///< key within the run
  std::optional<Inventory> item;    ///< becomes tied to the issue
};

/// Opens an issue, with an entry of its own (`issue.create`). That is the one way to open one: a verb that
/// opens an issue on the way asks for its own permission alone. Throws Error(value.invalid) for a blank
/// title. Spec section 10.
Issue open_issue(Command& command, const IssueRequest& request);

}  // namespace traveler::ops
