#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "commands.h"
#include "library.h"
#include "oracle.h"
#include "plans.h"

/// One command, as numbers: which verb, on which step, and a seed for the rest.
struct RawCommand {
  std::uint32_t verb = 0;
  std::uint32_t target = 0;
  std::uint32_t seed = 0;
};

struct RawCase {
  std::vector<std::uint32_t> plan;
  std::vector<RawCommand> commands;
};

/// The oracle and the library do not agree.
struct Divergence {
  std::string what;
};

/// Where the workspaces of this test are.
const std::string& folder();

/// One case: some procedures, some runs of them, and many commands.
class Session {
 public:
  Session();
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Plays commands that are chosen as it goes.
  void play(const RawCase& raw);
  /// Plays commands as they are, without those on runs that are not there.
  void replay(const std::vector<std::uint32_t>& plan, const std::vector<oracle::Command>& commands);

  const std::vector<oracle::Command>& performed() const { return performed_; }
  const std::string& log() const { return log_; }

 private:
  template <class Action>
  void guarded(const Action& action);
  bool knows(const oracle::Command& command) const;

  void set_up(Choices choices);
  void add_users();
  void add_document(const std::string& file, const std::string& text, const std::string& release);

  std::vector<oracle::Command> first_runs() const;

  // Carrying out.
  void perform(const oracle::Command& command);
  void create_runs(const oracle::Command& command);
  void change(const oracle::Command& command);
  void check_run(const std::string& id);
  void check_next(const std::string& id);

  // Comparing.
  void compare_run(const std::string& id);
  void compare_fields(const oracle::StepId& id, std::size_t attempt);
  void compare_current(const oracle::StepId& id, const traveler::Value& shown);
  void compare_batch(const std::string& id);
  void compare_batches();
  void compare_after(const oracle::Command& command, const oracle::Outcome& outcome,
                     const oracle::Model& before);
  static bool same(const oracle::Command& command, const oracle::Outcome& wanted, const oracle::Outcome& got);
  void compare_answer(const oracle::Command& command, const oracle::Model& before);
  void check_all();

  // Counting what makes a state deep.
  void note(const oracle::Command& command, const oracle::Outcome& outcome, const oracle::Model& before);
  void note_refusal(const oracle::Command& command, const oracle::Refusal& refusal,
                    const oracle::Model& before);
  void note_siblings(const oracle::Command& command, const oracle::Model& before);

  std::string path_;
  Library library_;
  oracle::Model model_;
  Stage stage_;
  std::deque<oracle::Procedure> procedures_;
  std::vector<oracle::Command> performed_;
  std::string log_;
  std::int64_t refusals_ = 0;
};

[[noreturn]] void fail(const std::string& what);
void expect(const std::string& what, const std::string& wanted, const std::string& got);
std::string show(const std::set<oracle::Blocker>& blockers);
std::string show(const oracle::Outcome& outcome);
