#include "ops/step_support.h"

#include <algorithm>

#include "base/concat.h"
#include "model/graph.h"
#include "model/ids.h"
#include "store/installs.h"
#include "store/inventory.h"
#include "store/issues.h"
#include "store/plans.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {

StepTarget find_target(store::WorkingSet& rows, const std::string& id) {
  const StepAddress address = parse_step_id(id);
  const PlanStep& plan = rows.plan_step(address.run, address.key);
  return {address.run, plan.slot, plan.key};
}

void check_open(Command& command, const StepTarget& target) {
  const Run& run = command.rows().run(target.run);
  if (has_ended(run)) {
    throw Error(ErrorCode::kRunLocked,
                concat(run_id(run.id), " is ", to_text(run.lifecycle), "; its steps are locked"))
        .with_subject(target.id())
        .with_hint(run.lifecycle == Lifecycle::kComplete
                       ? concat("an admin can open it again: `run.reopen run=", run_id(run.id), "`")
                       : std::string());
  }
  if (!command.backdated()) return;
  const RunStep& step = command.rows().step(target.run, target.slot);
  const Timestamp last = std::max(run.created_at, step.updated_at.value_or(run.created_at));
  if (command.at() < last) {
    throw Error(ErrorCode::kValueInvalid,
                concat("`at=`: ", command.at().text(), " is before the last change of ", target.id(), " at ",
                       last.text()))
        .with_subject(target.id());
  }
}

void Changed::add(const StepTarget& target) {
  add_run(target.run);
  if (known_steps_.emplace(target.run, target.slot).second) steps_.push_back(target);
}

void Changed::add_run(std::int64_t run) {
  if (known_runs_.insert(run).second) runs_.push_back(run);
}

Value Changed::answer(store::WorkingSet& rows, store::Connection& db) const {
  Value steps = Value::list();
  for (const StepTarget& target : steps_) {
    const Run& run = rows.run(target.run);
    const PlanStep& plan = rows.plan_step(target.run, target.slot);
    const RunStep& step = rows.step(target.run, target.slot);
    format::StepFacts facts{&run, &plan, &step, is_available(rows.availability(target.run, target.slot)),
                            {},   {}};
    if (plan.parent) facts.parent = rows.plan_step(target.run, *plan.parent).key;
    for (const std::int64_t slot : rows.plans().upstreams(run.plan_row, plan.slot)) {
      facts.after.push_back(rows.plan_step(target.run, slot).key);
    }
    steps.push(format::step_summary(facts));
    steps.as_list().back().add("revision", step.revision);
  }
  Value runs = Value::list();
  const bool have_attributes = !runs_.empty() && store::has_run_attributes(db);
  for (const std::int64_t id : runs_) {
    if (!have_attributes) {
      runs.push(format::run_value(rows.run(id)));
      continue;
    }
    Run run = rows.run(id);
    run.attributes = store::run_attributes(db, id);
    runs.push(format::run_value(run));
  }
  Value made = Value::object();
  made.add("steps", std::move(steps)).add("runs", std::move(runs));
  if (!issues_.empty()) {
    Value issues = Value::list();
    for (const Issue& issue : issues_)
      issues.push(format::issue_value(issue, store::items_of_issue(db, issue.id)));
    made.add("issues", std::move(issues));
  }
  return made;
}

std::vector<Blocker> unavailable_because(store::WorkingSet& rows, const StepTarget& target) {
  std::vector<Blocker> out;
  const PlanStep plan = rows.plan_step(target.run, target.slot);
  if (plan.parent) {
    const StepState state = rows.step(target.run, *plan.parent).state;
    const std::string id = step_id(target.run, rows.plan_step(target.run, *plan.parent).key);
    if (state != StepState::kInProgress) {
      out.push_back({"parent.not_started", id, concat("its parent ", id, " is ", describe(state))});
    }
  }
  store::WorkingSet::Graph graph(rows, target.run);
  for (const std::int64_t slot : effective_upstreams(graph, target.slot)) {
    const StepState state = rows.step(target.run, slot).state;
    if (state == StepState::kCompleted) continue;
    const std::string id = step_id(target.run, rows.plan_step(target.run, slot).key);
    out.push_back({"upstream.open", id, concat(id, " is ", describe(state))});
  }
  return out;
}

std::vector<RequirementState> requirement_states(store::Connection& db, const Run& run, std::string_view step,
                                                 const StepDef& definition) {
  const auto installs = store::installs_of_step(db, run.id, step);
  const auto exceptions = store::exceptions_of_run(db, run.id);
  std::vector<RequirementState> states;
  for (const RequirementDef& requirement : definition.requirements) {
    states.push_back(requirement_state(requirement, run.quantity, step, installs, exceptions));
  }
  return states;
}

StepGateFacts gate_facts(Command& command, Definitions& definitions, const StepTarget& target,
                         bool has_siblings) {
  store::WorkingSet& rows = command.rows();
  const PlanStep plan = rows.plan_step(target.run, target.slot);
  const RunStep& step = rows.step(target.run, target.slot);
  StepGateFacts facts;
  facts.run = target.run;
  facts.step_key = target.key;
  facts.has_siblings = has_siblings;
  facts.definition = &definitions.get(plan);
  facts.readings = store::readings_of_step(command.db(), target.run, target.slot, step.attempt, true);
  if (!facts.definition->requirements.empty()) {
    facts.requirements =
        requirement_states(command.db(), rows.run(target.run), target.key, *facts.definition);
  }
  if (command.setting_is("out_of_spec", "issue")) {
    const auto issues = store::open_issues_of_run(command.db(), target.run);
    facts.issue_covers = std::any_of(issues.begin(), issues.end(),
                                     [&](const Issue& issue) { return issue.step == target.key; });
  }
  for (const std::int64_t child : rows.plans().children(plan.plan, plan.slot)) {
    const PlanStep& child_plan = rows.plan_step(target.run, child);
    facts.children.push_back(
        {step_id(target.run, child_plan.key), rows.step(target.run, child).state, child_plan.required});
  }
  return facts;
}

void open_issue(Command& command, const StepTarget& target, Changed& changed) {
  Issue issue;
  issue.id = store::last_issue(command.db()) + 1;
  issue.title = command.reason().value_or(target.id());
  issue.run = target.run;
  issue.step = target.key;
  issue.created_by = command.actor().name;
  issue.created_at = command.at();
  command.record(issue_id(issue.id), {change_of<Issue>(nullptr, issue)}, "issue.create");
  changed.add_issue(std::move(issue));
}

void move_step(Command& command, const StepTarget& target, Verb verb, StepState to, Changed& changed,
               std::string_view canceled_with) {
  store::WorkingSet& rows = command.rows();
  const RunStep before = rows.step(target.run, target.slot);
  SubjectChange step{SubjectKind::kStep, target.id(), {}};
  step.fields.push_back({"state", encode_field(before.state), encode_field(to)});
  if (begins_attempt(verb)) step.fields.push_back({"attempt", before.attempt, before.attempt + 1});
  if (!canceled_with.empty()) step.fields.push_back({"canceled_with", {}, Value(canceled_with)});
  std::vector<SubjectChange> changes;
  // Signatures of a completed step stay, but no longer count; before the step moves on to its new attempt.
  if (begins_attempt(verb) && before.state == StepState::kCompleted) {
    for (const Reading& reading :
         store::readings_of_step(command.db(), target.run, target.slot, before.attempt, true)) {
      const bool signature = reading.printed_name && reading.value && !reading.superseded;
      if (!signature) continue;
      SubjectChange superseded{SubjectKind::kField, field_id(target.run, target.key, reading.field), {}};
      superseded.fields.push_back({"superseded", false, true});
      changes.push_back(std::move(superseded));
    }
  }
  changes.push_back(std::move(step));
  leave_siblings(command, target, changes);
  const Run& run = rows.run(target.run);
  if (verb == Verb::kStart && run.lifecycle == Lifecycle::kTodo) {
    SubjectChange start{SubjectKind::kRun, run_id(run.id), {}};
    start.fields.push_back({"lifecycle", encode_field(run.lifecycle), encode_field(Lifecycle::kInProgress)});
    start.fields.push_back({"started_at", {}, encode_field(command.at())});
    changes.push_back(std::move(start));
  }
  command.record(target.id(), std::move(changes));
  changed.add(target);
}

}  // namespace traveler::ops
