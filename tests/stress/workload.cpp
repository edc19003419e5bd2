#include "workload.h"

#include <algorithm>
#include <utility>

#include "process.h"

namespace stress {
namespace {

using nlohmann::json;

constexpr std::int64_t kSharedRuns = 4;  // 1 to 4
constexpr std::int64_t kBatchRuns = 4;   // 5 to 8
constexpr std::int64_t kFirstRuns = kSharedRuns + kBatchRuns;
constexpr int kSharedSteps = 12;

Kind steps_kind() {
  Kind kind{{"log"}, false, ""};
  for (int i = 1; i <= kSharedSteps; ++i) kind.keys.push_back("s" + std::to_string(i));
  return kind;
}

std::string steps_document(const std::string& procedure, const std::string& fields) {
  std::string out = "procedure: " + procedure + "\ntitle: Steps that wait for none\nflow: graph\nsteps:\n";
  out += "  - {id: log, title: Log, fields: [{id: v, type: text}]}\n";
  for (int i = 1; i <= kSharedSteps; ++i)
    out += "  - {id: s" + std::to_string(i) + ", title: S" + fields + "}\n";
  return out;
}

bool needs_reason(const std::string& verb) {
  static const std::vector<std::string> kThese{"hold", "fail", "rework", "cancel", "restore", "reopen"};
  return std::find(kThese.begin(), kThese.end(), verb) != kThese.end();
}

/// The words of a command on steps, and what it does.
void ask(Asked& asked, const std::string& verb, std::vector<std::string> steps,
         const std::string& value = {}) {
  asked.words = {"step", verb};
  asked.words.insert(asked.words.end(), steps.begin(), steps.end());
  if (verb == "record") asked.words.push_back("v=" + value);
  if (verb == "sign") asked.words.emplace_back("ok");
  if (needs_reason(verb)) {
    asked.words.insert(asked.words.end(), {"--reason", "because"});
  }
  asked.actions = {{verb, std::move(steps), value, 0, {}, false}};
}

/// The lines of a bulk of the actions that are there.
void ask_bulk(Asked& asked) {
  asked.words = {"apply"};
  for (const Action& action : asked.actions) {
    json line{{"op", "step." + action.verb}};
    if (action.verb == "record" || action.verb == "sign") {
      line["args"]["step"] = action.steps.front();
    } else {
      line["args"]["steps"] = action.steps;
    }
    if (action.verb == "record") line["args"]["set"] = {{"v", action.value}};
    if (action.verb == "sign") line["args"]["field"] = "ok";
    if (needs_reason(action.verb)) line["reason"] = "because";
    asked.input += line.dump() + '\n';
  }
}

void ask_create(Asked& asked, const std::string& procedure, std::int64_t copies, bool batched) {
  asked.words = {"run",     "create",   "--part", "P",        "--procedure",
                 procedure, "--serial", "auto",   "--copies", std::to_string(copies)};
  if (batched) asked.words.insert(asked.words.end(), {"--batch", "Together"});
  asked.actions = {{"create", {}, {}, copies, procedure, batched}};
}

State parse_state(const json& text) {
  for (int i = 0;; ++i) {
    if (spell(static_cast<State>(i)) == text.get<std::string>()) return static_cast<State>(i);
  }
}

}  // namespace

std::int64_t pick(Random& random, std::int64_t n) {
  return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
}

std::string run_id(std::int64_t run) { return "R-" + std::to_string(run); }

void add_procedures(Shop& shop) {
  shop.add_procedure("own", {{"a", "b"}, true, "a"});
  shop.add_procedure("shared", steps_kind());
  shop.add_procedure("lot", steps_kind());
}

void write_procedures() {
  write_file("own.yaml",
             "procedure: own\ntitle: Own\nsteps:\n"
             "  - {id: a, title: A, fields: [{id: v, type: text, required: true}]}\n"
             "  - {id: b, title: B}\n");
  write_file("shared.yaml", steps_document("shared", ""));
  write_file("lot.yaml", steps_document("lot", ", fields: [{id: ok, type: signoff, role: admin}]"));
}

std::vector<Asked> first_changes() {
  std::vector<Asked> out(3);
  ask_create(out[0], "shared", kSharedRuns, false);
  ask_create(out[1], "lot", kBatchRuns, true);
  // The logs stay in progress, so that these runs never end.
  ask(out[2], "start", {"R-1/log", "R-2/log", "R-3/log", "R-4/log", "R-5/log"});
  return out;
}

State Board::state(const std::string& step) {
  const std::lock_guard lock(mutex_);
  return states_[step];
}

void Board::note(const json& answer) {
  const std::lock_guard lock(mutex_);
  for (const json& step : answer.at("steps")) states_[step.at("id")] = parse_state(step.at("state"));
}

void Board::note_run(std::int64_t run) {
  std::int64_t known = runs_;
  while (known < run && !runs_.compare_exchange_weak(known, run)) {
  }
}

Asked Writer::next() {
  Asked asked;
  asked.who = who_;
  const std::int64_t chance = pick(random_, 100);
  if (chance < 50) {
    own(asked);
  } else if (chance < 58) {
    log(asked);
  } else if (chance < 75) {
    shared(asked);
  } else if (chance < 92) {
    lot(asked);
  } else {
    bulk(asked);
  }
  return asked;
}

void Writer::done(const Asked& asked) {
  const Action& action = asked.actions.front();
  const bool is_own = action.copies > 0 || parse_step(action.steps.front()).first > kFirstRuns;
  if (asked.result.code == 0) {
    if (is_own) {
      advance(asked);
    } else {
      for (const json& result : results_of(asked)) board_->note(result);
    }
  } else if (asked.result.code != 4 || is_own) {
    throw Violation("exit " + std::to_string(asked.result.code) + " of a writer's " + action.verb + ": " +
                    asked.input + asked.result.out + asked.result.err);
  }
}

/// Two runs of its own, made and moved together until both are complete; every second pair is a batch, in
/// which what is done to the first is done to both.
void Writer::own(Asked& asked) {
  static const std::vector<std::pair<std::string, std::string>> kPhases{
      {"create", ""}, {"start", "a"}, {"record", "a"}, {"record", "a"},  {"complete", "a"},
      {"start", "b"}, {"hold", "b"},  {"resume", "b"}, {"complete", "b"}};
  const auto& [verb, key] = kPhases[phase_];
  if (phase_ == 0) {
    batched_ = !batched_;
    return ask_create(asked, "own", 2, batched_);
  }
  if (verb == "record") {
    const std::string value = "o" + std::to_string(who_) + '.' + std::to_string(++values_);
    return ask(asked, verb, {run_id(first_ + (phase_ == 3 ? 1 : 0)) + '/' + key}, value);
  }
  std::vector<std::string> steps{run_id(first_) + '/' + key};
  if (!batched_) steps.push_back(run_id(first_ + 1) + '/' + key);
  if (verb == "start" && key == "b" && pick(random_, 2) == 0) {
    // All the rest in one transaction: nobody sees anything of it before both runs are complete.
    for (const char* each : {"start", "hold", "resume", "complete"}) {
      asked.actions.push_back({each, steps, {}, 0, {}, false});
    }
    return ask_bulk(asked);
  }
  ask(asked, verb, std::move(steps));
}

void Writer::advance(const Asked& asked) {
  if (phase_ == 0) {
    const std::string id = results_of(asked).front().at("runs").at(0).at("id");
    first_ = std::stoll(id.substr(2));
    board_->note_run(first_ + 1);
  }
  phase_ = asked.actions.size() > 1 ? 0 : (phase_ + 1) % 9;
}

void Writer::log(Asked& asked) {
  ask(asked, "record", {run_id(1 + pick(random_, kFirstRuns)) + "/log"},
      "w" + std::to_string(who_) + '.' + std::to_string(++values_));
}

/// Two or three of the others in one transaction: all of them or, when one is refused, none.
void Writer::bulk(Asked& asked) {
  for (std::int64_t count = 2 + pick(random_, 2); count > 0; --count) {
    Asked one;
    switch (pick(random_, 3)) {
      case 0:
        log(one);
        break;
      case 1:
        shared(one);
        break;
      default:
        lot(one);
        break;
    }
    asked.actions.push_back(std::move(one.actions.front()));
  }
  ask_bulk(asked);
}

/// A verb that fits what was last known of the step; now and then any verb.
const std::string& Writer::verb_for(const std::string& step, bool may_sign) {
  static const std::vector<std::vector<std::string>> kVerbs{
      {"start", "start", "start", "hold", "cancel"},
      {"complete", "complete", "hold", "fail", "cancel", "sign", "sign", "sign"},
      {"resume"},
      {"reopen"},
      {"rework", "rework", "cancel"},
      {"restore"}};
  const auto state = pick(random_, 10) == 0 ? static_cast<std::size_t>(pick(random_, 6))
                                            : static_cast<std::size_t>(board_->state(step));
  const auto& verbs = kVerbs[state];
  const auto count = static_cast<std::int64_t>(verbs.size()) - (state == 1 && !may_sign ? 3 : 0);
  return verbs[static_cast<std::size_t>(pick(random_, count))];
}

/// One to three steps in the same state: of the same run, or the same step of other runs.
void Writer::shared(Asked& asked) {
  const std::int64_t run = 1 + pick(random_, kSharedRuns);
  const std::int64_t step = 1 + pick(random_, kSharedSteps);
  std::vector<std::string> steps{run_id(run) + "/s" + std::to_string(step)};
  const bool across = pick(random_, 2) == 0;
  for (int i = 1; i < 4 && steps.size() < 3 && pick(random_, 3) > 0; ++i) {
    const std::string other = across ? run_id((run - 1 + i) % kSharedRuns + 1) + "/s" + std::to_string(step)
                                     : run_id(run) + "/s" + std::to_string((step - 1 + i) % kSharedSteps + 1);
    if (board_->state(other) == board_->state(steps[0])) steps.push_back(other);
  }
  const std::string& verb = verb_for(steps[0], false);
  ask(asked, verb, std::move(steps));
}

/// A step of the batch, or two, which may be siblings: all runs of the batch move.
void Writer::lot(Asked& asked) {
  const auto some = [&] {
    return run_id(kSharedRuns + 1 + pick(random_, kBatchRuns)) + "/s" +
           std::to_string(1 + pick(random_, kSharedSteps));
  };
  std::vector<std::string> steps{some()};
  const std::string& verb = verb_for(steps[0], true);
  if (const std::string other = some(); verb != "sign" && board_->state(other) == board_->state(steps[0])) {
    steps.push_back(other);
  }
  ask(asked, verb, std::move(steps), verb == "sign" ? "alice" : "");
}

Asked some_read(Random& random, const Board& board) {
  Asked asked;
  asked.run = 1 + pick(random, pick(random, 2) == 0 ? kFirstRuns : std::max(kFirstRuns, board.runs()));
  const std::string run = run_id(asked.run);
  switch (pick(random, 5)) {
    case 0:
      asked.words = {"run", "show", run};
      break;
    case 1:
      asked.words = {"step", "list", run};
      break;
    case 2:
      asked.words = {"run", "check", run};
      break;
    case 3:
      asked.words = {"batch", "show", "B-1"};
      break;
    default:
      asked.words = {"run", "list", "--fields", "id,revision,status,lifecycle,updated_at,counts"};
      break;
  }
  return asked;
}

const std::vector<std::vector<std::string>>& whole_reads() {
  static const std::vector<std::vector<std::string>> kReads{{"export", "runs"},
                                                            {"export", "steps"},
                                                            {"export", "measurements"},
                                                            {"log", "--fields", "seq,op,subject"}};
  return kReads;
}

}  // namespace stress
