// Drives the library and the oracle with the same random commands, and compares them after each one.

#include <rapidcheck.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "session.h"
#include "tally.h"

std::ostream& operator<<(std::ostream& out, const RawCase& raw) {
  return out << raw.plan.size() << " words, " << raw.commands.size() << " commands (listed below)";
}

namespace {

using oracle::Command;

constexpr int kCases = 450;
constexpr int kLongestCase = 1100;  // commands; half of it on average
constexpr std::int64_t kWantedCommands = 200'000;
constexpr std::size_t kPlanWords = 500;
constexpr std::chrono::seconds kLongestShrink{60};

/// Shrinking takes commands away first; then it makes the procedures simpler. A number is kept or 0.
rc::Gen<RawCase> any_case() {
  const auto number = rc::gen::noShrink(rc::gen::resize(100, rc::gen::arbitrary<std::uint32_t>()));
  const auto word = rc::gen::shrink(number, [](std::uint32_t n) {
    return n == 0 ? rc::Seq<std::uint32_t>() : rc::seq::just(std::uint32_t{0});
  });
  const auto command = rc::gen::map(rc::gen::tuple(number, number, number), [](const auto& t) {
    return RawCommand{std::get<0>(t), std::get<1>(t), std::get<2>(t)};
  });
  const auto commands = rc::gen::resize(kLongestCase, rc::gen::container<std::vector<RawCommand>>(command));
  const auto plan = rc::gen::container<std::vector<std::uint32_t>>(kPlanWords, word);
  return rc::gen::map(rc::gen::pair(commands, plan), [](const auto& pair) {
    return RawCase{pair.second, pair.first};
  });
}

/// A case that diverges, as the commands that were chosen: unlike their numbers, they stay what they are
/// when others are taken away.
struct Failure {
  std::vector<std::uint32_t> plan;
  std::vector<Command> commands;
  std::string log;
};
std::optional<Failure> failure;

/// Takes away commands as long as the case still diverges.
void shorten(Failure& failed, std::chrono::seconds longest) {
  const auto start = std::chrono::steady_clock::now();
  const auto in_time = [&] { return std::chrono::steady_clock::now() - start < longest; };
  const auto still_fails_without = [&](std::size_t from, std::size_t count) {
    std::vector<Command> fewer = failed.commands;
    const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(from);
    fewer.erase(first, first + static_cast<std::ptrdiff_t>(count));
    Session session;
    try {
      session.replay(failed.plan, fewer);
    } catch (const Divergence& divergence) {
      failed = {failed.plan, session.performed(), session.log() + divergence.what};
      return true;
    }
    return false;
  };
  for (bool again = true; again && in_time();) {
    again = false;
    for (std::size_t chunk = failed.commands.size(); chunk > 0; chunk /= 2) {
      for (std::size_t at = failed.commands.size(); at-- > 0 && in_time();) {
        if (at + chunk > failed.commands.size()) continue;
        if (still_fails_without(at, chunk)) again = true;
        at -= std::min(at, chunk - 1);
      }
    }
  }
}

bool reached_everything() {
  bool ok = true;
  const auto want = [&](const std::string& what, std::int64_t got, std::int64_t least) {
    if (got >= least) return;
    std::printf("too few: %s, %lld of %lld\n", what.c_str(), static_cast<long long>(got),
                static_cast<long long>(least));
    ok = false;
  };
  want("commands", tally.total(), kWantedCommands);
  for (const char* verb :
       {"step.start", "step.complete", "step.record", "step.sign", "step.hold", "step.resume", "step.fail",
        "step.rework", "step.cancel", "step.restore", "step.reopen", "step.deviate", "run.complete",
        "run.fail", "run.reopen", "config.set"}) {
    if (has_operation(verb)) want(std::string(verb) + " accepted", tally.count(verb, "ok"), 100);
  }
  for (const char* code : {"usage", "value.invalid", "permission.denied", "state.refused",
                           "step.not_available", "gate.unmet", "run.locked", "rule.refused"}) {
    want(code, tally.codes(code), 100);
  }
  if (!has_operation("step.reopen")) return ok;
  for (const char* what : {"acted on an attempt of 3 or more",
                           "acted on level 5",
                           "canceled with descendants",
                           "completed with sign-offs",
                           "completed with values",
                           "field deviated",
                           "field na",
                           "sign-off superseded",
                           "restored with others",
                           "resumed to in_progress",
                           "resumed to todo, for it lost its turn",
                           "rule.refused by several blockers",
                           "run completed by its last step",
                           "several steps in one command",
                           "started past canceled upstreams",
                           "step.reopen --cascade moved others",
                           "step.restore --cascade moved others",
                           "run.check with warnings",
                           "status partial_complete",
                           "status canceled",
                           "status complete",
                           "lifecycle complete",
                           "lifecycle failed"}) {
    want(what, tally.count(what), 10);
  }
  if (!has_operation("batch.create")) return ok;
  for (const char* verb : {"batch.create", "batch.add", "batch.remove", "batch.rename", "batch.dissolve",
                           "run.assign", "run.set"}) {
    want(std::string(verb) + " accepted", tally.count(verb, "ok"), 40);
  }
  for (const char* verb :
       {"step.start", "step.complete", "step.record", "step.sign", "step.hold", "step.resume", "step.fail",
        "step.rework", "step.cancel", "step.restore", "step.reopen", "step.deviate"}) {
    const std::string what = std::string(verb) + " on all siblings";
    want(what, tally.count(what), 20);
  }
  for (const char* what : {"--only out of a group",
                           "--only took others out of their groups",
                           "a sibling's run completed",
                           "acted on 2 siblings",
                           "acted on 3 siblings",
                           "acted on 4 siblings",
                           "acted on 5 siblings",
                           "an ended run left",
                           "an id skipped that a sibling had moved",
                           "batch of 6 runs compared",
                           "gate.unmet by an optional field of each unit",
                           "refused by several siblings",
                           "refused by siblings of the named step only",
                           "run.assign --only in a batch",
                           "run.locked by state",
                           "run.reopen in a batch",
                           "run.set in a batch",
                           "siblings in different states",
                           "siblings of different procedures",
                           "siblings with different keys",
                           "siblings: 6",
                           "siblings: an ended run held nobody back",
                           "siblings: others moved in their runs",
                           "siblings: rule.refused",
                           "siblings: step.not_available",
                           "step.deviate on some siblings",
                           "step.record on some siblings",
                           "step.sign on some siblings"}) {
    want(what, tally.count(what), 10);
  }
  return ok;
}

}  // namespace

int main() {
  // RapidCheck reads its parameters from the environment alone.
  const char* given = std::getenv("RC_PARAMS");
  std::string params = given == nullptr ? "" : given;
  const bool all_cases =
      params.find("max_success") == std::string::npos && params.find("reproduce") == std::string::npos;
  if (all_cases) params += " max_success=" + std::to_string(kCases);
  setenv("RC_PARAMS", params.c_str(), 1);
  const auto start = std::chrono::steady_clock::now();
  std::optional<std::chrono::steady_clock::time_point> given_up_at;
  const bool same = rc::check("the library does what the oracle does", [&] {
    const RawCase raw = *any_case();
    if (given_up_at && std::chrono::steady_clock::now() > *given_up_at) return;
    Session session;
    try {
      session.play(raw);
    } catch (const Divergence& divergence) {
      if (!given_up_at) given_up_at = std::chrono::steady_clock::now() + kLongestShrink;
      if (!failure || session.performed().size() < failure->commands.size()) {
        failure = {raw.plan, session.performed(), session.log() + divergence.what};
      }
      RC_FAIL(divergence.what);
    }
  });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  tally.print();
  std::printf("%lld commands in %.1f s\n", static_cast<long long>(tally.total()), took.count());
  if (failure) {
    shorten(*failure, kLongestShrink);
    std::printf("\nThe shortest divergence:\n%s\n", failure->log.c_str());
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder(), ignored);
  return same && (!all_cases || reached_everything()) ? 0 : 1;
}
