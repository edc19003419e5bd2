#include "model/rollup.h"

#include <catch2/catch.hpp>
#include <string>

#include "random_seed.h"

using namespace traveler;

namespace {

std::int64_t of(const StepCounts& counts, StepState state) { return counts[static_cast<std::size_t>(state)]; }

/// Spec section 6, written once more: the first rule that matches.
std::string expected_status(const StepCounts& counts, std::int64_t open_required) {
  std::int64_t total = 0;
  for (const std::int64_t count : counts) total += count;
  const auto any = [&](StepState state) { return of(counts, state) != 0; };
  const auto all = [&](StepState state) { return of(counts, state) == total; };
  if (total == 0) return "todo";
  if (any(StepState::kFailed)) return "failed";
  if (any(StepState::kRedline)) return "redline";
  if (any(StepState::kHold)) return "hold";
  if (any(StepState::kInProgress)) return "in_progress";
  if (all(StepState::kTodo)) return "todo";
  if (all(StepState::kCanceled)) return "canceled";
  const bool required_settled = open_required == 0;
  if (required_settled && any(StepState::kCanceled)) return "partial_complete";
  if (required_settled) return "complete";
  return "in_progress";
}

}  // namespace

TEST_CASE("rollup: the status of every mix of step states") {
  for (int code = 0; code < 3 * 3 * 3 * 3 * 3 * 3 * 3; ++code) {
    StepCounts counts{};
    int rest = code;
    for (std::int64_t& count : counts) {
      count = rest % 3;
      rest /= 3;
    }
    for (const std::int64_t open_required : {0, 1}) {
      INFO("counts in base 3: " << code << ", open required: " << open_required);
      if (std::string(to_text(roll_up(counts, open_required))) != expected_status(counts, open_required)) {
        FAIL(to_text(roll_up(counts, open_required))
             << " instead of " << expected_status(counts, open_required));
      }
    }
  }
  SUCCEED();
}

TEST_CASE("rollup: a run without steps is todo") { CHECK(roll_up({}, 0) == RunStatus::kTodo); }

TEST_CASE("rollup: counters follow any walk of transitions") {
  const std::uint32_t seed = testing::random_seed();
  CAPTURE(seed);
  testing::Dice dice(seed);
  for (int round = 0; round < 50; ++round) {
    const auto size = static_cast<std::size_t>(dice.between(1, 6));
    std::vector<PlanStep> plan(size);
    std::vector<StepState> states(size, StepState::kTodo);
    Run run;
    for (PlanStep& step : plan) {
      step.required = dice.chance(80);
      step.required_for_run = step.required && dice.chance(80);
      ++run.counts[0];
      run.open_required += step.required_for_run ? 1 : 0;
    }
    for (int move = 0; move < 40; ++move) {
      const auto i = static_cast<std::size_t>(dice.between(0, static_cast<std::int64_t>(size) - 1));
      const auto to = static_cast<StepState>(dice.between(0, 6));
      count_transition(run, plan[i], states[i], to);
      states[i] = to;
      StepCounts counts{};
      std::int64_t open = 0;
      for (std::size_t k = 0; k < size; ++k) {
        ++counts[static_cast<std::size_t>(states[k])];
        const bool settled = states[k] == StepState::kCompleted || states[k] == StepState::kCanceled;
        open += plan[k].required_for_run && !settled ? 1 : 0;
      }
      REQUIRE(run.counts == counts);
      REQUIRE(run.open_required == open);
      REQUIRE(std::string(to_text(run.status)) == expected_status(counts, open));
    }
  }
}

TEST_CASE("rollup: lists show the lifecycle of a run that has ended, else the status") {
  for (std::size_t life = 0; life < 4; ++life) {
    for (std::size_t status = 0; status < 8; ++status) {
      Run run;
      run.lifecycle = static_cast<Lifecycle>(life);
      run.status = static_cast<RunStatus>(status);
      const std::string_view lifecycle = to_text(run.lifecycle);
      const bool ended = lifecycle == "complete" || lifecycle == "failed";
      CHECK(display_status(run) == (ended ? lifecycle : to_text(run.status)));
    }
  }
}

TEST_CASE("rollup: the status of inventory is the first that matches") {
  constexpr std::string_view kPrecedence[] = {"scrapped", "installed", "wip", "quarantined", "kitted"};
  for (unsigned bits = 0; bits < 32; ++bits) {
    for (const int quantity : {0, 1, 5}) {
      const auto bit = [&](unsigned i) { return (bits >> i & 1U) != 0; };
      Inventory facts;
      facts.scrapped = bit(0);
      if (bit(1)) facts.install = 7;
      facts.wip = bit(2);
      facts.quarantined = bit(3);
      if (bit(4)) facts.kitted = 8;
      facts.quantity = Quantity::whole(quantity);
      std::string_view expected = quantity == 0 ? "unavailable" : "available";
      for (unsigned i = 5; i-- > 0;) {
        if (bit(i)) expected = kPrecedence[i];
      }
      CAPTURE(bits, quantity);
      CHECK(to_text(inventory_status(facts)) == expected);
    }
  }
}
