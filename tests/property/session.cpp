#include "session.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "tally.h"
#include "traveler/error.h"

using oracle::Command;
using oracle::Model;
using oracle::Outcome;
using oracle::Run;
using oracle::State;
using oracle::StepId;
using traveler::Value;

namespace {

constexpr std::size_t kCasesWithBatches = 55;  // of a hundred
constexpr int kSeededChoices = 40;

/// The choices of a command: its own two, then what follows from the seed. Seed 0 means the simplest.
Choices choices_of(const RawCommand& raw) {
  std::vector<std::uint32_t> words = {raw.verb, raw.target};
  std::uint32_t state = raw.seed;
  for (int i = 0; i < kSeededChoices && raw.seed != 0; ++i) {
    state = state * 1664525 + 1013904223;
    words.push_back(state >> 8);
  }
  return Choices(std::move(words));
}

constexpr std::size_t kVerifyEvery = 200;
std::int64_t cases = 0;

std::string make_folder(const std::string& path) {
  std::filesystem::create_directories(path);
  return path;
}

}  // namespace

const std::string& folder() {
  static const std::string path = [] {
    const std::string base = std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : "/tmp";
    std::string name = base + "/traveler-property-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) std::abort();
    return name;
  }();
  return path;
}

template <class Action>
void Session::guarded(const Action& action) {
  try {
    action();
  } catch (const traveler::Error& error) {
    std::string findings;
    for (const auto& finding : error.findings()) findings += "\n  " + finding.path + ": " + finding.message;
    fail("an error where none may be: " + error.message() + findings);
  }
}

Session::Session() : path_(folder() + "/" + std::to_string(++cases)), library_(make_folder(path_)) {}

Session::~Session() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void Session::play(const RawCase& raw) {
  guarded([&] {
    set_up(Choices(raw.plan));
    for (const Command& command : first_runs()) perform(command);
    for (std::size_t i = 0; i < raw.commands.size(); ++i) {
      Choices choices = choices_of(raw.commands[i]);
      perform(choose_command(model_, stage_, choices));
      if ((i + 1) % kVerifyEvery == 0) check_all();
    }
    check_all();
  });
}

/// One run of each procedure, or batches of them.
std::vector<Command> Session::first_runs() const {
  Command command;
  command.operation = "run.create";
  command.actor = "alice";
  std::vector<Command> out;
  for (const std::string& procedure : stage_.procedures) {
    command.procedures = {procedure};
    out.push_back(command);
  }
  if (!stage_.batches) return out;
  command.batched = true;
  command.title = "Lot of one procedure";
  command.procedures.assign(3, stage_.procedures.front());
  out.front() = command;
  command.title = "Lot of all procedures";
  command.procedures = stage_.procedures;
  out[1] = command;
  return out;
}

void Session::replay(const std::vector<std::uint32_t>& plan, const std::vector<Command>& commands) {
  guarded([&] {
    set_up(Choices(plan));
    for (const Command& command : commands) {
      if (knows(command)) perform(command);
    }
    check_all();
  });
}

bool Session::knows(const Command& command) const {
  const auto known_run = [&](const std::string& run) { return model_.runs().count(run) > 0; };
  const auto known_step = [&](const StepId& step) {
    return known_run(step.run) && model_.run(step.run).steps.count(step.key) > 0;
  };
  return (command.run.empty() || known_run(command.run)) &&
         (command.batch.empty() || model_.batches().count(command.batch) > 0) &&
         std::all_of(command.runs.begin(), command.runs.end(), known_run) &&
         std::all_of(command.steps.begin(), command.steps.end(), known_step);
}

// The workshop.

void Session::set_up(Choices choices) {
  add_users();
  library_.ask("part.add",
               Value::object().add("part", "BRKT-1").add("name", "Bracket").add("tracking", "serial"));
  stage_.batches = choices.percent(kCasesWithBatches) && has_operation("batch.create");
  Ingredients ingredients;
  if (stage_.batches) {
    ingredients.per_unit = 25;
    const Standard first = make_standard("std-1", ingredients, choices);
    ingredients.standards = {first, revise(first, ingredients, choices),
                             make_standard("std-2", ingredients, choices)};
    for (const Standard& standard : ingredients.standards) {
      add_document("step.std.yaml", document_of(standard), standard.id());
    }
  }
  for (const char* key : {"proc-1", "proc-2"}) {
    procedures_.push_back(make_procedure(key, ingredients, choices));
  }
  if (stage_.batches) procedures_.push_back(revise(procedures_.front(), ingredients, choices));
  for (const oracle::Procedure& procedure : procedures_) {
    add_document(procedure.key == "proc-1" ? "one.json" : "two.yaml", document_of(procedure), procedure.id());
    stage_.procedures.push_back(procedure.id());
  }
}

void Session::add_users() {
  const auto add = [&](const std::string& name, Value roles) {
    library_.ask(
        "user.add",
        Value::object().add("user", name).add("name", printed_name(name)).add("roles", std::move(roles)));
  };
  add("bob", Value::List{"operator"});
  add("quinn", Value::List{"quality", "operator"});
  library_.ask("user.set",
               Value::object().add("user", "alice").add("roles", Value::List{"admin", "quality"}));
  model_.add_user({"alice", {"admin", "quality"}});
  model_.add_user({"bob", {"operator"}});
  model_.add_user({"quinn", {"quality", "operator"}});
}

void Session::add_document(const std::string& file, const std::string& text, const std::string& release) {
  log_ += text;
  const Value document = Value::object().add("file", file).add("text", text);
  library_.ask("procedure.add", Value::object().add("files", Value::List{document}));
  library_.ask("procedure.release", Value::object().add("procedures", Value::List{Value(release)}));
}

// Commands.

void Session::perform(const Command& command) {
  performed_.push_back(command);
  if (command.operation == "run.create") {
    create_runs(command);
  } else if (command.operation == "run.check") {
    check_run(command.run);
  } else if (command.operation == "step.next") {
    check_next(command.run);
  } else {
    change(command);
  }
}

void Session::create_runs(const Command& command) {
  log_ += line_of(command);
  const std::vector<std::string> ids = library_.create_runs(command);
  for (const std::string& id : ids) log_ += " -> " + id;
  log_ += "\n";
  if (ids.size() != command.procedures.size()) fail("another number of runs");
  std::vector<std::pair<std::string, const oracle::Procedure*>> made;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto procedure = std::find_if(procedures_.begin(), procedures_.end(),
                                        [&](const auto& p) { return p.id() == command.procedures[i]; });
    made.emplace_back(ids[i], &*procedure);
  }
  model_.add_runs(made, command.batched, command.title);
  for (const std::string& id : ids) compare_run(id);
  if (command.batched) compare_batch(model_.run(ids.front()).batch);
  tally.outcome(command.operation, "ok");
}

void Session::change(const Command& command) {
  Model other = model_;
  const Outcome wanted = other.apply(command);
  const Outcome got = library_.apply(command);
  log_ += line_of(command) + " -> " + show(wanted) + "\n";
  if (!same(command, wanted, got)) {
    fail("the oracle says " + show(wanted) + ", the library " + show(got) +
         (got ? " (" + library_.message() + ")" : ""));
  }
  tally.outcome(command.operation, wanted ? wanted->code : "ok");
  if (!wanted) std::swap(model_, other);
  const Model& before = wanted ? model_ : other;
  compare_after(command, wanted, before);
  note(command, wanted, before);
}

void Session::check_run(const std::string& id) {
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

void Session::check_next(const std::string& id) {
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
