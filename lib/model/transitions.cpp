#include "model/transitions.h"

namespace traveler {

static_assert(static_cast<std::size_t>(Target::kPrior) == kStepStates &&
                  static_cast<std::size_t>(Target::kRedline) == static_cast<std::size_t>(StepState::kRedline),
              "a target before kPrior is the state of the same name");

std::string_view describe(StepState state) {
  switch (state) {
    case StepState::kInProgress:
      return "in progress";
    case StepState::kHold:
      return "on hold";
    case StepState::kRedline:
      return "in redline";
    default:
      return to_text(state);
  }
}

StepState resumed_state(StepState prior, bool available) {
  return prior == StepState::kInProgress && !available ? StepState::kTodo : prior;
}

bool begins_attempt(Verb verb) {
  return verb == Verb::kRework || verb == Verb::kReopen || verb == Verb::kSendBack;
}

bool needs_available(Verb verb) { return verb == Verb::kStart || verb == Verb::kComplete; }

std::optional<StepState> next_state(const RunStep& step, Verb verb, bool workable) {
  const auto target = kStepTable.next(step.state, verb);
  if (!target) return std::nullopt;
  if (*target != Target::kPrior) return static_cast<StepState>(*target);
  const auto& prior = verb == Verb::kResume ? step.held_from : step.redlined_from;
  return resumed_state(prior.value_or(StepState::kTodo), workable);
}

RunStep enter_state(const RunStep& step, StepState state, std::int64_t attempt, std::string_view actor,
                    Timestamp at) {
  RunStep next = step;
  next.state = state;
  // A redline on a held step keeps the memory of the hold, so that canceling it leads back into the hold.
  next.redlined_from.reset();
  if (state == StepState::kHold) {
    if (step.state != StepState::kRedline) next.held_from = step.state;
  } else if (state == StepState::kRedline) {
    next.redlined_from = step.state;
  } else {
    next.held_from.reset();
  }
  if (state != StepState::kCanceled) next.canceled_with.reset();
  if (attempt != step.attempt) {
    next.attempt = attempt;
    next.started_at.reset();
    next.started_by.reset();
    next.completed_at.reset();
    next.completed_by.reset();
  }
  if (state == StepState::kInProgress && !next.started_at) {
    next.started_at = at;
    next.started_by = actor;
  }
  if (state == StepState::kCompleted) {
    next.completed_at = at;
    next.completed_by = actor;
  }
  return next;
}

}  // namespace traveler
