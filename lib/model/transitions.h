#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/records.h"
#include "model/state_table.h"

namespace traveler {

/// What can be done to a step's state; spec section 4.
enum class Verb : std::uint8_t {
  kStart,
  kComplete,
  kHold,
  kResume,
  kFail,
  kRework,
  kRedlineOpen,
  kRedlineRelease,
  kRedlineCancel,
  kCancel,
  kRestore,
  kReopen,
  kSendBack,  ///< by the cascade of a restore or reopen
};
template <>
struct EnumText<Verb> {
  static constexpr std::array<std::string_view, 13> kTexts{
      "start",           "complete",       "hold",   "resume",  "fail",   "rework",   "redline open",
      "redline release", "redline cancel", "cancel", "restore", "reopen", "send back"};
};

/// Where a verb leads: a state of the same name, or, by the rule of `resume`, to the one before the hold or
/// redline.
enum class Target : std::uint8_t {
  kTodo,
  kInProgress,
  kHold,
  kRedline,
  kCompleted,
  kFailed,
  kCanceled,
  kPrior
};

/// A state in a sentence: "on hold", "in progress".
std::string_view describe(StepState state);

/// THE state table of steps; spec section 4. Nothing else yields a state.
inline constexpr StateTable<StepState, Verb, Target> kStepTable{
    {Verb::kStart, {{StepState::kTodo, Target::kInProgress}}},
    {Verb::kComplete, {{StepState::kInProgress, Target::kCompleted}}},
    {Verb::kHold, {{StepState::kTodo, Target::kHold, true}, {StepState::kInProgress, Target::kHold, true}}},
    {Verb::kResume, {{StepState::kHold, Target::kPrior}}},
    {Verb::kFail, {{StepState::kInProgress, Target::kFailed, true}}},
    {Verb::kRework, {{StepState::kFailed, Target::kTodo, true}}},
    {Verb::kRedlineOpen,
     {{StepState::kTodo, Target::kRedline},
      {StepState::kInProgress, Target::kRedline},
      {StepState::kHold, Target::kRedline},
      {StepState::kFailed, Target::kRedline}}},
    {Verb::kRedlineRelease, {{StepState::kRedline, Target::kTodo}}},
    {Verb::kRedlineCancel, {{StepState::kRedline, Target::kPrior}}},
    {Verb::kCancel,
     {{StepState::kTodo, Target::kCanceled, true},
      {StepState::kInProgress, Target::kCanceled, true},
      {StepState::kHold, Target::kCanceled, true},
      {StepState::kRedline, Target::kCanceled, true},
      {StepState::kFailed, Target::kCanceled, true}}},
    {Verb::kRestore, {{StepState::kCanceled, Target::kTodo, true}}},
    {Verb::kReopen, {{StepState::kCompleted, Target::kTodo, true}}},
    {Verb::kSendBack,
     {{StepState::kInProgress, Target::kTodo},
      {StepState::kHold, Target::kTodo},
      {StepState::kCompleted, Target::kTodo},
      {StepState::kFailed, Target::kTodo}}},
};

/// The state that `resume` and `redline cancel` lead to: the one before, but back to in progress
/// only while the step is still available.
StepState resumed_state(StepState prior, bool available);

/// True for the verbs that begin a new attempt with empty values.
bool begins_attempt(Verb verb);

/// True for the verbs that need an available step.
bool needs_available(Verb verb);

/// The state that `verb` leads to from where `step` is, or nullopt when the table refuses it.
/// `workable`: upstreams, parent and run would let the step be worked on.
std::optional<StepState> next_state(const RunStep& step, Verb verb, bool workable);

/// The row of a step that enters `state`: memory of a hold or redline, attempt, times and people.
RunStep enter_state(const RunStep& step, StepState state, std::int64_t attempt, std::string_view actor,
                    Timestamp at);

}  // namespace traveler
