#pragma once

#include <string>
#include <vector>

#include "model/procedure_diff.h"

namespace traveler::testing {

/// "changed torque nm/col part:P approval:A limits.max", without what is not there; `.` is the procedure.
inline std::string change_place(const ProcedureChange& change) {
  std::string out(to_text(change.kind));
  out += ' ' + (change.step.empty() ? "." : change.step);
  if (!change.field.empty()) out += ' ' + change.field;
  if (!change.column.empty()) out += '/' + change.column;
  if (!change.requirement.empty()) out += " part:" + change.requirement;
  if (!change.approval.empty()) out += " approval:" + change.approval;
  if (!change.aspect.empty()) out += ' ' + change.aspect;
  return out;
}

/// The same with ": old -> new"; `-` where there is none.
inline std::string change_text(const ProcedureChange& change) {
  return change_place(change) + ": " + change.old_text.value_or("-") + " -> " + change.new_text.value_or("-");
}

inline std::vector<std::string> change_texts(const ProcedureDef& a, const ProcedureDef& b) {
  std::vector<std::string> out;
  for (const ProcedureChange& change : diff_procedures(a, b)) out.push_back(change_text(change));
  return out;
}

}  // namespace traveler::testing
