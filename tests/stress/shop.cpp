#include "shop.h"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

namespace stress {
namespace {

constexpr std::array<std::string_view, 6> kStates{"todo",      "in_progress", "hold",
                                                  "completed", "failed",      "canceled"};

/// The state that a verb leads to, judged by state alone; nothing when it is refused.
std::optional<State> target(const std::string& verb, const Step& step) {
  const State from = step.state;
  using enum State;
  if (verb == "start" && from == kTodo) return kInProgress;
  if (verb == "complete" && from == kInProgress) return kCompleted;
  if (verb == "hold" && (from == kTodo || from == kInProgress)) return kHold;
  if (verb == "resume" && from == kHold) return step.held_from;
  if (verb == "fail" && from == kInProgress) return kFailed;
  if (verb == "rework" && from == kFailed) return kTodo;
  if (verb == "cancel" && from != kCompleted && from != kCanceled) return kCanceled;
  if (verb == "restore" && from == kCanceled) return kTodo;
  if (verb == "reopen" && from == kCompleted) return kTodo;
  return std::nullopt;
}

bool all_settled(const Run& run) {
  return std::all_of(run.steps.begin(), run.steps.end(), [](const Step& s) {
    return s.state == State::kCompleted || s.state == State::kCanceled;
  });
}

std::int64_t count(const Run& run, State state) {
  return std::count_if(run.steps.begin(), run.steps.end(), [&](const Step& s) { return s.state == state; });
}

}  // namespace

bool Run::available(std::size_t step) const {
  if (complete) return false;
  const State state = steps[step].state;
  if (state != State::kTodo && state != State::kInProgress) return false;
  if (!kind->serial) return true;
  // A canceled step leaves the graph: what is before it is waited for instead.
  return std::all_of(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(step), [](const Step& s) {
    return s.state == State::kCompleted || s.state == State::kCanceled;
  });
}

std::string_view Run::status() const {
  using enum State;
  for (const State first : {kFailed, kHold, kInProgress}) {
    if (count(*this, first) > 0) return spell(first);
  }
  const auto total = static_cast<std::int64_t>(steps.size());
  if (count(*this, kTodo) == total) return "todo";
  if (count(*this, kCanceled) == total) return "canceled";
  if (!all_settled(*this)) return "in_progress";
  return count(*this, kCanceled) == 0 ? "complete" : "partial_complete";
}

std::string_view Run::lifecycle() const { return complete ? "complete" : started ? "in_progress" : "todo"; }

std::vector<std::int64_t> Shop::together(std::int64_t run) const {
  std::vector<std::int64_t> out{run};
  const Run& named = runs_.at(run);
  if (named.batch == 0 || named.complete) return out;
  for (const auto& [id, other] : runs_) {
    if (id != run && other.batch == named.batch && !other.complete) out.push_back(id);
  }
  return out;
}

std::optional<std::string> Shop::move(const Action& action, std::int64_t id, const std::string& key,
                                      std::vector<Entry>& entries) {
  const std::string& verb = action.verb;
  const std::string number = "R-" + std::to_string(id);
  Run& run = runs_.at(id);
  const std::size_t index = index_of(*run.kind, key);
  Step& step = run.steps[index];
  if (run.complete) return "run.locked";
  std::string value;
  if (verb == "record" || verb == "sign") {
    if (step.state != State::kInProgress) return "state.refused";
    if (verb == "sign" && step.is_signed) return "rule.refused";
    (verb == "sign" ? step.is_signed : step.has_value) = true;
    value = action.value;
  } else {
    const auto to = target(verb, step);
    if (!to) return "state.refused";
    if (verb == "start" || verb == "complete") {
      if (!run.available(index)) return "step.not_available";
      if (verb == "complete" && key == run.kind->required && !step.has_value) return "gate.unmet";
    }
    if (verb == "hold") step.held_from = step.state;
    if (verb == "rework" || verb == "reopen") {
      ++step.attempt;
      step.has_value = step.is_signed = false;
    }
    step.state = *to;
    if (verb == "start") run.started = true;
    if (verb == "resume" && step.state == State::kInProgress && !run.available(index))
      step.state = State::kTodo;
  }
  ++step.revision;
  ++run.revision;
  entries.push_back({"step." + verb, number + '/' + key, std::move(value)});
  if (verb != "complete" || !all_settled(run)) return std::nullopt;
  run.complete = true;
  ++run.revision;
  entries.push_back({"run.complete", number, {}});
  return std::nullopt;
}

std::optional<std::string> Shop::act(const Action& action, std::vector<Entry>& entries,
                                     std::vector<std::int64_t>& touched) {
  if (action.batched) entries.push_back({"batch.create", "B-" + std::to_string(++batches_), {}});
  for (std::int64_t copy = 0; copy < action.copies; ++copy) {
    const std::int64_t id = runs_.empty() ? 1 : runs_.rbegin()->first + 1;
    Run& run = runs_[id];
    run.kind = &kinds_.at(action.procedure);
    run.steps.resize(run.kind->keys.size());
    if (action.batched) run.batch = batches_;
    entries.push_back({"run.create", "R-" + std::to_string(id), {}});
    touched.push_back(id);
  }
  std::set<std::pair<std::int64_t, std::string>> moved;
  for (const std::string& id : action.steps) {
    const auto [named, key] = parse_step(id);
    if (moved.contains({named, key})) continue;
    if (!runs_.contains(named)) return "not_found";
    for (const std::int64_t run : together(named)) {
      moved.insert({run, key});
      if (auto refusal = move(action, run, key, entries)) return refusal;
      if (std::find(touched.begin(), touched.end(), run) == touched.end()) touched.push_back(run);
    }
  }
  return std::nullopt;
}

std::pair<std::int64_t, std::string> parse_step(std::string_view id) {
  const std::size_t slash = id.find('/');
  return {std::stoll(std::string(id.substr(2, slash - 2))), std::string(id.substr(slash + 1))};
}

std::size_t index_of(const Kind& kind, std::string_view key) {
  const auto at = std::find(kind.keys.begin(), kind.keys.end(), key);
  if (at == kind.keys.end()) throw std::logic_error("no step " + std::string(key));
  return static_cast<std::size_t>(at - kind.keys.begin());
}

std::string_view spell(State state) { return kStates[static_cast<std::size_t>(state)]; }

std::string describe_step(const Run& run, std::size_t step) {
  const Step& s = run.steps[step];
  return std::string(spell(s.state)) + ' ' + std::to_string(s.attempt) +
         (run.available(step) ? " yes" : " no");
}

std::string describe_steps(const Run& run) {
  std::string out;
  for (std::size_t i = 0; i < run.steps.size(); ++i)
    out += run.kind->keys[i] + ' ' + describe_step(run, i) + "; ";
  return out;
}

std::string describe_run(const Run& run) {
  std::string out = std::to_string(run.revision);
  out += ' ';
  out += run.status();
  out += ' ';
  out += run.lifecycle();
  out += ' ' + run.updated_at;
  char separator = ' ';
  for (const State state : {State::kTodo, State::kInProgress, State::kHold, State::kCompleted, State::kFailed,
                            State::kCanceled}) {
    out += separator + std::to_string(count(run, state));
    separator = ':';
  }
  return out;
}

}  // namespace stress
