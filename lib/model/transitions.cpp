#include "model/transitions.h"

namespace traveler {
namespace {

constexpr std::size_t kVerbs = EnumText<Verb>::kTexts.size();
using Row = std::array<Target, kVerbs>;

constexpr Target kNo = Target::kRefused;

// Columns: start, complete, hold, resume, fail, rework, redline open, redline release, redline cancel,
// cancel, restore, reopen, send back.
constexpr std::array<Row, kStepStates> kTable{{
    // todo
    {Target::kInProgress, kNo, Target::kHold, kNo, kNo, kNo, Target::kRedline, kNo, kNo, Target::kCanceled,
     kNo, kNo, kNo},
    // in_progress
    {kNo, Target::kCompleted, Target::kHold, kNo, Target::kFailed, kNo, Target::kRedline, kNo, kNo,
     Target::kCanceled, kNo, kNo, Target::kTodo},
    // hold
    {kNo, kNo, kNo, Target::kPrior, kNo, kNo, Target::kRedline, kNo, kNo, Target::kCanceled, kNo, kNo,
     Target::kTodo},
    // redline
    {kNo, kNo, kNo, kNo, kNo, kNo, kNo, Target::kTodo, Target::kPrior, Target::kCanceled, kNo, kNo, kNo},
    // completed
    {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, Target::kTodo, Target::kTodo},
    // failed
    {kNo, kNo, kNo, kNo, kNo, Target::kTodo, Target::kRedline, kNo, kNo, Target::kCanceled, kNo, kNo,
     Target::kTodo},
    // canceled
    {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, Target::kTodo, kNo, kNo},
}};

}  // namespace

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

Target transition(StepState from, Verb verb) {
  return kTable[static_cast<std::size_t>(from)][static_cast<std::size_t>(verb)];
}

StepState resumed_state(StepState prior, bool available) {
  return prior == StepState::kInProgress && !available ? StepState::kTodo : prior;
}

bool begins_attempt(Verb verb) {
  return verb == Verb::kRework || verb == Verb::kReopen || verb == Verb::kSendBack;
}

bool needs_reason(Verb verb) {
  switch (verb) {
    case Verb::kHold:
    case Verb::kFail:
    case Verb::kRework:
    case Verb::kCancel:
    case Verb::kRestore:
    case Verb::kReopen:
      return true;
    default:
      return false;
  }
}

bool needs_available(Verb verb) { return verb == Verb::kStart || verb == Verb::kComplete; }

std::optional<StepState> next_state(const RunStep& step, Verb verb, bool workable) {
  switch (transition(step.state, verb)) {
    case Target::kTodo:
      return StepState::kTodo;
    case Target::kInProgress:
      return StepState::kInProgress;
    case Target::kHold:
      return StepState::kHold;
    case Target::kRedline:
      return StepState::kRedline;
    case Target::kCompleted:
      return StepState::kCompleted;
    case Target::kFailed:
      return StepState::kFailed;
    case Target::kCanceled:
      return StepState::kCanceled;
    case Target::kPrior: {
      const auto& prior = verb == Verb::kResume ? step.held_from : step.redlined_from;
      return resumed_state(prior.value_or(StepState::kTodo), workable);
    }
    case Target::kRefused:
      break;
  }
  return std::nullopt;
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
