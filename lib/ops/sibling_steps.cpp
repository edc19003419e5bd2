#include "ops/sibling_steps.h"

#include "base/concat.h"
#include "base/text.h"
#include "model/ids.h"

namespace traveler::ops {
namespace {

/// More of them would bury the sentence; the blockers name all.
constexpr std::size_t kMostNamed = 5;

/// A step says no; anything else (storage, a bug) ends the command. The transaction may be gone by then.
bool is_refusal(ErrorCode code) {
  return exit_code(code) == exit_code(ErrorCode::kRuleRefused) || code == ErrorCode::kValueInvalid ||
         code == ErrorCode::kNotFound;
}

/// The request would be wrong for any step.
bool is_wrong_request(ErrorCode code) {
  return code == ErrorCode::kUsage || code == ErrorCode::kNotFound || code == ErrorCode::kValueInvalid ||
         code == ErrorCode::kPermissionDenied;
}

}  // namespace

SiblingSteps::SiblingSteps(Command& command, const StepTarget& named) : command_(&command), steps_{named} {}

const std::vector<StepTarget>& SiblingSteps::steps() {
  if (complete_) return steps_;
  complete_ = true;
  const StepTarget named = steps_.front();
  store::WorkingSet& rows = command_->rows();
  const auto group = rows.step(named.run, named.slot).siblings;
  if (!group || command_->alone()) return steps_;
  if (has_ended(rows.run(named.run))) return steps_;
  for (const auto& [run, slot] : rows.siblings(*group)) {
    if (run != named.run) steps_.push_back({run, slot, rows.plan_step(run, slot).key});
  }
  return steps_;
}

void SiblingSteps::act_on(std::size_t step, const std::function<void(const StepTarget&)>& act) {
  if (refusals_.count(step) > 0) return;
  try {
    act(steps_[step]);
  } catch (const Error& error) {
    const bool ends = !is_refusal(error.code()) || (step == 0 && is_wrong_request(error.code()));
    if (ends || !several()) throw;
    refusals_.emplace(step, error);
  }
}

void SiblingSteps::each(const std::function<void(const StepTarget&)>& act) {
  for (std::size_t i = 0; i < steps().size(); ++i) act_on(i, act);
}

void SiblingSteps::named_only(const std::function<void(const StepTarget&)>& act) {
  if (each_follows_) return act_on(0, act);
  act(named());
}

void SiblingSteps::finish() {
  if (refusals_.empty()) return;
  std::vector<Blocker> blockers;
  std::vector<std::string> refusing;
  for (const auto& [step, error] : refusals_) {
    const std::string id = steps_[step].id();
    refusing.push_back(id);
    for (Blocker blocker : error.blockers()) {
      // Among many, each says which run it is about.
      const std::string run = run_id(steps_[step].run);
      if (blocker.message.find(run) == std::string::npos)
        blocker.message = concat(run, ": ", blocker.message);
      blockers.push_back(std::move(blocker));
    }
    if (error.blockers().empty())
      blockers.push_back({std::string(to_text(error.code())), id, error.message()});
  }
  const std::size_t count = refusing.size();
  if (count > kMostNamed) {
    refusing.resize(kMostNamed);
    refusing.push_back(concat(count - kMostNamed, " more"));
  }
  throw Error(refusals_.begin()->second.code(),
              concat(count, " of ", steps_.size(), " sibling steps ",
                     count == 1 ? "refuses: " : "refuse: ", join_words(refusing), "; nothing was changed"))
      .with_subject(named().id())
      .with_blockers(std::move(blockers))
      .with_hint("`only=` acts on one run's step, which then moves without its siblings");
}

void leave_siblings(Command& command, const StepTarget& target, std::vector<SubjectChange>& changes) {
  if (!command.alone() || !command.rows().step(target.run, target.slot).siblings) return;
  const FieldChange leaves{RecordFields<StepChange>::kSibling, true, false};
  for (SubjectChange& change : changes) {
    if (change.kind != ObjectKind::kStep || change.subject != target.id()) continue;
    change.fields.push_back(leaves);
    return;
  }
  changes.push_back({ObjectKind::kStep, target.id(), {leaves}});
}

}  // namespace traveler::ops
