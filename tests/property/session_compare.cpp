#include <algorithm>

#include "session.h"
#include "tally.h"

using oracle::Blocker;
using oracle::Command;
using oracle::Model;
using oracle::Outcome;
using oracle::Run;
using oracle::State;
using oracle::StepId;
using traveler::Value;

namespace {

constexpr std::size_t kDate = 10;  // 2031-01-02
constexpr std::int64_t kCompareRefused = 8;

template <class List>
std::string words(const List& list) {
  std::string out;
  for (const std::string& word : list) out += (out.empty() ? "" : " ") + word;
  return "[" + out + "]";
}

/// Of a batch or of siblings, by number.
std::vector<std::string> runs_in(const Value& object) {
  std::vector<std::string> out;
  for (const Value& run : object["runs"].as_list()) out.push_back(run.as_text());
  std::sort(out.begin(), out.end(), oracle::by_number);
  return out;
}

void note_group(const Model& model, const std::vector<StepId>& steps) {
  std::set<std::string> procedures;
  std::set<std::string> keys;
  std::set<State> states;
  bool any_ended = false;
  for (const StepId& step : steps) {
    const Run& run = model.run(step.run);
    procedures.insert(run.procedure->key);
    keys.insert(step.key);
    states.insert(run.steps.at(step.key).state);
    any_ended = any_ended || ended(run);
  }
  tally.seen("siblings: " + std::to_string(steps.size()));
  if (procedures.size() > 1) tally.seen("siblings of different procedures");
  if (keys.size() > 1) tally.seen("siblings with different keys");
  if (states.size() > 1) tally.seen("siblings in different states");
  if (any_ended) tally.seen("siblings, one of an ended run");
}

}  // namespace

void fail(const std::string& what) { throw Divergence{what}; }

void expect(const std::string& what, const std::string& wanted, const std::string& got) {
  if (wanted != got) fail(what + ": the oracle says " + wanted + ", the library " + got);
}

std::string show(const std::set<oracle::Blocker>& blockers) {
  std::string out;
  for (const auto& blocker : blockers) out += " " + blocker.code + ":" + blocker.subject;
  return out;
}

std::string show(const Outcome& outcome) { return outcome ? outcome->code + show(outcome->blockers) : "ok"; }

void Session::compare_run(const std::string& id) {
  const Run& run = model_.run(id);
  const Value shown = library_.ask("run.show", Value::object().add("run", id));
  const std::string status = Model::status(run);
  expect(id + " status", status, shown["status"].as_text());
  const auto text_of = [](const Value& value) { return value.is_null() ? "(none)" : value.as_text(); };
  expect(id + " batch", run.batch.empty() ? "(none)" : run.batch, text_of(shown["batch"]));
  expect(id + " assignee", run.assignee.value_or("(none)"), text_of(shown["assignee"]));
  expect(id + " due", run.due.value_or("(none)"), text_of(shown["due"]).substr(0, kDate));
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

void Session::compare_fields(const StepId& id, std::size_t attempt) {
  const Run& run = model_.run(id.run);
  const oracle::StepRecord& record = run.steps.at(id.key);
  const Value shown = library_.ask(
      "step.show", Value::object().add("step", id.text()).add("attempt", static_cast<std::int64_t>(attempt)));
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
  if (current) compare_current(id, shown);
}

/// What `step show` says beside the fields.
void Session::compare_current(const StepId& id, const Value& shown) {
  const Run& run = model_.run(id.run);
  const oracle::StepRecord& record = run.steps.at(id.key);
  std::set<Blocker> blocked;
  for (const Value& b : shown["blocked_by"].as_list())
    blocked.insert({b["code"].as_text(), b["subject"].as_text()});
  if (record.state == State::kTodo || record.state == State::kInProgress) {
    expect(id.text() + " blocked_by", show(Model::unavailable_because(run, id.key)), show(blocked));
  }
  std::set<std::string> siblings;
  for (const StepId& member : model_.members(record.group)) {
    const bool moves_along = !ended(run) && !ended(model_.run(member.run));
    if (member.run != id.run && moves_along) siblings.insert(member.run);
  }
  std::set<std::string> listed;
  for (const Value& one : shown["sibling_runs"].as_list()) listed.insert(one.as_text());
  expect(id.text() + " sibling_runs", words(siblings), words(listed));
}

/// Siblings may have different keys; the list names them by that of one of them.
void Session::compare_batch(const std::string& id) {
  const oracle::Batch& batch = model_.batches().at(id);
  const Value shown = library_.ask("batch.show", Value::object().add("batch", id));
  expect(id + " id", id, shown["id"].as_text());
  if (batch.title) expect(id + " title", *batch.title, shown["title"].as_text());
  expect(id + " runs", words(model_.runs_of(id)), words(runs_in(shown)));

  std::map<int, std::vector<StepId>> groups;
  for (const std::string& run : model_.runs_of(id)) {
    for (const auto& [key, step] : model_.run(run).steps) {
      if (step.group != 0) groups[step.group].push_back({run, key});
    }
  }
  std::erase_if(groups, [](const auto& group) { return group.second.size() < 2; });
  std::multiset<std::string> wanted;
  std::string all;
  for (const auto& [number, steps] : groups) {
    std::vector<std::string> runs;
    for (const StepId& step : steps) runs.push_back(step.run);
    wanted.insert(words(runs));
    for (const StepId& step : steps) all += " " + step.text();
    all += ";";
    note_group(model_, steps);
  }
  std::multiset<std::string> got;
  std::string text;
  for (const Value& sibling : shown["siblings"].as_list()) {
    got.insert(words(runs_in(sibling)));
    text += " " + sibling["key"].as_text() + words(runs_in(sibling));
  }
  if (wanted != got) fail(id + " siblings: the oracle says " + words(wanted) + ", the library" + text);
  for (const Value& sibling : shown["siblings"].as_list()) {
    const std::string& key = sibling["key"].as_text();
    const std::vector<std::string> runs = runs_in(sibling);
    const bool known = std::any_of(groups.begin(), groups.end(), [&](const auto& group) {
      const std::vector<StepId>& steps = group.second;
      return steps.size() == runs.size() && steps.front().run == runs.front() &&
             std::any_of(steps.begin(), steps.end(), [&](const StepId& s) { return s.key == key; });
    });
    if (!known) fail(id + " has no siblings " + key + " of " + words(runs) + ", but" + all);
  }
  tally.seen("batch of " + std::to_string(model_.runs_of(id).size()) + " runs compared");
}

void Session::compare_batches() {
  if (!stage_.batches) return;
  std::set<std::string> listed;
  const Value shown = library_.ask("batch.list", Value::object());
  for (const Value& batch : shown.as_list()) {
    const std::string& id = batch["id"].as_text();
    listed.insert(id);
    expect("batch.list " + id, words(model_.runs_of(id)), words(runs_in(batch)));
  }
  std::set<std::string> known;
  for (const auto& [id, batch] : model_.batches()) {
    known.insert(id);
    compare_batch(id);
  }
  expect("batch.list", words(known), words(listed));
}

void Session::check_all() {
  if (!library_.ask("verify", Value::object())["ok"].as_bool()) fail("verify finds damage");
  for (const auto& [id, run] : model_.runs()) {
    compare_run(id);
    for (const auto& [key, record] : run.steps) {
      for (std::size_t attempt = 1; attempt <= record.attempts.size(); ++attempt) {
        compare_fields({id, key}, attempt);
      }
    }
  }
  compare_batches();
  tally.seen("verify and all values compared");
}

/// `state.refused` need not name a blocker; when it does, it is the state of its subject. What refuses all
/// siblings alike, whatever has become of them, need not name each.
bool Session::same(const Command& command, const Outcome& wanted, const Outcome& got) {
  if (wanted.has_value() != got.has_value()) return false;
  if (!wanted) return true;
  if (wanted->code != got->code) return false;
  const bool names_none = got->blockers.empty();
  if (wanted->code == "state.refused" && wanted->blockers.size() == 1 && names_none) return true;
  if ((wanted->code == "permission.denied" || wanted->code == "value.invalid") && names_none) return true;
  // What concerns one unit alone may be refused as if its siblings had been asked.
  const std::string named = command.steps.empty() ? "" : command.steps.front().text();
  if (wanted->blockers.empty() && got->blockers == std::set<Blocker>{{wanted->code, named}}) return true;
  std::set<Blocker> blockers;
  for (Blocker blocker : got->blockers) {
    const bool is_state = blocker.code == "state.refused" ||
                          (command.operation.starts_with("batch.") && blocker.code == "run.locked");
    if (is_state) blocker.code = "state";
    blockers.insert(blocker);
  }
  return wanted->blockers == blockers;
}

/// What a command may have changed. A refused one may have changed nothing: of its runs some are looked at.
void Session::compare_after(const Command& command, const Outcome& outcome, const Model& before) {
  std::set<std::string> touched(command.runs.begin(), command.runs.end());
  std::set<std::string> batches;
  if (!command.run.empty()) touched.insert(command.run);
  if (!command.batch.empty()) batches.insert(command.batch);
  const bool all = !outcome || ++refusals_ % kCompareRefused == 0;
  for (const StepId& step : command.steps) {
    touched.insert(step.run);
    if (!all) continue;
    for (const StepId& one : before.acting(step, false)) touched.insert(one.run);
    if (command.only && !before.run(step.run).batch.empty()) batches.insert(before.run(step.run).batch);
  }
  if (all) {
    for (const auto& [id, run] : model_.runs()) {
      const Run& was = before.run(id);
      if (run.batch != was.batch || run.assignee != was.assignee || run.due != was.due) touched.insert(id);
      if (run.batch != was.batch) batches.insert(run.batch.empty() ? was.batch : run.batch);
    }
    for (const std::string& id : batches) compare_batch(id);
  }
  for (const std::string& id : touched) compare_run(id);
  if (!command.set.empty() || !command.sign.empty()) {
    const StepId& named = command.steps.front();
    for (const StepId& step : all ? before.acting(named, false) : std::vector<StepId>{named}) {
      compare_fields(step, model_.run(step.run).steps.at(step.key).attempts.size());
    }
  }
  if (!outcome) compare_answer(command, before);
}

/// The answer lists what was changed, siblings included.
void Session::compare_answer(const Command& command, const Model& before) {
  const auto listed_in = [&](const char* list) {
    std::set<std::string> out;
    for (const Value& object : library_.answer()[list].as_list()) out.insert(object["id"].as_text());
    return out;
  };
  const auto want = [](const std::set<std::string>& listed, const std::string& id) {
    if (listed.count(id) == 0) fail("the answer does not list " + id);
  };
  const bool step_verb = command.operation.starts_with("step.");
  const bool of_batch = command.operation.starts_with("batch.");
  if (!step_verb && !of_batch && !command.operation.starts_with("run.")) return;
  const std::set<std::string> runs = listed_in("runs");
  for (const auto& [id, run] : model_.runs()) {
    if (!(run == before.run(id))) want(runs, id);
  }
  if (of_batch) {
    const std::string made = model_.batches().size() > before.batches().size()
                                 ? "B-" + std::to_string(model_.batches().size())
                                 : command.batch;
    want(listed_in("batches"), made);
  }
  if (!step_verb) return;
  const std::set<std::string> steps = listed_in("steps");
  for (const StepId& named : command.steps) {
    for (const StepId& one : before.acting(named, command.only)) {
      const bool changed = model_.run(one.run).steps.at(one.key) != before.run(one.run).steps.at(one.key);
      if (changed) want(steps, one.text());
    }
  }
}
