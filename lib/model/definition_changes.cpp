#include "model/definition_changes.h"

#include <algorithm>
#include <unordered_map>

#include "base/concat.h"
#include "base/time.h"
#include "model/alignment.h"
#include "model/fields.h"

namespace traveler {
namespace {

std::optional<std::string> joined(const std::vector<std::string>& items) {
  if (items.empty()) return std::nullopt;
  std::string out;
  for (const std::string& item : items) out += concat(out.empty() ? "" : ", ", item);
  return out;
}

std::vector<std::string> sorted(std::vector<std::string> items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return items;
}

std::string_view without_end_blanks(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

/// Items matched by key: `use` gets each place, in the order of `align`.
template <class Item, class Use>
void match_by_key(const std::vector<Item>& a, const std::vector<Item>& b, std::string Item::*key, Use use) {
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < a.size(); ++i) places.emplace(a[i].*key, i);
  std::vector<std::optional<std::size_t>> a_of_b;
  for (const Item& item : b) {
    const auto place = places.find(item.*key);
    a_of_b.push_back(place == places.end() ? std::nullopt : std::optional(place->second));
  }
  for (const AlignedItem& item : align(a.size(), a_of_b)) use(item);
}

using OptionalNumber = std::optional<TypedNumber>;

bool same_value(const OptionalNumber& a, const OptionalNumber& b) {
  return a.has_value() == b.has_value() && (!a || a->value == b->value);
}

void add_number(const ChangeCollector& changes, std::string_view aspect, const OptionalNumber& a,
                const OptionalNumber& b) {
  if (same_value(a, b)) return;
  const auto text = [](const OptionalNumber& number) {
    return number ? std::optional(number->text) : std::nullopt;
  };
  changes.changed(aspect, text(a), text(b));
}

bool has_bounds(const Limits& limits) { return limits.min || limits.max; }
bool has_tolerance(const Limits& limits) { return limits.tolerance_plus || limits.tolerance_minus; }

/// As written where it is written, else as computed.
OptionalNumber bound(const OptionalNumber& written, const std::optional<Decimal>& computed) {
  if (written || !computed) return written;
  return TypedNumber{computed->text(), *computed};
}

void add_limit_changes(const ChangeCollector& changes, const Limits& a, const Limits& b) {
  add_number(changes, "limits.target", a.target, b.target);
  // Tolerances are what people know such limits by; against plain bounds only the bounds can be compared.
  if ((has_tolerance(a) || has_tolerance(b)) && !has_bounds(a) && !has_bounds(b)) {
    const bool both_sides =
        same_value(a.tolerance_plus, a.tolerance_minus) && same_value(b.tolerance_plus, b.tolerance_minus);
    add_number(changes, both_sides ? "limits.tolerance" : "limits.tolerance_plus", a.tolerance_plus,
               b.tolerance_plus);
    if (!both_sides) add_number(changes, "limits.tolerance_minus", a.tolerance_minus, b.tolerance_minus);
    return;
  }
  const Bounds in_a = bounds_of(a);
  const Bounds in_b = bounds_of(b);
  add_number(changes, "limits.min", bound(a.min, in_a.min), bound(b.min, in_b.min));
  add_number(changes, "limits.max", bound(a.max, in_a.max), bound(b.max, in_b.max));
}

/// Fields of a step, or columns of the field that `changes` is about.
void add_changes_of_fields(const ChangeCollector& changes, const std::vector<FieldDef>& a,
                           const std::vector<FieldDef>& b) {
  const bool columns = !changes.subject().field.empty();
  const auto before = [](const std::vector<FieldDef>& list, std::size_t place) {
    return place == 0 ? std::nullopt : std::optional(list[place - 1].key);
  };
  match_by_key(a, b, &FieldDef::key, [&](const AlignedItem& item) {
    ProcedureChange subject = changes.subject();
    (columns ? subject.column : subject.field) = item.b ? b[*item.b].key : a[*item.a].key;
    const ChangeCollector field(changes.out(), std::move(subject));
    if (!item.b) return field.whole(ChangeKind::kRemoved, "", a[*item.a].title, std::nullopt);
    if (!item.a) return field.whole(ChangeKind::kAdded, "", std::nullopt, b[*item.b].title);
    if (item.moved) field.whole(ChangeKind::kMoved, "order", before(a, *item.a), before(b, *item.b));
    add_field_changes(field, a[*item.a], b[*item.b]);
  });
}

std::optional<std::string> quantity_text(const RequirementDef& requirement) {
  if (requirement.trace_only) return std::nullopt;
  return requirement.quantity.text();
}

/// Nothing written and all of the quantity are the same minimum.
std::optional<std::string> minimum_text(const RequirementDef& requirement) {
  if (!requirement.minimum || *requirement.minimum == requirement.quantity) return std::nullopt;
  return requirement.minimum->text();
}

void add_requirement_changes(const ChangeCollector& changes, const std::vector<RequirementDef>& a,
                             const std::vector<RequirementDef>& b) {
  match_by_key(a, b, &RequirementDef::part, [&](const AlignedItem& item) {
    ProcedureChange subject = changes.subject();
    subject.requirement = item.b ? b[*item.b].part : a[*item.a].part;
    const ChangeCollector requirement(changes.out(), std::move(subject));
    if (!item.b) return requirement.whole(ChangeKind::kRemoved, "", quantity_text(a[*item.a]), std::nullopt);
    if (!item.a) return requirement.whole(ChangeKind::kAdded, "", std::nullopt, quantity_text(b[*item.b]));
    const RequirementDef& in_a = a[*item.a];
    const RequirementDef& in_b = b[*item.b];
    requirement.text("revision", in_a.revision, in_b.revision);
    requirement.flag("trace_only", in_a.trace_only, in_b.trace_only);
    // A quantity's text has no needless digits: texts differ where values do.
    requirement.text("quantity", quantity_text(in_a).value_or(""), quantity_text(in_b).value_or(""));
    requirement.text("minimum", minimum_text(in_a).value_or(""), minimum_text(in_b).value_or(""));
    requirement.set("substitutes", in_a.substitutes, in_b.substitutes);
    requirement.set("designators", in_a.designators, in_b.designators);
  });
}

/// What a step itself says of being required.
std::optional<std::string> required_text(const StepDef& step) {
  if (!step.use.empty() && !step.required_override && step.required) return std::nullopt;
  return step.required ? "true" : "false";
}

}  // namespace

std::optional<std::string> text_if_any(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

void ChangeCollector::whole(ChangeKind kind, std::string_view aspect, std::optional<std::string> a,
                            std::optional<std::string> b) const {
  ProcedureChange change = subject_;
  change.kind = kind;
  change.aspect = aspect;
  change.old_text = std::move(a);
  change.new_text = std::move(b);
  out_.push_back(std::move(change));
}

void ChangeCollector::changed(std::string_view aspect, std::optional<std::string> a,
                              std::optional<std::string> b) const {
  whole(ChangeKind::kChanged, aspect, std::move(a), std::move(b));
}

void ChangeCollector::text(std::string_view aspect, std::string_view a, std::string_view b) const {
  if (a != b) changed(aspect, text_if_any(a), text_if_any(b));
}

void ChangeCollector::flag(std::string_view aspect, bool a, bool b) const {
  if (a != b) changed(aspect, a ? "true" : "false", b ? "true" : "false");
}

void ChangeCollector::count(std::string_view aspect, std::optional<int> a, std::optional<int> b) const {
  const auto text = [](std::optional<int> number) {
    return number ? std::optional(concat(*number)) : std::nullopt;
  };
  if (a != b) changed(aspect, text(a), text(b));
}

void ChangeCollector::duration(std::string_view aspect, const std::string& a, const std::string& b) const {
  const auto in_a = parse_duration(a);
  if (in_a && in_a == parse_duration(b)) return;
  text(aspect, a, b);
}

void ChangeCollector::changed_items(std::string_view aspect, const std::vector<std::string>& a,
                                    const std::vector<std::string>& b) const {
  changed(aspect, joined(a), joined(b));
  out_.back().old_items = a;
  out_.back().new_items = b;
}

void ChangeCollector::list(std::string_view aspect, const std::vector<std::string>& a,
                           const std::vector<std::string>& b) const {
  if (a != b) changed_items(aspect, a, b);
}

void ChangeCollector::set(std::string_view aspect, const std::vector<std::string>& a,
                          const std::vector<std::string>& b) const {
  if (a != b && sorted(a) != sorted(b)) changed_items(aspect, a, b);
}

void add_approval_changes(const ChangeCollector& changes, const std::vector<ApprovalDef>& a,
                          const std::vector<ApprovalDef>& b) {
  match_by_key(a, b, &ApprovalDef::id, [&](const AlignedItem& item) {
    ProcedureChange subject = changes.subject();
    subject.approval = item.b ? b[*item.b].id : a[*item.a].id;
    const ChangeCollector approval(changes.out(), std::move(subject));
    if (!item.b) return approval.whole(ChangeKind::kRemoved, "", a[*item.a].role, std::nullopt);
    if (!item.a) return approval.whole(ChangeKind::kAdded, "", std::nullopt, b[*item.b].role);
    approval.text("role", a[*item.a].role, b[*item.b].role);
    approval.count("count", a[*item.a].count, b[*item.b].count);
  });
}

void add_field_changes(const ChangeCollector& changes, const FieldDef& a, const FieldDef& b) {
  changes.text("title", a.title, b.title);
  changes.text("type", to_text(a.type), to_text(b.type));
  changes.flag("required", a.required, b.required);
  changes.flag("allow_na", a.allow_na, b.allow_na);
  changes.flag("per_unit", a.per_unit, b.per_unit);
  changes.text("unit", a.unit, b.unit);
  changes.text("help", a.help, b.help);
  if (a.limits || b.limits)
    add_limit_changes(changes, a.limits.value_or(Limits{}), b.limits.value_or(Limits{}));
  changes.list("options", a.options, b.options);
  changes.text("role", a.role, b.role);
  changes.flag("peer", a.peer, b.peer);
  changes.text("meaning", to_text(a.meaning), to_text(b.meaning));
  changes.list("rows", a.row_names, b.row_names);
  changes.count("rows.min", a.min_rows, b.min_rows);
  changes.count("rows.max", a.max_rows, b.max_rows);
  add_changes_of_fields(changes, a.columns, b.columns);
}

void add_definition_changes(const ChangeCollector& changes, const StepDef& a, const StepDef& b) {
  changes.text("use", a.use, b.use);
  changes.text("title", a.title, b.title);
  if (const auto in_a = without_end_blanks(a.instructions), in_b = without_end_blanks(b.instructions);
      in_a != in_b) {
    changes.changed("instructions", text_if_any(in_a), text_if_any(in_b));
  }
  if (a.use.empty() && b.use.empty()) {
    changes.flag("required", a.required, b.required);
  } else {  // left out, it is what the standard step says
    const auto in_a = required_text(a), in_b = required_text(b);
    if (in_a != in_b) changes.changed("required", in_a, in_b);
  }
  changes.text("location", a.location, b.location);
  changes.duration("lead_time", a.lead_time, b.lead_time);
  const OutsideDef out_a = a.outside.value_or(OutsideDef{});
  const OutsideDef out_b = b.outside.value_or(OutsideDef{});
  changes.text("outside.operation", out_a.operation, out_b.operation);
  changes.text("outside.supplier", out_a.supplier, out_b.supplier);
  changes.duration("outside.lead_time", out_a.lead_time, out_b.lead_time);
  add_changes_of_fields(changes, a.fields, b.fields);
  add_requirement_changes(changes, a.requirements, b.requirements);
  add_approval_changes(changes, a.approvals, b.approvals);
}

bool same_definition(const StepDef& a, const StepDef& b) {
  // Most steps that differ do so here, where it costs little to see.
  if (a.title != b.title || a.use != b.use || a.fields.size() != b.fields.size() ||
      without_end_blanks(a.instructions) != without_end_blanks(b.instructions)) {
    return false;
  }
  std::vector<ProcedureChange> found;
  add_definition_changes(ChangeCollector(found, {}), a, b);
  return found.empty();
}

}  // namespace traveler
