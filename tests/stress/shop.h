// A shop of runs in memory: what commands do, told independently of the library. Replaying acknowledged
// commands in the order of the history must reproduce every answer.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stress {

enum class State { kTodo, kInProgress, kHold, kCompleted, kFailed, kCanceled };

struct Step {
  State state = State::kTodo;
  State held_from = State::kTodo;
  std::int64_t attempt = 1;
  std::int64_t revision = 1;
  bool has_value = false;
  bool is_signed = false;
};

/// What a procedure is to the shop. `serial`: each step waits for the one before it; else none waits.
struct Kind {
  std::vector<std::string> keys;
  bool serial = false;
  std::string required;  ///< the step whose field `v` is required; empty for none
};

struct Run {
  const Kind* kind = nullptr;
  std::int64_t batch = 0;  ///< 0 for none
  std::vector<Step> steps;
  std::int64_t revision = 1;
  bool started = false;
  bool complete = false;
  std::string updated_at;  ///< as the answer to the command told

  bool available(std::size_t step) const;
  std::string_view status() const;
  std::string_view lifecycle() const;
};

/// One operation within a command, on several steps in order.
struct Action {
  std::string
      verb;  ///< start, complete, hold, resume, fail, rework, cancel, restore, reopen, record, sign; create
  std::vector<std::string> steps;  ///< "R-1/a"
  std::string value;               ///< of record: of the field `v`; of sign: who signs
  std::int64_t copies = 0;         ///< of create
  std::string procedure;           ///< of create
  bool batched = false;            ///< of create: the runs form a batch
};

/// One entry of the history as `log` names it, and the value that it puts on record, if any.
struct Entry {
  std::string op;
  std::string subject;
  std::string value;
};

class Shop {
 public:
  void add_procedure(const std::string& name, Kind kind) { kinds_[name] = std::move(kind); }
  const Kind& kind(const std::string& procedure) const { return kinds_.at(procedure); }

  /// Does the action, or gives the code of the refusal and is then only good to be thrown away.
  /// `entries` gets what the history has to tell of it; `touched` the runs that it changed or made.
  std::optional<std::string> act(const Action& action, std::vector<Entry>& entries,
                                 std::vector<std::int64_t>& touched);

  std::map<std::int64_t, Run>& runs() { return runs_; }
  const std::map<std::int64_t, Run>& runs() const { return runs_; }

 private:
  /// The open runs of the batch whose steps move along, the named one first.
  std::vector<std::int64_t> together(std::int64_t run) const;
  std::optional<std::string> move(const Action& action, std::int64_t run, const std::string& key,
                                  std::vector<Entry>& entries);

  std::map<std::string, Kind> kinds_;
  std::map<std::int64_t, Run> runs_;
  std::int64_t batches_ = 0;
};

/// "R-12/a" as 12 and "a".
std::pair<std::int64_t, std::string> parse_step(std::string_view id);
std::size_t index_of(const Kind& kind, std::string_view key);
std::string_view spell(State state);

// The same texts are made from the answers: two equal ones show the same.
/// "in_progress 1 yes": state, attempt, available.
std::string describe_step(const Run& run, std::size_t step);
/// All steps: "a in_progress 1 yes; b todo 1 no; ".
std::string describe_steps(const Run& run);
/// "7 in_progress in_progress TIME 2:1:0:0:0:0": revision, status, lifecycle, updated_at, counts.
std::string describe_run(const Run& run);

}  // namespace stress
