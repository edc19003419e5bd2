// Drives the library and the oracle with the same random commands, and compares them after each one.

#include <rapidcheck.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "commands.h"
#include "oracle.h"
#include "plans.h"
#include "traveler/error.h"
#include "traveler/operations.h"
#include "traveler/workspace.h"

namespace {

using oracle::Command;
using oracle::Field;
using oracle::FieldType;
using oracle::Model;
using oracle::Outcome;
using oracle::Run;
using oracle::State;
using oracle::StepId;
using traveler::Value;

constexpr int kCases = 450;
constexpr int kLongestCase = 1100;  // commands; half of it on average
constexpr std::int64_t kWantedCommands = 200'000;
constexpr std::size_t kPlanWords = 300;
constexpr std::size_t kVerifyEvery = 200;
constexpr std::chrono::seconds kLongestShrink{60};

/// One command, as numbers: which verb, on which step, and a seed for the rest.
struct RawCommand {
  std::uint32_t verb = 0;
  std::uint32_t target = 0;
  std::uint32_t seed = 0;
};

/// The choices of a command: its own two, then what follows from the seed. Seed 0 means the simplest.
Choices choices_of(const RawCommand& raw) {
  std::vector<std::uint32_t> words = {raw.verb, raw.target};
  std::uint32_t state = raw.seed;
  for (int i = 0; i < 24 && raw.seed != 0; ++i) {
    state = state * 1664525 + 1013904223;
    words.push_back(state >> 8);
  }
  return Choices(std::move(words));
}

struct RawCase {
  std::vector<std::uint32_t> plan;
  std::vector<RawCommand> commands;
};

std::ostream& operator<<(std::ostream& out, const RawCase& raw) {
  return out << raw.plan.size() << " words, " << raw.commands.size() << " commands (listed below)";
}

/// How often what happened, for the table at the end.
class Tally {
 public:
  void outcome(const std::string& operation, const std::string& code) {
    ++outcomes_[operation][code];
    ++total_;
  }
  void seen(const std::string& what) { ++seen_[what]; }
  std::int64_t total() const { return total_; }
  std::int64_t count(const std::string& operation, const std::string& code) {
    return outcomes_[operation][code];
  }
  std::int64_t count(const std::string& what) { return seen_[what]; }
  std::int64_t codes(const std::string& code) {
    std::int64_t n = 0;
    for (const auto& [operation, codes] : outcomes_) {
      const auto it = codes.find(code);
      if (it != codes.end()) n += it->second;
    }
    return n;
  }
  void print() const {
    for (const auto& [operation, codes] : outcomes_) {
      std::printf("%-14s", operation.c_str());
      for (const auto& [code, n] : codes) std::printf("  %s %lld", code.c_str(), static_cast<long long>(n));
      std::printf("\n");
    }
    for (const auto& [what, n] : seen_)
      std::printf("  %-44s %lld\n", what.c_str(), static_cast<long long>(n));
  }

 private:
  std::map<std::string, std::map<std::string, std::int64_t>> outcomes_;
  std::map<std::string, std::int64_t> seen_;
  std::int64_t total_ = 0;
};

Tally tally;

/// The oracle and the library do not agree.
struct Divergence {
  std::string what;
};

std::string folder() {
  static const std::string path = [] {
    const std::string base = std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "/tmp";
    std::string name = base + "/traveler-property-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) std::abort();
    return name;
  }();
  return path;
}

bool has_operation(const std::string& name) { return traveler::find_operation(name) != nullptr; }

std::string show(const std::set<oracle::Blocker>& blockers) {
  std::string out;
  for (const auto& blocker : blockers) out += " " + blocker.code + ":" + blocker.subject;
  return out;
}

std::string show(const Outcome& outcome) { return outcome ? outcome->code + show(outcome->blockers) : "ok"; }

std::string printed_name(const std::string& user) { return "Printed " + user; }

/// The library, driven by the commands of the model.
class Library {
 public:
  explicit Library(const std::string& path)
      : workspace_(traveler::Workspace::init(path, "alice", printed_name("alice"))) {}

  Value ask(const std::string& operation, Value arguments, const std::string& actor = "alice",
            bool reason = false) {
    traveler::Request request;
    request.operation = operation;
    request.arguments = std::move(arguments);
    request.actor = actor;
    if (reason) request.reason = "because";
    return workspace_.execute(request);
  }

  Outcome apply(const Command& command) {
    Value arguments = Value::object();
    const bool one_step = command.operation == "step.record" || command.operation == "step.sign" ||
                          command.operation == "step.deviate";
    if (one_step) arguments.add("step", command.steps.front().text());
    if (!one_step && !command.steps.empty()) {
      Value steps = Value::list();
      for (const StepId& step : command.steps) steps.push(step.text());
      arguments.add("steps", std::move(steps));
    }
    if (!command.set.empty()) {
      Value set = Value::object();
      for (const auto& [key, value] : command.set) set.add(key, value ? Value(*value) : Value());
      arguments.add("set", std::move(set));
    }
    if (!command.sign.empty() && one_step) arguments.add("field", command.sign.front());
    if (!command.sign.empty() && !one_step) {
      Value sign = Value::list();
      for (const std::string& key : command.sign) sign.push(key);
      arguments.add("sign", std::move(sign));
    }
    if (command.cascade) arguments.add("cascade", true);
    if (!command.run.empty()) arguments.add("run", command.run);
    if (!command.setting.empty()) arguments.add("key", command.setting).add("value", command.value);
    try {
      ask(command.operation, std::move(arguments), command.actor, command.reason);
    } catch (const traveler::Error& error) {
      oracle::Refusal refusal{std::string(traveler::to_text(error.code())), {}};
      for (const auto& blocker : error.blockers()) refusal.blockers.insert({blocker.code, blocker.subject});
      message_ = error.message();
      return refusal;
    }
    return std::nullopt;
  }

  const std::string& message() const { return message_; }

 private:
  traveler::Workspace workspace_;
  std::string message_;
};

/// One case: some procedures, some runs of them, and many commands.
class Session {
 public:
  Session() : path_(folder() + "/" + std::to_string(++cases_)), library_(make(path_)) {}

  ~Session() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Plays commands that are chosen as it goes.
  void play(const RawCase& raw) {
    const std::vector<std::string> keys = {"proc-1", "proc-2"};
    guarded([&] {
      set_up(Choices(raw.plan), keys);
      for (const std::string& key : keys) perform(new_run_of(key));
      for (std::size_t i = 0; i < raw.commands.size(); ++i) {
        Choices choices = choices_of(raw.commands[i]);
        perform(choose_command(model_, keys, choices));
        if ((i + 1) % kVerifyEvery == 0) check_all();
      }
      check_all();
    });
  }

  /// Plays commands as they are, without those on runs that are not there.
  void replay(const std::vector<std::uint32_t>& plan, const std::vector<Command>& commands) {
    guarded([&] {
      set_up(Choices(plan), {"proc-1", "proc-2"});
      for (const Command& command : commands) {
        bool known = command.run.empty() || model_.runs().count(command.run) > 0;
        for (const StepId& step : command.steps) known = known && knows(step);
        if (known) perform(command);
      }
      check_all();
    });
  }

  const std::vector<Command>& performed() const { return performed_; }
  const std::string& log() const { return log_; }

 private:
  template <class Action>
  void guarded(const Action& action) {
    try {
      action();
    } catch (const traveler::Error& error) {
      fail("an error where none may be: " + error.message());
    }
  }

  bool knows(const StepId& step) const {
    const auto run = model_.runs().find(step.run);
    return run != model_.runs().end() && run->second.steps.count(step.key) > 0;
  }

  void set_up(Choices choices, const std::vector<std::string>& keys) {
    library_.ask("user.add", Value::object()
                                 .add("user", "bob")
                                 .add("name", printed_name("bob"))
                                 .add("roles", Value::List{"operator"}));
    library_.ask("user.add", Value::object()
                                 .add("user", "quinn")
                                 .add("name", printed_name("quinn"))
                                 .add("roles", Value::List{"quality", "operator"}));
    library_.ask("user.set",
                 Value::object().add("user", "alice").add("roles", Value::List{"admin", "quality"}));
    model_.add_user({"alice", {"admin", "quality"}});
    model_.add_user({"bob", {"operator"}});
    model_.add_user({"quinn", {"quality", "operator"}});
    library_.ask("part.add",
                 Value::object().add("part", "BRKT-1").add("name", "Bracket").add("tracking", "serial"));
    for (const std::string& key : keys) {
      procedures_.push_back(make_procedure(key, choices));
      const std::string text = document_of(procedures_.back());
      log_ += text;
      const Value file =
          Value::object().add("file", key + (key == keys.front() ? ".json" : ".yaml")).add("text", text);
      try {
        library_.ask("procedure.add", Value::object().add("files", Value::List{file}));
      } catch (const traveler::Error& error) {
        std::string findings;
        for (const auto& finding : error.findings())
          findings += "\n  " + finding.path + ": " + finding.message;
        fail("procedure.add: " + error.message() + findings);
      }
      library_.ask("procedure.release", Value::object().add("procedures", Value::List{Value(key)}));
    }
  }

  void check_all() {
    if (!library_.ask("verify", Value::object())["ok"].as_bool()) fail("verify finds damage");
    for (const auto& [id, run] : model_.runs()) {
      compare_run(id);
      for (const auto& [key, record] : run.steps) {
        for (std::size_t attempt = 1; attempt <= record.attempts.size(); ++attempt) {
          compare_fields({id, key}, attempt);
        }
      }
    }
    tally.seen("verify and all values compared");
  }

  static std::string make(const std::string& path) {
    std::filesystem::create_directories(path);
    return path;
  }

  [[noreturn]] static void fail(const std::string& what) { throw Divergence{what}; }

  static void expect(const std::string& what, const std::string& wanted, const std::string& got) {
    if (wanted != got) fail(what + ": the oracle says " + wanted + ", the library " + got);
  }

  static Command new_run_of(const std::string& procedure) {
    Command command;
    command.operation = "run.create";
    command.actor = "alice";
    command.procedure = procedure;
    return command;
  }

  void perform(const Command& command) {
    performed_.push_back(command);
    if (command.operation == "run.create") {
      create_run(command);
    } else if (command.operation == "run.check") {
      check_run(command.run);
    } else if (command.operation == "step.next") {
      check_next(command.run);
    } else {
      change(command);
    }
  }

  void create_run(const Command& command) {
    const auto procedure = std::find_if(procedures_.begin(), procedures_.end(),
                                        [&](const auto& p) { return p.key == command.procedure; });
    const Value made = library_.ask(
        "run.create",
        Value::object().add("part", "BRKT-1").add("procedure", procedure->key).add("serial", "auto"));
    const std::string id = made["runs"].as_list().front()["id"].as_text();
    model_.add_run(id, *procedure);
    log_ += line_of(command) + " -> " + id + "\n";
    compare_run(id);
    tally.outcome(command.operation, "ok");
  }

  // Comparing.

  void compare_run(const std::string& id) {
    const Run& run = model_.run(id);
    const Value shown = library_.ask("run.show", Value::object().add("run", id));
    const std::string status = Model::status(run);
    expect(id + " status", status, shown["status"].as_text());
    expect(id + " lifecycle", text(run.lifecycle), shown["lifecycle"].as_text());
    expect(id + " started_at", run.started ? "set" : "null", shown["started_at"].is_null() ? "null" : "set");
    expect(id + " completed_at", run.lifecycle == oracle::Lifecycle::kComplete ? "set" : "null",
           shown["completed_at"].is_null() ? "null" : "set");
    std::map<std::string, std::int64_t> counts;
    if (shown["steps"].as_list().size() != run.steps.size()) fail(id + " has another number of steps");
    for (const Value& step : shown["steps"].as_list()) {
      const std::string& key = step["key"].as_text();
      const oracle::StepRecord& record = run.steps.at(key);
      const std::string name = id + "/" + key;
      expect(name + " state", text(record.state), step["state"].as_text());
      expect(name + " attempt", std::to_string(record.attempts.size()),
             std::to_string(step["attempt"].as_integer()));
      expect(name + " available", Model::available(run, key) ? "true" : "false",
             step["available"].as_bool() ? "true" : "false");
      ++counts[text(record.state)];
    }
    for (const auto& [state, n] : shown["counts"].as_object()) {
      expect(id + " count of " + state, std::to_string(counts[state]), std::to_string(n.as_integer()));
    }
    tally.seen("status " + status);
    tally.seen("lifecycle " + text(run.lifecycle));
  }

  void compare_fields(const StepId& id, std::size_t attempt) {
    const Run& run = model_.run(id.run);
    const oracle::StepRecord& record = run.steps.at(id.key);
    const Value shown = library_.ask(
        "step.show",
        Value::object().add("step", id.text()).add("attempt", static_cast<std::int64_t>(attempt)));
    const bool current = attempt == record.attempts.size();
    const oracle::Readings& readings = record.attempts[attempt - 1];
    for (const Value& field : shown["fields"].as_list()) {
      const std::string& key = field["key"].as_text();
      const auto it = readings.find(key);
      const oracle::Reading reading = it == readings.end() ? oracle::Reading{} : it->second;
      const std::string name = id.text() + "#" + key + " of attempt " + std::to_string(attempt);
      const auto text_of = [](const Value& value) { return value.is_null() ? "(none)" : value.as_text(); };
      expect(name, reading.value.value_or("(none)"), text_of(field["value"]));
      expect(name + " judgement", reading.judgement, field["judgement"].as_text());
      if (!reading.value) continue;
      expect(name + " recorded_by", reading.by, text_of(field["recorded_by"]));
      const bool signature = field["type"].as_text() == "signoff";
      expect(name + " printed_name", signature ? printed_name(reading.by) : "(none)",
             text_of(field["printed_name"]));
      expect(name + " superseded", reading.superseded ? "true" : "false",
             field["superseded"].as_bool() ? "true" : "false");
      if (reading.superseded)
        tally.seen(current ? "sign-off superseded" : "sign-off of an earlier attempt superseded");
      tally.seen("field " + reading.judgement);
    }
    if (!current) return;
    std::set<oracle::Blocker> blocked;
    for (const Value& b : shown["blocked_by"].as_list())
      blocked.insert({b["code"].as_text(), b["subject"].as_text()});
    if (record.state == State::kTodo || record.state == State::kInProgress) {
      expect(id.text() + " blocked_by", show(Model::unavailable_because(run, id.key)), show(blocked));
    }
  }

  /// `state.refused` need not name a blocker; when it does, it is the state of its subject.
  static bool same(const Outcome& wanted, const Outcome& got) {
    if (wanted.has_value() != got.has_value()) return false;
    if (!wanted) return true;
    if (wanted->code != got->code) return false;
    if (wanted->code == "state.refused" && got->blockers.empty()) return true;
    return wanted->blockers == got->blockers;
  }

  void change(const Command& command) {
    const auto before = model_.runs();
    const Outcome wanted = model_.apply(command);
    const Outcome got = library_.apply(command);
    log_ += line_of(command) + " -> " + show(wanted) + "\n";
    if (!same(wanted, got)) {
      fail("the oracle says " + show(wanted) + ", the library " + show(got) +
           (got ? " (" + library_.message() + ")" : ""));
    }
    tally.outcome(command.operation, wanted ? wanted->code : "ok");
    std::set<std::string> touched;
    for (const StepId& step : command.steps) touched.insert(step.run);
    if (!command.run.empty()) touched.insert(command.run);
    for (const std::string& id : touched) compare_run(id);
    if (!command.set.empty() || !command.sign.empty()) {
      const StepId& step = command.steps.front();
      compare_fields(step, model_.run(step.run).steps.at(step.key).attempts.size());
    }
    note(command, wanted, before);
  }

  /// Counts what makes a state deep.
  void note(const Command& command, const Outcome& outcome, const std::map<std::string, Run>& before) {
    if (outcome) {
      for (const auto& blocker : outcome->blockers) tally.seen(outcome->code + " by " + blocker.code);
      if (outcome->blockers.size() > 1) tally.seen(outcome->code + " by several blockers");
      return;
    }
    if (command.steps.size() > 1) tally.seen("several steps in one command");
    if (command.operation == "step.complete" && !command.set.empty()) tally.seen("completed with values");
    if (command.operation == "step.complete" && !command.sign.empty()) tally.seen("completed with sign-offs");
    for (const StepId& step : command.steps) {
      const Run& run = model_.run(step.run);
      const Run& old = before.at(step.run);
      const auto& record = run.steps.at(step.key);
      const auto& was = old.steps.at(step.key);
      if (run.lifecycle != old.lifecycle && run.lifecycle == oracle::Lifecycle::kComplete) {
        tally.seen("run completed by its last step");
      }
      if (record.attempts.size() >= 3) tally.seen("acted on an attempt of 3 or more");
      if (ancestors(*run.procedure, step.key).size() == 4) tally.seen("acted on level 5");
      if (command.operation == "step.resume" && was.before_hold == State::kInProgress) {
        tally.seen(record.state == State::kTodo ? "resumed to todo, for it lost its turn"
                                                : "resumed to in_progress");
      }
      if (command.operation == "step.start" &&
          Model::upstreams(run, step.key) != Model::written_upstreams(*run.procedure, step.key)) {
        tally.seen("started past canceled upstreams");
      }
      std::size_t others = 0;
      for (const auto& [key, now] : run.steps)
        others += key != step.key && now.state != old.steps.at(key).state ? 1 : 0;
      if (others == 0) continue;
      if (command.cascade) tally.seen(command.operation + " --cascade moved others");
      if (command.operation == "step.cancel") tally.seen("canceled with descendants");
      if (command.operation == "step.restore") tally.seen("restored with others");
    }
  }

  // Reading commands.

  void check_run(const std::string& id) {
    const Run& run = model_.run(id);
    const Value shown = library_.ask("run.check", Value::object().add("run", id));
    const auto set_of = [&](const std::string& list) {
      std::set<oracle::Blocker> out;
      for (const Value& b : shown[list].as_list()) out.insert({b["code"].as_text(), b["subject"].as_text()});
      return out;
    };
    const std::set<oracle::Blocker> unmet = model_.check_run(run);
    log_ += "run.check " + id + "\n";
    expect("run.check " + id + " can_complete", unmet.empty() ? "true" : "false",
           shown["can_complete"].as_bool() ? "true" : "false");
    expect("run.check " + id + " blockers", show(unmet), show(set_of("blockers")));
    expect("run.check " + id + " warnings", show(model_.run_warnings(run)), show(set_of("warnings")));
    tally.outcome("run.check", unmet.empty() ? "can complete" : "blocked");
    if (!model_.run_warnings(run).empty()) tally.seen("run.check with warnings");
  }

  void check_next(const std::string& id) {
    const Run& run = model_.run(id);
    std::set<std::string> wanted;
    for (const auto& [key, record] : run.steps) {
      if (Model::available(run, key)) wanted.insert(key);
    }
    const Value listed = library_.ask("step.next", Value::object().add("run", id));
    std::set<std::string> got;
    for (const Value& step : listed.as_list()) got.insert(step["key"].as_text());
    if (wanted != got) fail("step.next " + id + " differs");
    tally.outcome("step.next", "ok");
  }

  inline static std::int64_t cases_ = 0;
  std::string path_;
  Library library_;
  Model model_;
  std::deque<oracle::Procedure> procedures_;
  std::vector<Command> performed_;
  std::string log_;
};

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
