#include "ops/step_moves.h"

#include <set>

#include "base/concat.h"
#include "base/text.h"
#include "model/ids.h"
#include "model/state_tables.h"
#include "ops/issue.h"
#include "ops/run_completion.h"
#include "ops/sibling_steps.h"
#include "ops/step_gates.h"
#include "ops/step_tree.h"
#include "ops/step_values.h"
#include "store/readings.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

void check_transition(store::WorkingSet& rows, const StepTarget& target, Verb verb) {
  const StepState state = rows.step(target.run, target.slot).state;
  if (kStepTable.allows(state, verb)) return;
  throw Error(ErrorCode::kStateRefused,
              concat(target.id(), " is ", describe(state), "; `", to_text(verb), "` is refused"))
      .with_subject(target.id())
      .with_blockers({{"state", target.id(), concat(target.id(), " is ", describe(state))}});
}

/// The values and sign-offs that come with `complete`.
void complete_first(Command& command, Definitions& definitions, SiblingSteps& steps, const Arguments& args,
                    Changed& changed) {
  if (args.has("set")) {
    command.require_permission("step.record");
    record_values(command, definitions, steps, args.pairs("set"), changed);
  }
  for (const std::string& key : args.texts("sign")) {
    command.require_permission("step.sign");
    sign_field(command, definitions, steps, key, changed);
  }
}

void check_available(store::WorkingSet& rows, const StepTarget& target, const AvailabilityFacts& facts) {
  if (is_available(facts)) return;
  auto blockers = unavailable_because(rows, target);
  std::vector<std::string> waits;
  for (const Blocker& blocker : blockers) waits.push_back(blocker.subject);
  throw Error(ErrorCode::kStepNotAvailable, concat(target.id(), " waits for ", join_words(waits)))
      .with_subject(target.id())
      .with_blockers(std::move(blockers));
}

void check_gates(const StepTarget& target, const StepGateFacts& facts) {
  auto unmet = unmet_step_gates(facts);
  if (unmet.empty()) return;
  throw Error(ErrorCode::kGateUnmet, concat(target.id(), " cannot be completed: ", unmet.size(),
                                            unmet.size() == 1 ? " gate is not met" : " gates are not met"))
      .with_subject(target.id())
      .with_blockers(std::move(unmet));
}

void move_one(Command& command, Definitions& definitions, const StepTarget& target, Verb verb,
              bool has_siblings, bool cascade, Changed& changed) {
  store::WorkingSet& rows = command.rows();
  const AvailabilityFacts facts = rows.availability(target.run, target.slot);
  if (needs_available(verb)) check_available(rows, target, facts);
  if (verb == Verb::kComplete) check_gates(target, gate_facts(command, definitions, target, has_siblings));
  if (verb == Verb::kCancel) {
    cancel_step(command, target, changed);
  } else if (verb == Verb::kRestore || verb == Verb::kReopen) {
    send_back(command, target, verb, cascade, changed);
  } else {
    move_step(command, target, verb,
              *next_state(rows.step(target.run, target.slot), verb, may_be_worked(facts)), changed);
  }
  if (verb == Verb::kFail && command.setting_is("issue_on_fail", "true"))
    changed.add_issue(open_issue(command, {*command.reason(), target.run, target.key, {}}));
  if (verb == Verb::kComplete) complete_run_if_done(command, definitions, target.run, changed);
}

}  // namespace

void move_step(Command& command, const StepTarget& target, Verb verb, StepState to, Changed& changed,
               std::string_view canceled_with) {
  store::WorkingSet& rows = command.rows();
  const RunStep before = rows.step(target.run, target.slot);
  SubjectChange step{ObjectKind::kStep, target.id(), {}};
  using Step = RecordFields<StepChange>;
  step.fields.push_back({Step::kState, encode_field(before.state), encode_field(to)});
  if (begins_attempt(verb)) step.fields.push_back({Step::kAttempt, before.attempt, before.attempt + 1});
  if (!canceled_with.empty()) step.fields.push_back({Step::kCanceledWith, {}, Value(canceled_with)});
  std::vector<SubjectChange> changes;
  // Signatures of a completed step stay, but no longer count; before the step moves on to its new attempt.
  if (begins_attempt(verb) && before.state == StepState::kCompleted) {
    for (const Reading& reading :
         store::readings_of_step(command.db(), target.run, target.slot, before.attempt, true)) {
      const bool signature = reading.printed_name && reading.value && !reading.superseded;
      if (!signature) continue;
      SubjectChange superseded{ObjectKind::kField, field_id(target.run, target.key, reading.field), {}};
      superseded.fields.push_back({RecordFields<ReadingChange>::kSuperseded, false, true});
      changes.push_back(std::move(superseded));
    }
  }
  changes.push_back(std::move(step));
  leave_siblings(command, target, changes);
  const Run& run = rows.run(target.run);
  const Lifecycle started = kRunTable.next(run.lifecycle, RunVerb::kStart).value_or(run.lifecycle);
  if (verb == Verb::kStart && started != run.lifecycle) {
    Run begun = run;
    begun.lifecycle = started;
    begun.started_at = command.at();
    changes.push_back(change_of(&run, begun));
  }
  command.record(target.id(), std::move(changes));
  changed.add(target);
}

Value move_steps(Command& command, const Arguments& args, Verb verb) {
  if (kStepTable.always_needs_reason(verb)) command.require_reason();
  if (args.flag("only")) command.act_alone();
  Definitions& definitions = command.definitions();
  Changed changed(verb == Verb::kComplete);
  std::set<std::string> done;
  for (const std::string& id : args.texts("steps")) {
    if (!done.insert(id).second) continue;
    SiblingSteps steps(command, find_target(command.rows(), id));
    for (const StepTarget& step : steps.steps()) done.insert(step.id());
    steps.each([&](const StepTarget& step) {
      check_open(command, step);
      check_transition(command.rows(), step, verb);
    });
    steps.expect_each();
    if (verb == Verb::kComplete) complete_first(command, definitions, steps, args, changed);
    steps.each([&](const StepTarget& step) {
      move_one(command, definitions, step, verb, steps.several(), args.flag("cascade"), changed);
    });
    steps.finish();
  }
  return changed.answer(command.rows(), command.db());
}

}  // namespace traveler::ops
