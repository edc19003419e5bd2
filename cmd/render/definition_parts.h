#pragma once

#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/definition.h"

namespace traveler::cmd {

/// The parts of one step, or of the procedure, by their keys. Points into the definitions; what is not
/// there is nullptr.
class DefinitionParts {
 public:
  DefinitionParts() = default;
  explicit DefinitionParts(const StepDef& step) : DefinitionParts(step.approvals) {
    for (const FieldDef& field : step.fields) {
      fields_.emplace(std::pair(std::string_view(field.key), std::string_view()), &field);
      for (const FieldDef& column : field.columns)
        fields_.emplace(std::pair(std::string_view(field.key), std::string_view(column.key)), &column);
    }
    for (const RequirementDef& requirement : step.requirements)
      requirements_.emplace(requirement.part, &requirement);
  }
  explicit DefinitionParts(const std::vector<ApprovalDef>& approvals) {
    for (const ApprovalDef& approval : approvals) approvals_.emplace(approval.id, &approval);
  }

  /// A field, or with a column that column of it.
  const FieldDef* field(std::string_view key, std::string_view column) const {
    return find(fields_, std::pair(key, column));
  }
  const RequirementDef* requirement(std::string_view part) const { return find(requirements_, part); }
  const ApprovalDef* approval(std::string_view id) const { return find(approvals_, id); }

 private:
  template <class Parts, class Key>
  static typename Parts::mapped_type find(const Parts& parts, const Key& key) {
    const auto found = parts.find(key);
    return found == parts.end() ? nullptr : found->second;
  }

  std::map<std::pair<std::string_view, std::string_view>, const FieldDef*> fields_;
  std::unordered_map<std::string_view, const RequirementDef*> requirements_;
  std::unordered_map<std::string_view, const ApprovalDef*> approvals_;
};

}  // namespace traveler::cmd
