#include "model/transitions.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "state_grid.h"

using namespace traveler;

namespace {

// The table of spec section 4. `prior` is the state before the hold or redline; a cascade sends back what is
// neither todo, canceled nor in redline.
constexpr const char* kGrid = R"(
state        start       complete  hold  resume fail    rework open    release rcancel cancel    restore reopen sendback
todo         in_progress -         hold! -      -       -      redline -       -       canceled! -       -      -
in_progress  -           completed hold! -      failed! -      redline -       -       canceled! -       -      todo
hold         -           -         -     prior  -       -      redline -       -       canceled! -       -      todo
redline      -           -         -     -      -       -      -       todo    prior   canceled! -       -      -
completed    -           -         -     -      -       -      -       -       -       -         -       todo!  todo
failed       -           -         -     -      -       todo!  redline -       -       canceled! -       -      todo
canceled     -           -         -     -      -       -      -       -       -       -         todo!   -      -
)";

RunStep in_state(StepState state) {
  RunStep step;
  step.run = 1;
  step.slot = 1;
  step.state = state;
  return step;
}

constexpr Timestamp kMorning{1'000'000};
constexpr Timestamp kNoon{2'000'000};
constexpr Timestamp kEvening{3'000'000};

/// Carries out a verb that the table allows.
RunStep after(const RunStep& step, Verb verb, bool workable = true, Timestamp at = kNoon,
              const char* actor = "bob") {
  const auto to = next_state(step, verb, workable);
  REQUIRE(to);
  return enter_state(step, *to, step.attempt + (begins_attempt(verb) ? 1 : 0), actor, at);
}

}  // namespace

TEST_CASE("transitions: every pair of state and verb leads where the table says") {
  check_table(kStepTable, kGrid, [](Target target, const std::string& text) {
    return text == "prior" ? target == Target::kPrior
                           : static_cast<std::size_t>(target) ==
                                 static_cast<std::size_t>(from_text<StepState>(text).value());
  });
  for (const auto& cell : read_grid<StepState, Verb>(kGrid)) {
    CAPTURE(to_text(cell.from), to_text(cell.verb), cell.to);
    for (const StepState prior : {StepState::kTodo, StepState::kInProgress}) {
      for (const bool workable : {false, true}) {
        RunStep step = in_state(cell.from);
        if (cell.from == StepState::kHold) step.held_from = prior;
        if (cell.from == StepState::kRedline) step.redlined_from = prior;
        const auto to = next_state(step, cell.verb, workable);
        if (cell.to == "-") {
          CHECK_FALSE(to.has_value());
        } else if (cell.to == "prior") {
          const bool back = prior == StepState::kInProgress && workable;
          CHECK(to == (back ? StepState::kInProgress : StepState::kTodo));
        } else {
          CHECK(to == from_text<StepState>(cell.to));
        }
      }
    }
  }
}

TEST_CASE("transitions: which verbs need a reason, an available step, begin an attempt") {
  const std::set<Verb> reasons{Verb::kHold,   Verb::kFail,    Verb::kRework,
                               Verb::kCancel, Verb::kRestore, Verb::kReopen};
  const std::set<Verb> available{Verb::kStart, Verb::kComplete};
  const std::set<Verb> attempts{Verb::kRework, Verb::kReopen, Verb::kSendBack};
  for (std::size_t i = 0; i < EnumText<Verb>::kTexts.size(); ++i) {
    const auto verb = static_cast<Verb>(i);
    CAPTURE(to_text(verb));
    CHECK(kStepTable.always_needs_reason(verb) == reasons.contains(verb));
    CHECK(needs_available(verb) == available.contains(verb));
    CHECK(begins_attempt(verb) == attempts.contains(verb));
  }
}

TEST_CASE("transitions: a hold remembers whether the step had been started") {
  const RunStep waiting = after(in_state(StepState::kTodo), Verb::kHold);
  CHECK(waiting.state == StepState::kHold);
  CHECK(waiting.held_from == StepState::kTodo);
  CHECK(after(waiting, Verb::kResume).state == StepState::kTodo);

  const RunStep worked = after(in_state(StepState::kInProgress), Verb::kHold);
  CHECK(worked.held_from == StepState::kInProgress);
  const RunStep resumed = after(worked, Verb::kResume);
  CHECK(resumed.state == StepState::kInProgress);
  CHECK_FALSE(resumed.held_from.has_value());
  CHECK(after(worked, Verb::kResume, false).state == StepState::kTodo);
}

TEST_CASE("transitions: canceling a redline leads to the state before it") {
  for (const StepState prior :
       {StepState::kTodo, StepState::kInProgress, StepState::kHold, StepState::kFailed}) {
    CAPTURE(to_text(prior));
    const RunStep open = after(in_state(prior), Verb::kRedlineOpen);
    CHECK(open.state == StepState::kRedline);
    CHECK(open.redlined_from == prior);
    const RunStep canceled = after(open, Verb::kRedlineCancel);
    CHECK(canceled.state == prior);
    CHECK_FALSE(canceled.redlined_from.has_value());
    const StepState unavailable = prior == StepState::kInProgress ? StepState::kTodo : prior;
    CHECK(after(open, Verb::kRedlineCancel, false).state == unavailable);
    const RunStep released = after(open, Verb::kRedlineRelease);
    CHECK(released.state == StepState::kTodo);
    CHECK_FALSE(released.redlined_from.has_value());
  }
}

TEST_CASE("transitions: a redline on a held step keeps the memory of the hold") {
  const RunStep held = after(in_state(StepState::kInProgress), Verb::kHold);
  const RunStep open = after(held, Verb::kRedlineOpen);
  const RunStep back = after(open, Verb::kRedlineCancel);
  CHECK(back.state == StepState::kHold);
  CHECK(back.held_from == StepState::kInProgress);
  CHECK(after(back, Verb::kResume).state == StepState::kInProgress);
  // A released redline ends the hold: nothing of it is left.
  CHECK_FALSE(after(open, Verb::kRedlineRelease).held_from.has_value());
}

TEST_CASE("transitions: the first start is remembered until a new attempt") {
  RunStep step = after(in_state(StepState::kTodo), Verb::kStart, true, kMorning, "bob");
  CHECK(step.started_at == kMorning);
  CHECK(step.started_by == "bob");
  step = after(step, Verb::kHold, true, kNoon, "quinn");
  step = after(step, Verb::kResume, true, kEvening, "quinn");
  CHECK(step.started_at == kMorning);
  CHECK(step.started_by == "bob");
  CHECK_FALSE(step.completed_at.has_value());
  step = after(step, Verb::kComplete, true, kEvening, "quinn");
  CHECK(step.started_at == kMorning);
  CHECK(step.completed_at == kEvening);
  CHECK(step.completed_by == "quinn");
  CHECK(step.attempt == 1);

  const RunStep again = after(step, Verb::kReopen, true, kEvening, "alice");
  CHECK(again.state == StepState::kTodo);
  CHECK(again.attempt == 2);
  CHECK_FALSE(again.started_at.has_value());
  CHECK_FALSE(again.started_by.has_value());
  CHECK_FALSE(again.completed_at.has_value());
  CHECK_FALSE(again.completed_by.has_value());
  CHECK(after(again, Verb::kStart, true, kEvening).started_at == kEvening);
}

TEST_CASE("transitions: rework begins a new attempt, the other verbs keep it") {
  RunStep step = after(in_state(StepState::kTodo), Verb::kStart);
  step = after(step, Verb::kFail);
  CHECK(step.attempt == 1);
  step = after(step, Verb::kRework);
  CHECK(step.attempt == 2);
  step = after(after(step, Verb::kCancel), Verb::kRestore);
  CHECK(step.attempt == 2);
  step = after(after(step, Verb::kRedlineOpen), Verb::kRedlineRelease);
  CHECK(step.attempt == 2);
}
