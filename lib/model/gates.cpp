#include "model/gates.h"

#include "base/concat.h"
#include "model/fields.h"
#include "model/ids.h"

namespace traveler {
namespace {

void check_value(const StepGateFacts& facts, const FieldDef& field, std::vector<Blocker>& out) {
  const Reading* reading = find_reading(facts.readings, field.key);
  const std::string id = field_id(facts.run, facts.step_key, field.key);
  const bool given = reading != nullptr && reading->value.has_value();
  if (field.type == FieldType::kSignoff) {
    if (!field.required || (given && !reading->superseded)) return;
    const std::string why = given ? "must be signed again: a value changed since" : "is not signed";
    out.push_back({"signoff.missing", id, concat(field.title, ' ', why, " (role ", field.role, ")")});
    return;
  }
  if (!given) {
    if (field.required) out.push_back({"field.missing", id, concat(field.title, " has no value")});
    return;
  }
  if (reading->judgement == Judgement::kOutOfSpec) {
    const std::string limits = describe_limits(field);
    out.push_back({"field.out_of_spec", id,
                   concat(field.title, " is ", *reading->value, limits.empty() ? "" : ", limits ", limits)});
  }
}

bool settled(StepState state) { return state == StepState::kCompleted || state == StepState::kCanceled; }

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

std::vector<Blocker> unmet_step_gates(const StepGateFacts& facts) {
  std::vector<Blocker> out;
  const std::string step = step_id(facts.run, facts.step_key);
  for (const FieldDef& field : facts.definition->fields) check_value(facts, field, out);
  for (const RequirementDef& requirement : facts.definition->requirements) {
    const Quantity least = requirement.minimum.value_or(requirement.quantity);
    if (requirement.trace_only || least <= Quantity{}) continue;
    out.push_back({"requirement.open", step, concat(requirement.part, ": nothing is installed")});
  }
  for (const ApprovalDef& approval : facts.definition->approvals) {
    out.push_back({"approval.open", step, concat("approval ", approval.id, " by ", approval.role, " is not granted")});
  }
  if (facts.definition->outside) {
    out.push_back({"outside.open", step, concat("outside process ", facts.definition->outside->operation, " is not received")});
  }
  for (const ChildFact& child : facts.children) {
    if (settled(child.state) || (!child.required && child.state == StepState::kTodo)) continue;
    out.push_back({"child.open", child.id, concat(child.id, " is ", to_text(child.state))});
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

std::vector<Blocker> unmet_run_gates(const RunGateFacts& facts) {
  std::vector<Blocker> out;
  for (const OpenStepFact& step : facts.open_steps) {
    if (!step.required && step.state == StepState::kTodo) continue;
    if (step.state == StepState::kRedline) {
      out.push_back({"redline.open", step.id, concat(step.id, " is in redline")});
    } else {
      out.push_back({"step.open", step.id, concat(step.id, " is ", to_text(step.state))});
    }
  }
  if (facts.run->counts[static_cast<std::size_t>(StepState::kCompleted)] == 0) {
    out.push_back({"step.open", run_id(facts.run->id), "no step is completed"});
  }
  out.insert(out.end(), facts.unmet_step_fields.begin(), facts.unmet_step_fields.end());
  return out;
}

}  // namespace traveler
