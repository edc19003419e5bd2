#include "model/roles.h"

#include <array>

#include "base/text.h"

namespace traveler {
namespace {

using Text = std::string_view;

constexpr std::array kOperator{Text{"step.start"},     Text{"step.complete"}, Text{"step.hold"},
                               Text{"step.resume"},    Text{"step.fail"},     Text{"step.record"},
                               Text{"step.sign"},      Text{"step.attach"},   Text{"step.install"},
                               Text{"step.uninstall"}, Text{"step.checkin"},  Text{"step.checkout"},
                               Text{"issue.create"}};

constexpr std::array kEngineer{
    Text{"procedure.*"},      Text{"run.*"},           Text{"-run.reopen"}, Text{"step.*"},
    Text{"-step.deviate"},    Text{"-step.except"},    Text{"batch.*"},     Text{"split"},
    Text{"part.*"},           Text{"location.*"},      Text{"inventory.*"}, Text{"redline.*"},
    Text{"-redline.approve"}, Text{"-redline.reject"}, Text{"schedule"},    Text{"session.*"},
    Text{"outside.*"},        Text{"attribute.*"},     Text{"issue.create"}};

constexpr std::array kQuality{Text{"step.sign"},       Text{"step.deviate"},   Text{"step.except"},
                              Text{"step.hold"},       Text{"issue.*"},        Text{"approval.*"},
                              Text{"redline.approve"}, Text{"redline.reject"}, Text{"procedure.release"},
                              Text{"run.complete"}};

constexpr std::array kAdmin{Text{"*"}};

constexpr std::array kBuiltin{BuiltinRole{"operator", kOperator}, BuiltinRole{"engineer", kEngineer},
                              BuiltinRole{"quality", kQuality}, BuiltinRole{"admin", kAdmin}};

template <class Permissions>
bool covers(const Permissions& permissions, std::string_view operation) {
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
