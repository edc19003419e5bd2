#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// A second, independent model of spec.md sections 3 to 6 and 8. It shares no code with the library, keeps
/// nothing but what happened, and works everything else out from scratch each time it is asked.
namespace oracle {

enum class FieldType : std::uint8_t { kNumber, kPassfail, kText, kSelect, kSignoff };

struct Field {
  std::string key;
  FieldType type = FieldType::kText;
  bool required = false;
  bool allow_na = false;
  bool per_unit = false;
  std::optional<std::string> min;  ///< decimals, as text
  std::optional<std::string> max;
  std::optional<std::string> target;
  std::string tolerance_plus;   ///< with a target
  std::string tolerance_minus;  ///< with a target
  std::vector<std::string> options;
  std::string role;  ///< of a sign-off
  bool peer = false;
  bool operator==(const Field&) const = default;
};

struct Step {
  std::string key;
  std::string parent;  ///< empty at the top
  std::string title;
  std::string standard;        ///< key of the standard step that it or its parent is taken from
  int standard_revision = 0;   ///< of that
  std::string standard_child;  ///< its key in the standard step; empty for the standard step itself
  bool required = true;        ///< as written
  std::optional<std::vector<std::string>> after;  ///< as written
  std::vector<Field> fields;
};

struct Procedure {
  std::string key;  ///< of the family
  int revision = 1;
  bool serial = true;
  std::string id() const { return key + "@" + std::to_string(revision); }
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
  bool operator==(const Reading&) const = default;
};
using Readings = std::map<std::string, Reading>;  ///< by field

struct StepRecord {
  State state = State::kTodo;
  State before_hold = State::kTodo;
  std::string canceled_with;       ///< key of the step whose `cancel` canceled this one
  std::vector<Readings> attempts;  ///< the last is the current one
  std::set<std::string> workers;   ///< who started, recorded or completed this step
  int group = 0;                   ///< number of the sibling group, 0 for none
  bool operator==(const StepRecord&) const = default;
};

struct Run {
  std::string id;
  const Procedure* procedure = nullptr;
  Lifecycle lifecycle = Lifecycle::kTodo;
  bool started = false;
  std::map<std::string, StepRecord> steps;
  std::string batch;  ///< empty for none
  std::optional<std::string> assignee;
  std::optional<std::string> due;
  bool operator==(const Run&) const = default;
};

/// A sibling group as it was founded. Who is in it is kept by the steps.
struct Group {
  int number = 0;  ///< the smaller the older
  std::string batch;
  int parent = 0;               ///< group of the parent steps, 0 at the top
  const Step* first = nullptr;  ///< the step that founded it: its definition and origin are the group's
  std::string family;           ///< of the procedure of that
};

struct Batch {
  std::string id;
  std::optional<std::string> title;
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
  bool operator==(const StepId&) const = default;
};

/// One command, for the model and for the library alike.
struct Command {
  std::string operation;
  std::string actor;
  bool reason = true;
  std::vector<StepId> steps;
  bool cascade = false;
  bool only = false;
  std::vector<std::pair<std::string, std::optional<std::string>>> set;  ///< nothing clears
  std::vector<std::string> sign;
  std::string run;                      ///< of run.complete, run.fail, run.reopen, run.assign, run.set
  std::vector<std::string> procedures;  ///< of run.create: one run each, as KEY@REV
  bool batched = false;                 ///< of run.create: makes a batch of the new runs
  std::string setting, value;           ///< of config.set
  std::string batch;                    ///< of batch.*
  std::vector<std::string> runs;        ///< of batch.*, in the order given
  std::string title;                    ///< of batch.create, batch.rename, run.create
  std::string assignee;                 ///< of run.assign; `none` for nobody
  std::optional<std::string> due;       ///< of run.set; empty clears
};

struct User {
  std::string name;
  std::set<std::string> roles;
};

[[noreturn]] void refuse(std::string code, std::set<Blocker> blockers = {});

class Model {
 public:
  void add_user(User user) { users_[user.name] = std::move(user); }
  /// The runs of one `run.create`, in order; with `batched` they make a new batch.
  void add_runs(const std::vector<std::pair<std::string, const Procedure*>>& runs, bool batched,
                const std::string& title);

  /// Carries out one command, or says why not; then the model is half done and of no more use.
  Outcome apply(const Command& command);

  const std::map<std::string, Run>& runs() const { return state_.runs; }
  const Run& run(const std::string& id) const { return state_.runs.at(id); }
  bool setting_is(const std::string& key, const std::string& value) const;

  // Section 5.
  static std::set<std::string> written_upstreams(const Procedure& procedure, const std::string& key);
  static std::set<std::string> upstreams(const Run& run, const std::string& key);
  static std::set<Blocker> unavailable_because(const Run& run, const std::string& key);
  static bool available(const Run& run, const std::string& key);
  // Section 4.
  /// With `siblings`, fields with `per_unit` are asked for whether required or not.
  static std::set<Blocker> unmet_gates(const Run& run, const std::string& key, bool siblings);
  static std::set<std::string> rests_on(const Run& run, const std::string& key, bool restoring);
  // Section 6.
  static std::string status(const Run& run);
  static bool required_for_run(const Procedure& procedure, const std::string& key);
  static std::set<Blocker> deviations(const Run& run);
  std::set<Blocker> unmet_run_gates(const Run& run) const;
  std::set<Blocker> check_run(const Run& run) const;
  std::set<Blocker> run_warnings(const Run& run) const;
  // Section 8.
  const std::map<std::string, Batch>& batches() const { return state_.batches; }
  std::vector<std::string> runs_of(const std::string& batch) const;  ///< by number
  /// All steps of the group, by the number of their run.
  std::vector<StepId> members(int group) const;
  /// The steps on which a command on this one acts: itself and its siblings in open runs.
  std::vector<StepId> acting(const StepId& id, bool only) const;

 private:
  void carry_out(const Command& command);
  void carry_out_on_run(const Command& command);
  void plan_run(const Command& command);
  void carry_out_on_batch(const Command& command);
  void carry_out_on_steps(const Command& command);

  // One step.
  static void check_state(const std::string& operation, const Run& run, const std::string& key);
  void move(const Command& command, Run& run, const std::string& key, bool siblings);
  void record(const Command& command, Run& run, const std::string& key, bool shared_only);
  void sign(const Command& command, Run& run, const std::string& key, const std::string& field);
  void deviate(Run& run, const std::string& key, const std::string& field);
  void send_back(const Command& command, Run& run, const std::string& key);

  // All siblings of a step.
  using Refusals = std::map<std::string, Refusal>;  ///< by step
  std::vector<StepId> touched_by(const Command& command, const StepId& id) const;
  void act(const Command& command, const StepId& named, const std::vector<StepId>& on);
  void sign_all(const Command& command, const StepId& named, const std::string& field,
                const std::vector<StepId>& on, bool check, Refusals& refusals);
  void leave_groups(const Command& command, const StepId& named, const Run& before);

  std::string new_batch(const std::string& title);
  void join(const std::string& run, const std::string& batch);
  void leave(const std::string& run);
  void join_below(Run& run, const std::string& parent, int parent_group);
  int group_for(const Run& run, const Step& step, int parent, bool by_key) const;

  bool permits(const std::string& actor, const std::string& operation) const;

  /// All that commands change.
  struct Content {
    std::map<std::string, std::string> settings;
    std::map<std::string, Run> runs;
    std::map<std::string, Batch> batches;
    std::vector<Group> groups;
  };

  std::map<std::string, User> users_;
  Content state_;
};

const Step& find_step(const Procedure& procedure, const std::string& key);
const Field& find_field(const Step& step, const std::string& key);
std::vector<std::string> ancestors(const Procedure& procedure, const std::string& key);
std::vector<std::string> children(const Procedure& procedure, const std::string& key);
std::set<std::string> descendants(const Procedure& procedure, const std::string& key);

/// In the order in which the document has them.
std::vector<std::string> children_in_document(const Procedure& procedure, const std::string& key);
/// The keys of all steps in the order of the document, parents before their children.
std::vector<std::string> document_order(const Procedure& procedure);
/// Numbers order as numbers: R-9, R-10.
bool by_number(const std::string& a, const std::string& b);
bool ended(const Run& run);
/// The value or sign-off of the current attempt, or null.
const Reading* reading_of(const Run& run, const std::string& key, const std::string& field);
bool is_sign_off(const Field& field);
/// A sign-off that is there and not superseded.
bool stands(const Run& run, const std::string& key, const std::string& field);

/// The judgement of a value, or nothing when it does not fit the field.
std::optional<std::string> judge(const Field& field, const std::string& value);

}  // namespace oracle
