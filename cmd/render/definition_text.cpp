#include "render/definition_text.h"

#include "base/concat.h"
#include "model/fields.h"

namespace traveler::cmd {
namespace {

std::string with_unit(std::string text, const std::string& unit) {
  return unit.empty() ? text : concat(text, ' ', unit);
}

/// The limits as they are written: a target with its tolerance stays one.
std::string number_text(const FieldDef& field) {
  if (!field.limits) return field.unit;
  const Limits& limits = *field.limits;
  if (limits.target && limits.tolerance_plus && limits.tolerance_minus) {
    const std::string& plus = limits.tolerance_plus->text;
    const std::string& minus = limits.tolerance_minus->text;
    if (limits.tolerance_plus->value == limits.tolerance_minus->value)
      return with_unit(concat(limits.target->text, " ± ", plus), field.unit);
    return with_unit(concat(limits.target->text, " +", plus, " -", minus), field.unit);
  }
  std::string out = describe_limits(field);
  if (limits.target) out += concat(", target ", limits.target->text);
  return out;
}

void add(std::string& out, const std::string& text) {
  if (!text.empty()) out += concat(out.empty() ? "" : ", ", text);
}
void add_if(std::string& out, bool condition, std::string_view text) {
  if (condition) add(out, std::string(text));
}

std::string rows_text(const FieldDef& field) {
  if (!field.row_names.empty()) return concat("rows ", listed(field.row_names));
  if (field.min_rows && field.max_rows) return concat(*field.min_rows, " to ", *field.max_rows, " rows");
  if (field.min_rows) return concat("at least ", *field.min_rows, " rows");
  return field.max_rows ? concat("at most ", *field.max_rows, " rows") : "";
}

}  // namespace

std::string listed(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += concat(out.empty() ? "" : ", ", item);
  return out;
}

std::string field_text(const FieldDef& field) {
  std::string out(to_text(field.type));
  if (field.type == FieldType::kSignoff) {
    if (field.meaning != SignMeaning::kPerformed) out += concat(' ', to_text(field.meaning));
    out += concat(" by ", field.role);
    add_if(out, field.peer, "for a peer");
  }
  if (const std::string number = number_text(field); !number.empty()) out += concat(' ', number);
  if (!field.options.empty()) out += concat(" of ", listed(field.options));
  std::vector<std::string> columns;
  for (const FieldDef& column : field.columns) columns.push_back(column.key);
  if (!columns.empty()) out += concat(" with ", listed(columns));
  add(out, rows_text(field));
  add_if(out, field.required, "required");
  add_if(out, field.allow_na, "N/A allowed");
  add_if(out, field.per_unit, "per unit");
  return out;
}

std::string requirement_text(const RequirementDef& requirement) {
  std::string out;
  add(out, requirement.trace_only ? "traced only" : concat("quantity ", requirement.quantity.text()));
  if (!requirement.revision.empty()) add(out, concat("revision ", requirement.revision));
  if (requirement.minimum) add(out, concat("minimum ", requirement.minimum->text()));
  if (!requirement.substitutes.empty()) add(out, concat("or ", listed(requirement.substitutes)));
  if (!requirement.designators.empty()) add(out, concat("for ", listed(requirement.designators)));
  return out;
}

std::string approval_text(const ApprovalDef& approval) {
  return approval.count == 1 ? concat("by ", approval.role)
                             : concat("by ", approval.count, " of ", approval.role);
}

std::string outside_text(const OutsideDef& outside) {
  std::string out = outside.operation;
  if (!outside.supplier.empty()) out += concat(" by ", outside.supplier);
  if (!outside.lead_time.empty()) add(out, outside.lead_time);
  return out;
}

}  // namespace traveler::cmd
