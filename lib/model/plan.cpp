#include "model/plan.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "base/concat.h"
#include "model/fields.h"

namespace traveler {
namespace {

struct Builder {
  const ProcedureDef& procedure;
  plan_detail::Layout layout;
  std::unordered_map<std::string_view, std::int64_t> slots;

  void add_level(const std::vector<StepDef>& steps, const PlanStep* parent) {
    std::int64_t ordinal = 0;
    for (const StepDef& step : steps) {
      ++ordinal;
      PlanStep row;
      row.slot = static_cast<std::int64_t>(layout.plan.steps.size()) + 1;
      row.position = row.slot;
      row.key = step.key;
      row.number = parent == nullptr ? concat(ordinal) : concat(parent->number, '.', ordinal);
      row.title = step.title;
      row.required = step.required;
      row.required_for_run = step.required && (parent == nullptr || parent->required_for_run);
      if (parent != nullptr) row.parent = parent->slot;
      row.children = static_cast<std::int64_t>(step.steps.size());
      if (!step.location.empty()) row.location = step.location;
      slots.emplace(step.key, row.slot);
      layout.plan.steps.push_back(row);
      layout.sources.push_back(&step);
      add_level(step.steps, &row);
    }
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
                   const std::vector<std::pair<std::int64_t, std::int64_t>>& edges) {
  std::string text = "traveler/plan/1\n";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const PlanStep& step = steps[i];
    // Titles and places may hold any character: their lengths keep the form unambiguous.
    const std::string location = step.location.value_or("");
    text += concat("step ", step.slot, ' ', step.position, ' ', step.key, ' ', step.number, ' ',
                   step.required ? 1 : 0, ' ', step.parent.value_or(0), ' ', step.title.size(), ':',
                   step.title, ' ', location.size(), ':', location, ' ', definitions[i].hex(), '\n');
  }
  for (const auto& [downstream, upstream] : edges) text += concat("edge ", downstream, ' ', upstream, '\n');
  return sha256({text});
}

namespace plan_detail {

Layout lay_out(const ProcedureDef& procedure) {
  Builder builder{procedure, {}, {}};
  builder.add_level(procedure.steps, nullptr);
  builder.add_edges(procedure.steps);
  auto& edges = builder.layout.plan.edges;
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  for (const auto& edge : edges) {
    ++builder.layout.plan.steps[static_cast<std::size_t>(edge.first - 1)].upstreams;
  }
  return std::move(builder.layout);
}

void seal(Plan& plan, const std::vector<const StepDef*>& sources) {
  std::vector<Digest> digests;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    PlanDefinition& definition = plan.definitions[i];
    definition.digest = sha256({definition.body});
    definition.fields = plan_fields(*sources[i]);
    digests.push_back(definition.digest);
  }
  plan.digest = plan_digest(plan.steps, digests, plan.edges);
}

}  // namespace plan_detail

}  // namespace traveler
