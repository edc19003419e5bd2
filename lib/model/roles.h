#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace traveler {

/// A role that every workspace has; spec section 14. A permission that starts with '-' is taken away.
struct BuiltinRole {
  std::string_view name;
  std::span<const std::string_view> allow;
};

std::span<const BuiltinRole> builtin_roles();
const BuiltinRole* find_builtin_role(std::string_view name);

/// True when one of the permissions covers `operation` and none that starts with '-' takes it away, and for
/// what every role may do: to decide where a gate, a review or a disposition names the role. Spec section 14.
bool allows(std::span<const std::string_view> permissions, std::string_view operation);
bool allows(const std::vector<std::string>& permissions, std::string_view operation);

}  // namespace traveler
