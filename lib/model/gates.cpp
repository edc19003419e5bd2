#include "model/gates.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/concat.h"
#include "base/text.h"
#include "model/fields.h"
#include "model/ids.h"
#include "model/siblings.h"
#include "model/transitions.h"

namespace traveler {
namespace {

class StepGates {
 public:
  StepGates(const StepGateFacts& facts, std::vector<Blocker>& out) : facts_(&facts), out_(&out) {}

  void check(const FieldDef& field) {
    if (field.type == FieldType::kTable) {
      check_table(field);
    } else if (field.type == FieldType::kSignoff) {
      check_signoff(field);
    } else {
      check_value(field, find_reading(facts_->readings, field.key), is_required(field), field.title,
                  field_id(facts_->run, facts_->step_key, field.key));
    }
  }

 private:
  /// Among siblings a per-unit field is required of each, and so is a table with such a column. Spec
  /// section 8.
  bool is_required(const FieldDef& field) const {
    if (field.required) return true;
    const auto per_unit = [](const FieldDef& column) { return column.per_unit; };
    return facts_->has_siblings &&
           (field.per_unit || std::any_of(field.columns.begin(), field.columns.end(), per_unit));
  }

  void check_signoff(const FieldDef& field) {
    const Reading* reading = find_reading(facts_->readings, field.key);
    const bool given = reading != nullptr && reading->value.has_value();
    if (!is_required(field) || (given && !reading->superseded)) return;
    const std::string_view why = given ? " must be signed again: a value changed since" : " is not signed";
    out_->push_back({"signoff.missing", field_id(facts_->run, facts_->step_key, field.key),
                     concat(field.title, why, " (role ", field.role, ")")});
  }

  void check_value(const FieldDef& field, const Reading* reading, bool required, const std::string& title,
                   std::string id) {
    if (reading == nullptr || !reading->value) {
      if (required) out_->push_back({"field.missing", std::move(id), concat(title, " has no value")});
      return;
    }
    if (reading->judgement != Judgement::kOutOfSpec || facts_->issue_covers) return;
    const std::string limits = describe_limits(field);
    out_->push_back({"field.out_of_spec", std::move(id),
                     concat(title, " is ", *reading->value, limits.empty() ? "" : ", limits ", limits)});
  }

  /// A required table needs every row, a row that was begun its required cells.
  void check_table(const FieldDef& table) {
    auto rows = table_rows(table, facts_->readings);
    if (rows.empty() && is_required(table) && !table.min_rows) rows.emplace_back("1");
    for (const std::string& row : rows) {
      bool begun = false;
      bool column_required = false;
      for (const FieldDef& column : table.columns) {
        const Reading* reading = find_reading(facts_->readings, table.key, row, column.key);
        begun = begun || (reading != nullptr && reading->value);
        column_required = column_required || is_required(column);
      }
      if (is_required(table) && !begun && !column_required) {
        out_->push_back({"field.missing", field_id(facts_->run, facts_->step_key, table.key),
                         concat(table.title, " has nothing in row ", row)});
        continue;
      }
      for (const FieldDef& column : table.columns) {
        check_value(column, find_reading(facts_->readings, table.key, row, column.key),
                    is_required(column) && (is_required(table) || begun),
                    concat(table.title, ", row ", row, ", ", column.title),
                    cell_id(facts_->run, facts_->step_key, table.key, row, column.key));
      }
    }
  }

  const StepGateFacts* facts_;
  std::vector<Blocker>* out_;
};

Blocker open_approval(std::string subject, const ApprovalDef& gate) {
  return {"approval.open", std::move(subject),
          concat("approval ", gate.id, " by ", gate.role, " is not granted")};
}

Blocker outside_blocker(const std::string& step, const OutsideDef& outside) {
  return {"outside.open", step, concat("outside process ", outside.operation, " is not received")};
}

void add_open_steps(const RunGateFacts& facts, std::vector<Blocker>& out) {
  for (const OpenStepFact& step : facts.open_steps) {
    if (!step.required && step.state == StepState::kTodo) continue;
    if (step.state == StepState::kRedline) {
      out.push_back({"redline.open", step.id, concat(step.id, " is in redline")});
    } else {
      out.push_back({"step.open", step.id, concat(step.id, " is ", describe(step.state))});
    }
  }
  if (facts.completed_steps.empty()) out.push_back({"step.open", run_id(facts.run), "no step is completed"});
}

/// The run asks for all of a requirement, where a step may be content with its `minimum`.
void add_open_requirements(const StepGateFacts& step, std::vector<Blocker>& out) {
  for (std::size_t i = 0; i < step.requirements.size(); ++i) {
    const RequirementState& state = step.requirements[i];
    if (state.open() == Quantity{}) continue;
    out.push_back(requirement_blocker(step_id(step.run, step.step_key), step.definition->requirements[i].part,
                                      state.needed, state));
  }
}

/// Of what a step was completed by, a value may have gone since.
void add_unmet_of_completed(const StepGateFacts& step, std::vector<Blocker>& out) {
  for (Blocker& blocker : unmet_step_gates(step)) {
    if (blocker.code == "field.missing" || blocker.code == "outside.open") out.push_back(std::move(blocker));
  }
  add_open_requirements(step, out);
}

/// What others have to bring or decide is told before somebody stands in front of the step; its values are
/// its own matter.
void add_unmet_to_do(const StepGateFacts& step, std::vector<Blocker>& out) {
  add_open_requirements(step, out);
  const std::string id = step_id(step.run, step.step_key);
  for (const ApprovalDef& approval : step.definition->approvals) out.push_back(open_approval(id, approval));
  if (step.definition->outside && !step.outside_received)
    out.push_back(outside_blocker(id, *step.definition->outside));
}

std::vector<Blocker> open_issues(const RunGateFacts& facts) {
  std::vector<Blocker> out;
  for (const Issue& issue : facts.open_issues) {
    const std::string id = issue_id(issue.id);
    out.push_back({"issue.open", id, concat(id, " is open: ", issue.title)});
  }
  return out;
}

std::vector<Blocker> deviations_without_issue(const RunGateFacts& facts) {
  std::vector<Blocker> out;
  for (const StepGateFacts& step : facts.completed_steps) {
    const bool has_issue = std::any_of(facts.open_issues.begin(), facts.open_issues.end(),
                                       [&](const Issue& issue) { return issue.step == step.step_key; });
    for (const Reading& reading : step.readings) {
      if (reading.judgement != Judgement::kDeviated || has_issue) continue;
      const std::string id = cell_id(step.run, step.step_key, reading.field, reading.row, reading.column);
      out.push_back({"field.out_of_spec", id, concat(id, " was accepted as a deviation without an issue")});
    }
  }
  return out;
}

/// What is in one of several groups since a split, and nobody has said in which.
std::vector<Blocker> shared_installs(const RunGateFacts& facts) {
  std::vector<Blocker> out;
  for (const Install& install : facts.shared_installs) {
    const std::string id = install_id(install.id);
    out.push_back({"install.shared", id,
                   concat(id, " of ", install.part, " is shared by ", join_words(install.parents))});
  }
  return out;
}

/// Puts what was found where its setting says.
void weigh(GateWeight weight, std::vector<Blocker> found, RunGates& out) {
  if (weight == GateWeight::kIgnore) return;
  auto& to = weight == GateWeight::kBlock ? out.blockers : out.warnings;
  std::move(found.begin(), found.end(), std::back_inserter(to));
}

}  // namespace

const Reading* find_reading(const std::vector<Reading>& readings, std::string_view field,
                            std::string_view row, std::string_view column) {
  for (const Reading& reading : readings) {
    if (reading.current && reading.field == field && reading.row == row && reading.column == column) {
      return &reading;
    }
  }
  return nullptr;
}

std::vector<std::string> table_rows(const FieldDef& table, const std::vector<Reading>& readings) {
  if (!table.row_names.empty()) return table.row_names;
  std::int64_t last = std::max(table.min_rows.value_or(table.required ? 1 : 0), 0);
  for (const Reading& reading : readings) {
    if (!reading.current || !reading.value || reading.field != table.key) continue;
    std::int64_t row = 0;
    std::from_chars(reading.row.data(), reading.row.data() + reading.row.size(), row);
    last = std::max(last, row);
  }
  std::vector<std::string> rows;
  for (std::int64_t row = 1; row <= last; ++row) rows.push_back(concat(row));
  return rows;
}

Blocker requirement_blocker(const std::string& step, std::string_view part, Quantity needed,
                            const RequirementState& state) {
  const auto text = [&](Quantity quantity) { return quantity.text(state.precision); };
  std::string message = concat(part, ": ", text(needed), " needed, ", text(state.installed), " installed");
  if (state.excepted > Quantity{}) message += concat(", ", text(state.excepted), " excepted");
  return {"requirement.open", step, std::move(message)};
}

std::vector<Blocker> unmet_step_gates(const StepGateFacts& facts) {
  std::vector<Blocker> out;
  const std::string step = step_id(facts.run, facts.step_key);
  StepGates gates(facts, out);
  for (const FieldDef& field : facts.definition->fields) gates.check(field);
  for (std::size_t i = 0; i < facts.definition->requirements.size(); ++i) {
    const RequirementState& state = facts.requirements.at(i);
    if (state.installed + state.excepted >= state.least) continue;
    out.push_back(requirement_blocker(step, facts.definition->requirements[i].part, state.least, state));
  }
  for (const ApprovalDef& approval : facts.definition->approvals)
    out.push_back(open_approval(step, approval));
  if (facts.definition->outside && !facts.outside_received) {
    out.push_back(outside_blocker(step, *facts.definition->outside));
  }
  for (const ChildFact& child : facts.children) {
    if (is_settled(child.state) || (!child.required && child.state == StepState::kTodo)) continue;
    out.push_back({"child.open", child.id, concat(child.id, " is ", describe(child.state))});
  }
  return out;
}

bool may_complete(const Run& run) {
  const auto open = [&](StepState s) { return run.counts[static_cast<std::size_t>(s)]; };
  return run.lifecycle == Lifecycle::kInProgress && run.required_steps > 0 && run.open_required == 0 &&
         open(StepState::kInProgress) + open(StepState::kHold) + open(StepState::kRedline) +
                 open(StepState::kFailed) ==
             0;
}

RunGates unmet_run_gates(const RunGateFacts& facts) {
  RunGates out;
  add_open_steps(facts, out.blockers);
  for (const StepGateFacts& step : facts.steps_to_do) add_unmet_to_do(step, out.blockers);
  for (const StepGateFacts& step : facts.completed_steps) add_unmet_of_completed(step, out.blockers);
  for (const auto& [gate, granted] : facts.approvals) {
    if (!granted) out.blockers.push_back(open_approval(run_id(facts.run), gate));
  }
  for (const std::string& redline : facts.open_redlines)
    out.blockers.push_back({"redline.open", redline, concat(redline, " is open")});
  weigh(facts.on_open_issue, open_issues(facts), out);
  weigh(facts.on_deviation, deviations_without_issue(facts), out);
  weigh(facts.on_shared_install, shared_installs(facts), out);
  return out;
}

}  // namespace traveler
