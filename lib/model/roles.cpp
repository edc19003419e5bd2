#include "model/roles.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace traveler {
namespace {

using Text = std::string_view;

constexpr std::array kOperator{
    Text{"step.start"},   Text{"step.complete"},  Text{"step.hold"},    Text{"step.resume"},
    Text{"step.fail"},    Text{"step.record"},    Text{"step.sign"},    Text{"step.attach"},
    Text{"step.install"}, Text{"step.uninstall"}, Text{"step.checkin"}, Text{"step.checkout"},
    Text{"issue.create"}, Text{"issue.comment"},  Text{"issue.attach"}, Text{"action.done"}};

constexpr std::array kEngineer{
    Text{"procedure.*"},  Text{"run.*"},     Text{"-run.reopen"}, Text{"step.*"},     Text{"-step.deviate"},
    Text{"-step.except"}, Text{"batch.*"},   Text{"split"},       Text{"part.*"},     Text{"location.*"},
    Text{"inventory.*"},  Text{"redline.*"}, Text{"schedule"},    Text{"calendar.*"}, Text{"session.*"},
    Text{"outside.*"},    Text{"po.*"},      Text{"attribute.*"}, Text{"action.*"},   Text{"issue.*"},
    Text{"-issue.reopen"}};

constexpr std::array kQuality{Text{"step.sign"},         Text{"step.deviate"},  Text{"step.except"},
                              Text{"step.hold"},         Text{"step.attach"},   Text{"issue.*"},
                              Text{"action.*"},          Text{"disposition.*"}, Text{"-disposition.set"},
                              Text{"procedure.release"}, Text{"run.complete"}};

constexpr std::array kAdmin{Text{"*"}};

// Of every role: what is decided on names the role that decides.
constexpr std::array kEverybody{Text{"approval.grant"},  Text{"approval.reject"}, Text{"approval.withdraw"},
                                Text{"redline.approve"}, Text{"redline.reject"},  Text{"issue.approve"},
                                Text{"issue.reject"},    Text{"issue.withdraw"}};

constexpr std::array kBuiltin{BuiltinRole{"operator", kOperator}, BuiltinRole{"engineer", kEngineer},
                              BuiltinRole{"quality", kQuality}, BuiltinRole{"admin", kAdmin}};

template <class Permissions>
bool covers(const Permissions& permissions, std::string_view operation) {
  if (std::find(kEverybody.begin(), kEverybody.end(), operation) != kEverybody.end()) return true;
  bool allowed = false;
  for (const std::string_view permission : permissions) {
    if (permission.starts_with('-')) {
      if (matches_glob(permission.substr(1), operation)) return false;
    } else {
      allowed = allowed || matches_glob(permission, operation);
    }
  }
  return allowed;
}

}  // namespace

std::span<const BuiltinRole> builtin_roles() { return kBuiltin; }

const BuiltinRole* find_builtin_role(std::string_view name) {
  for (const BuiltinRole& role : kBuiltin) {
    if (role.name == name) return &role;
  }
  return nullptr;
}

bool allows(std::span<const std::string_view> permissions, std::string_view operation) {
  return covers(permissions, operation);
}
bool allows(const std::vector<std::string>& permissions, std::string_view operation) {
  return covers(permissions, operation);
}

}  // namespace traveler
