#include "model/plan.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "base/concat.h"
#include "model/fields.h"
#include "model/ids.h"

namespace traveler {
namespace {

/// What a standard step calls itself and its children. The key of a child begins with the key of the step
/// that uses it.
struct Standard {
  std::string family;
  std::string root;

  std::string name_of(std::string_view key) const {
    if (key == root) return family;
    return key.starts_with(concat(root, '.')) ? concat(family, '/', key.substr(root.size() + 1))
                                              : std::string();
  }
};

struct Builder {
  const ProcedureDef& procedure;
  const Plan* base;
  plan_detail::Layout layout;
  std::unordered_map<std::string_view, std::int64_t> slots;
  std::unordered_map<std::int64_t, std::size_t> places;  ///< of slots among the steps

  void build() {
    if (base != nullptr) {
      layout.plan.last_slot = base->last_slot;
      layout.plan.approvals = base->approvals;
      for (const PlanStep& step : base->steps) slots.emplace(step.key, step.slot);
    } else {
      layout.plan.approvals = procedure.approvals;
    }
    add_level(procedure.steps, nullptr);
    name_standards();
    add_edges(procedure.steps);
    auto& edges = layout.plan.edges;
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    for (const auto& edge : edges) ++layout.plan.steps[places.at(edge.first)].upstreams;
  }

  void add_level(const std::vector<StepDef>& steps, const PlanStep* parent) {
    std::int64_t ordinal = 0;
    for (const StepDef& step : steps) {
      ++ordinal;
      PlanStep row;
      row.slot = slot_of(step);
      row.position = static_cast<std::int64_t>(layout.plan.steps.size()) + 1;
      row.key = step.key;
      row.number = parent == nullptr ? concat(ordinal) : concat(parent->number, '.', ordinal);
      row.title = step.title;
      row.required = step.required;
      row.required_for_run = step.required && (parent == nullptr || parent->required_for_run);
      if (parent != nullptr) row.parent = parent->slot;
      row.children = static_cast<std::int64_t>(step.steps.size());
      if (!step.location.empty()) row.location = step.location;
      places.emplace(row.slot, layout.plan.steps.size());
      layout.plan.steps.push_back(row);
      layout.sources.push_back(&step);
      add_level(step.steps, &row);
    }
  }

  void name_standards() {
    std::vector<std::string> uses;
    for (const StepDef* step : layout.sources) uses.push_back(step->use);
    auto names = standard_names(layout.plan.steps, uses);
    for (std::size_t i = 0; i < names.size(); ++i) layout.plan.steps[i].standard = std::move(names[i]);
  }

  std::int64_t slot_of(const StepDef& step) {
    const auto [known, is_new] = slots.try_emplace(step.key, layout.plan.last_slot + 1);
    if (is_new) ++layout.plan.last_slot;
    return known->second;
  }

  void add_edges(const std::vector<StepDef>& steps) {
    const StepDef* before = nullptr;
    for (const StepDef& step : steps) {
      const std::int64_t slot = slots.at(step.key);
      if (step.after) {
        for (const std::string& upstream : *step.after) add_edge(slot, slots.at(upstream));
      } else if (procedure.flow == Flow::kSerial && before != nullptr) {
        add_edge(slot, slots.at(before->key));
      }
      before = &step;
      add_edges(step.steps);
    }
  }

  void add_edge(std::int64_t downstream, std::int64_t upstream) {
    layout.plan.edges.emplace_back(downstream, upstream);
  }
};

std::string bound_text(const std::optional<TypedNumber>& written, const std::optional<Decimal>& computed) {
  if (written) return plain_number(written->text).value_or(written->text);
  return computed ? computed->text() : std::string();
}

PlanField plan_field(const FieldDef& field, std::string table) {
  PlanField row;
  row.field = table.empty() ? field.key : std::move(table);
  row.column = row.field == field.key ? "" : field.key;
  row.type = field.type;
  row.unit = field.unit;
  if (field.limits) {
    const Bounds bounds = bounds_of(*field.limits);
    row.min = bound_text(field.limits->min, bounds.min);
    row.max = bound_text(field.limits->max, bounds.max);
  }
  return row;
}

}  // namespace

std::vector<std::string> standard_names(const std::vector<PlanStep>& steps,
                                        const std::vector<std::string>& uses) {
  std::unordered_map<std::int64_t, Standard> standards;
  std::vector<std::string> names(steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const PlanStep& step = steps[i];
    const auto above = step.parent ? standards.find(*step.parent) : standards.end();
    if (!uses[i].empty()) {
      standards[step.slot] = {standard_step_family(standard_step_key(uses[i])), step.key};
    } else if (above != standards.end()) {
      standards[step.slot] = Standard(above->second);
    } else {
      continue;
    }
    names[i] = standards[step.slot].name_of(step.key);
  }
  return names;
}

std::vector<PlanField> plan_fields(const StepDef& step) {
  std::vector<PlanField> rows;
  for (const FieldDef& field : step.fields) {
    rows.push_back(plan_field(field, {}));
    for (const FieldDef& column : field.columns) {
      PlanField cell = plan_field(column, field.key);
      cell.column = column.key;
      rows.push_back(std::move(cell));
    }
  }
  return rows;
}

Digest plan_digest(const std::vector<PlanStep>& steps, const std::vector<Digest>& definitions,
                   const std::vector<std::pair<std::int64_t, std::int64_t>>& edges, std::int64_t last_slot) {
  std::string text = "traveler/plan/1\n";
  std::int64_t highest = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const PlanStep& step = steps[i];
    highest = std::max(highest, step.slot);
    // Titles and places may hold any character: their lengths keep the form unambiguous.
    const std::string location = step.location.value_or("");
    text += concat("step ", step.slot, ' ', step.position, ' ', step.key, ' ', step.number, ' ',
                   step.required ? 1 : 0, ' ', step.parent.value_or(0), ' ', step.title.size(), ':',
                   step.title, ' ', location.size(), ':', location, ' ', definitions[i].hex(), '\n');
  }
  for (const auto& [downstream, upstream] : edges) text += concat("edge ", downstream, ' ', upstream, '\n');
  if (last_slot > highest) text += concat("slots ", last_slot, '\n');
  return sha256({text});
}

namespace plan_detail {

Layout lay_out(const ProcedureDef& procedure, const Plan* base) {
  Builder builder{procedure, base, {}, {}, {}};
  builder.build();
  return std::move(builder.layout);
}

void seal(Plan& plan, const std::vector<const StepDef*>& sources) {
  std::vector<Digest> digests;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    PlanDefinition& definition = plan.definitions[i];
    definition.fields = plan_fields(*sources[i]);
    definition.outside = sources[i]->outside.has_value();
    digests.push_back(definition.digest);
  }
  plan.digest = plan_digest(plan.steps, digests, plan.edges, plan.last_slot);
}

}  // namespace plan_detail

}  // namespace traveler
