#include "format/procedure_diff.h"

#include "format/objects.h"

namespace traveler::format {

Value change_value(const ProcedureChange& change) {
  Value out = Value::object();
  out.add("kind", to_text(change.kind))
      .add("step", text_or_null(change.step))
      .add("field", text_or_null(change.field))
      .add("column", text_or_null(change.column))
      .add("requirement", text_or_null(change.requirement))
      .add("approval", text_or_null(change.approval))
      .add("aspect", text_or_null(change.aspect))
      .add("old", optional_value(change.old_text))
      .add("new", optional_value(change.new_text));
  return out;
}

Value procedure_diff_value(const std::string& a, const std::string& b,
                           const std::vector<ProcedureChange>& changes) {
  Value list = Value::list();
  for (const ProcedureChange& change : changes) list.push(change_value(change));
  Value out = Value::object();
  out.add("a", a).add("b", b).add("equal", changes.empty()).add("changes", std::move(list));
  return out;
}

}  // namespace traveler::format
