#pragma once

#include <string>
#include <vector>

#include "model/procedure_diff.h"
#include "render/cells.h"

namespace traveler::cmd {

/// Two versions of a procedure, the names to call them by, and what is different in `b`.
struct ComparedProcedures {
  std::string name_a;
  std::string name_b;
  const ProcedureDef& a;
  const ProcedureDef& b;
  const std::vector<ProcedureChange>& changes;
};

/// The changes for people, grouped by step; `+` added, `-` removed, `~` changed, `>` moved. "" when there
/// are none.
std::string render_procedure_diff(const ComparedProcedures& compared, const View& view);

/// "2 steps added, 1 removed, 3 changed"; "no differences in meaning" when there are none.
std::string procedure_diff_summary(const std::vector<ProcedureChange>& changes);

}  // namespace traveler::cmd
