#include "base/concat.h"
#include "format/procedure_document.h"

namespace traveler::format {

namespace {

Value texts(const std::vector<std::string>& list) {
  Value out = Value::list();
  for (const std::string& text : list) out.push(text);
  return out;
}

void add_text(Value& out, std::string_view key, const std::string& text) {
  if (!text.empty()) out.add(key, text);
}
void add_texts(Value& out, std::string_view key, const std::vector<std::string>& list) {
  if (!list.empty()) out.add(key, texts(list));
}
void add_flag(Value& out, std::string_view key, bool flag) {
  if (flag) out.add(key, true);
}

template <class Items, class Encode>
void add_list(Value& out, std::string_view key, const Items& items, Encode encode) {
  if (items.empty()) return;
  Value list = Value::list();
  for (const auto& item : items) list.push(encode(item));
  out.add(key, std::move(list));
}

void add_limits(Value& out, const Limits& limits) {
  const auto add = [&](std::string_view key, const std::optional<TypedNumber>& number) {
    if (number) out.add(key, number->text);
  };
  add("min", limits.min);
  add("max", limits.max);
  add("target", limits.target);
  if (limits.tolerance_plus && limits.tolerance_minus &&
      limits.tolerance_plus->text == limits.tolerance_minus->text) {
    add("tolerance", limits.tolerance_plus);
  } else {
    add("tolerance_plus", limits.tolerance_plus);
    add("tolerance_minus", limits.tolerance_minus);
  }
}

Value encode_field(const FieldDef& field) {
  Value out = Value::object();
  out.add("id", field.key);
  if (field.title != field.key) add_text(out, "title", field.title);
  out.add("type", to_text(field.type));
  add_flag(out, "required", field.required);
  add_flag(out, "allow_na", field.allow_na);
  add_flag(out, "per_unit", field.per_unit);
  add_text(out, "unit", field.unit);
  add_text(out, "help", field.help);
  if (field.limits) add_limits(out, *field.limits);
  add_texts(out, "options", field.options);
  add_text(out, "role", field.role);
  add_flag(out, "peer", field.peer);
  if (field.meaning != SignMeaning::kPerformed) out.add("meaning", to_text(field.meaning));
  add_list(out, "columns", field.columns, encode_field);
  add_texts(out, "rows", field.row_names);
  if (field.min_rows || field.max_rows) {
    Value rows = Value::object();
    if (field.min_rows) rows.add("min", *field.min_rows);
    if (field.max_rows) rows.add("max", *field.max_rows);
    out.add("rows", std::move(rows));
  }
  return out;
}

Value encode_requirement(const RequirementDef& requirement) {
  Value out = Value::object();
  out.add("part", requirement.part);
  add_text(out, "revision", requirement.revision);
  if (!requirement.trace_only) out.add("quantity", requirement.quantity.text());
  if (requirement.minimum && *requirement.minimum != requirement.quantity) {
    out.add("minimum", requirement.minimum->text());
  }
  add_texts(out, "substitutes", requirement.substitutes);
  add_texts(out, "designators", requirement.designators);
  add_flag(out, "trace_only", requirement.trace_only);
  return out;
}

Value encode_approval(const ApprovalDef& approval) {
  Value out = Value::object();
  out.add("id", approval.id);
  out.add("role", approval.role);
  if (approval.count != 1) out.add("count", approval.count);
  return out;
}

/// Everything between the step's place in its plan and its children.
void add_definition(Value& out, const StepDef& step) {
  add_text(out, "use", step.use);
  add_text(out, "title", step.title);
  add_text(out, "instructions", step.instructions);
  if (step.required_override || !step.required) out.add("required", step.required);
  add_text(out, "location", step.location);
  add_text(out, "lead_time", step.lead_time);
  add_list(out, "fields", step.fields, encode_field);
  add_list(out, "requires", step.requirements, encode_requirement);
  add_list(out, "approvals", step.approvals, encode_approval);
  if (step.outside) {
    Value outside = Value::object();
    outside.add("operation", step.outside->operation);
    add_text(outside, "supplier", step.outside->supplier);
    add_text(outside, "lead_time", step.outside->lead_time);
    out.add("outside", std::move(outside));
  }
}

Value encode_step(const StepDef& step) {
  Value out = Value::object();
  out.add("id", step.key);
  if (step.after) out.add("after", texts(*step.after));
  add_definition(out, step);
  add_list(out, "steps", step.steps, encode_step);
  return out;
}

}  // namespace

Value to_value(const ProcedureDef& procedure) {
  Value out = Value::object();
  out.add("procedure", procedure.key);
  out.add("title", procedure.title);
  if (procedure.type != ProcedureType::kBuild) out.add("type", to_text(procedure.type));
  add_texts(out, "parts", procedure.parts);
  if (procedure.flow != Flow::kSerial) out.add("flow", to_text(procedure.flow));
  if (!procedure.attributes.empty()) {
    Value attributes = Value::object();
    for (const Attribute& attribute : procedure.attributes) attributes.add(attribute.name, attribute.value);
    out.add("attributes", std::move(attributes));
  }
  add_list(out, "approvals", procedure.approvals, encode_approval);
  add_list(out, "steps", procedure.steps, encode_step);
  return out;
}

Value to_value(const StandardStepDef& step) {
  Value out = Value::object();
  out.add("standard_step", step.key);
  add_definition(out, step.step);
  add_list(out, "steps", step.step.steps, encode_step);
  return out;
}

Value definition_value(const StepDef& step) {
  Value out = Value::object();
  add_definition(out, step);
  return out;
}

}  // namespace traveler::format
