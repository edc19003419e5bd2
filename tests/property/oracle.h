#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// A second, independent model of spec.md sections 3 to 6. It shares no code with the library, keeps
/// nothing but what happened, and works everything else out from scratch each time it is asked.
namespace oracle {

enum class FieldType : std::uint8_t { kNumber, kPassfail, kText, kSelect, kSignoff };

struct Field {
  std::string key;
  FieldType type = FieldType::kText;
  bool required = false;
  bool allow_na = false;
  std::optional<std::string> min;  ///< decimals, as text
  std::optional<std::string> max;
  std::optional<std::string> target;
  std::string tolerance_plus;   ///< with a target
  std::string tolerance_minus;  ///< with a target
  std::vector<std::string> options;
  std::string role;  ///< of a sign-off
  bool peer = false;
};

struct Step {
  std::string key;
  std::string parent;                             ///< empty at the top
  bool required = true;                           ///< as written
  std::optional<std::vector<std::string>> after;  ///< as written
  std::vector<Field> fields;
};

struct Procedure {
  std::string key;
  bool serial = true;
  std::vector<Step> steps;  ///< in the order of the document, parents before their children
};

enum class State : std::uint8_t { kTodo, kInProgress, kHold, kRedline, kCompleted, kFailed, kCanceled };
enum class Lifecycle : std::uint8_t { kTodo, kInProgress, kComplete, kFailed };

std::string text(State state);
std::string text(Lifecycle lifecycle);

struct Reading {
  std::optional<std::string> value;
  std::string judgement = "empty";
  std::string by;           ///< who gave the value or the sign-off
  bool superseded = false;  ///< of a sign-off
};
using Readings = std::map<std::string, Reading>;  ///< by field

struct StepRecord {
  State state = State::kTodo;
  State before_hold = State::kTodo;
  std::string canceled_with;       ///< key of the step whose `cancel` canceled this one
  std::vector<Readings> attempts;  ///< the last is the current one
  std::set<std::string> workers;   ///< who started, recorded or completed this step
};

struct Run {
  std::string id;
  const Procedure* procedure = nullptr;
  Lifecycle lifecycle = Lifecycle::kTodo;
  bool started = false;
  std::map<std::string, StepRecord> steps;
};

struct Blocker {
  std::string code;
  std::string subject;
  auto operator<=>(const Blocker&) const = default;
};

struct Refusal {
  std::string code;
  std::set<Blocker> blockers;
};
/// Nothing when the command was carried out.
using Outcome = std::optional<Refusal>;

struct StepId {
  std::string run;
  std::string key;
  std::string text() const { return run + "/" + key; }
};

/// One command, for the model and for the library alike.
struct Command {
  std::string operation;
  std::string actor;
  bool reason = true;
  std::vector<StepId> steps;
  bool cascade = false;
  std::vector<std::pair<std::string, std::optional<std::string>>> set;  ///< nothing clears
  std::vector<std::string> sign;
  std::string run;             ///< of run.complete, run.fail, run.reopen
  std::string procedure;       ///< of run.create
  std::string setting, value;  ///< of config.set
};

struct User {
  std::string name;
  std::set<std::string> roles;
};

class Model {
 public:
  void add_user(User user) { users_[user.name] = std::move(user); }
  void add_run(std::string id, const Procedure& procedure);

  /// Carries out one command, or says why not and changes nothing.
  Outcome apply(const Command& command);

  const std::map<std::string, Run>& runs() const { return runs_; }
  const Run& run(const std::string& id) const { return runs_.at(id); }
  bool setting_is(const std::string& key, const std::string& value) const;

  // Section 5.
  static std::set<std::string> written_upstreams(const Procedure& procedure, const std::string& key);
  static std::set<std::string> upstreams(const Run& run, const std::string& key);
  static std::set<Blocker> unavailable_because(const Run& run, const std::string& key);
  static bool available(const Run& run, const std::string& key);
  // Section 4.
  static std::set<Blocker> unmet_gates(const Run& run, const std::string& key);
  static std::set<std::string> rests_on(const Run& run, const std::string& key, bool restoring);
  // Section 6.
  static std::string status(const Run& run);
  static bool required_for_run(const Procedure& procedure, const std::string& key);
  std::set<Blocker> unmet_run_gates(const Run& run) const;
  std::set<Blocker> check_run(const Run& run) const;
  std::set<Blocker> run_warnings(const Run& run) const;

 private:
  void carry_out(const Command& command);
  void move(const Command& command, Run& run, const std::string& key);
  void record(const Command& command, Run& run, const std::string& key);
  void sign(const Command& command, Run& run, const std::string& key, const std::string& field);
  void deviate(Run& run, const std::string& key, const std::string& field);
  void send_back(const Command& command, Run& run, const std::string& key);
  std::set<Blocker> deviations(const Run& run) const;
  bool permits(const std::string& actor, const std::string& operation) const;

  std::map<std::string, User> users_;
  std::map<std::string, std::string> settings_;
  std::map<std::string, Run> runs_;
};

const Step& find_step(const Procedure& procedure, const std::string& key);
const Field& find_field(const Step& step, const std::string& key);
std::vector<std::string> ancestors(const Procedure& procedure, const std::string& key);
std::vector<std::string> children(const Procedure& procedure, const std::string& key);
std::set<std::string> descendants(const Procedure& procedure, const std::string& key);

/// The judgement of a value, or nothing when it does not fit the field.
std::optional<std::string> judge(const Field& field, const std::string& value);

}  // namespace oracle
