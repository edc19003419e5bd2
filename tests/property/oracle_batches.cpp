// Section 8: who moves with whom.

#include <algorithm>
#include <utility>

#include "oracle.h"

namespace oracle {
namespace {

int number_of(const std::string& id) { return std::stoi(id.substr(id.find('-') + 1)); }

/// What makes two steps the same, whatever they are called and wherever they stand.
bool same_definition(const Step& a, const Step& b) {
  return a.title == b.title && a.required == b.required && a.fields == b.fields;
}

bool same_standard(const Step& a, const Step& b) {
  return !a.standard.empty() && a.standard == b.standard && a.standard_child == b.standard_child;
}

std::vector<std::string> once(const std::vector<std::string>& ids) {
  std::vector<std::string> out;
  for (const std::string& id : ids) {
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  }
  return out;
}

/// One refusal of all siblings that refuse.
[[noreturn]] void refuse_together(const std::map<std::string, Refusal>& refusals, const StepId& named,
                                  const std::vector<StepId>& on) {
  const auto own = refusals.find(named.text());
  if (on.size() == 1) throw own->second;
  std::string code = own == refusals.end() ? "" : own->second.code;
  std::set<Blocker> blockers;
  for (const StepId& id : on) {
    const auto refusal = refusals.find(id.text());
    if (refusal == refusals.end()) continue;
    if (code.empty()) code = refusal->second.code;
    if (refusal->second.blockers.empty()) blockers.insert({refusal->second.code, id.text()});
    blockers.insert(refusal->second.blockers.begin(), refusal->second.blockers.end());
  }
  refuse(code, blockers);
}

}  // namespace

bool by_number(const std::string& a, const std::string& b) { return number_of(a) < number_of(b); }

// Who is in what.

std::vector<std::string> Model::runs_of(const std::string& batch) const {
  std::vector<std::string> out;
  for (const auto& [id, run] : state_.runs) {
    if (run.batch == batch) out.push_back(id);
  }
  std::sort(out.begin(), out.end(), by_number);
  return out;
}

std::vector<StepId> Model::members(int group) const {
  std::vector<StepId> out;
  if (group == 0) return out;
  for (const auto& [id, run] : state_.runs) {
    for (const auto& [key, step] : run.steps) {
      if (step.group == group) out.push_back({id, key});
    }
  }
  std::sort(out.begin(), out.end(), [](const StepId& a, const StepId& b) { return by_number(a.run, b.run); });
  return out;
}

std::vector<StepId> Model::acting(const StepId& id, bool only) const {
  const Run& own = run(id.run);
  const int group = own.steps.at(id.key).group;
  if (only || group == 0 || ended(own)) return {id};
  std::vector<StepId> out = members(group);
  std::erase_if(out, [&](const StepId& member) { return ended(run(member.run)); });
  return out;
}

// Joining and leaving.

std::string Model::new_batch(const std::string& title) {
  Batch batch;
  batch.id = "B-" + std::to_string(state_.batches.size() + 1);
  if (!title.empty()) batch.title = title;
  state_.batches[batch.id] = batch;
  return batch.id;
}

/// The oldest group of its batch that the step may join, or 0. A group without an open step is none.
int Model::group_for(const Run& run, const Step& step, int parent, bool by_key) const {
  for (const Group& group : state_.groups) {
    const Step& first = *group.first;
    const bool same_key = group.family == run.procedure->key && first.key == step.key;
    if (group.batch != run.batch || group.parent != parent) continue;
    if (!(by_key ? same_key : same_standard(first, step)) || !same_definition(first, step)) continue;
    const std::vector<StepId> in = members(group.number);
    const bool fits = std::none_of(in.begin(), in.end(), [&](const StepId& id) {
      const Run& other = this->run(id.run);
      return id.run == run.id || (!ended(other) && other.steps.at(id.key).state != State::kTodo);
    });
    const bool lives =
        std::any_of(in.begin(), in.end(), [&](const StepId& id) { return !ended(this->run(id.run)); });
    if (fits && lives) return group.number;
  }
  return 0;
}

/// Groups the steps below one parent: first those whose key is in a group, then those that are the same
/// standard step as one, and the rest are the first of their groups.
void Model::join_below(Run& run, const std::string& parent, int parent_group) {
  std::vector<std::string> keys = children_in_document(*run.procedure, parent);
  std::erase_if(keys, [&](const std::string& key) { return run.steps.at(key).state != State::kTodo; });
  for (const bool by_key : {true, false}) {
    for (const std::string& key : keys) {
      int& group = run.steps.at(key).group;
      const Step& step = find_step(*run.procedure, key);
      if (group == 0) group = group_for(run, step, parent_group, by_key);
      if (group != 0 || by_key) continue;
      group = static_cast<int>(state_.groups.size()) + 1;
      state_.groups.push_back({group, run.batch, parent_group, &step, run.procedure->key});
    }
  }
  for (const std::string& key : keys) join_below(run, key, run.steps.at(key).group);
}

void Model::join(const std::string& id, const std::string& batch) {
  Run& run = state_.runs.at(id);
  run.batch = batch;
  join_below(run, "", 0);
}

void Model::leave(const std::string& id) {
  Run& run = state_.runs.at(id);
  run.batch.clear();
  for (auto& [key, step] : run.steps) step.group = 0;
}

void Model::carry_out_on_batch(const Command& command) {
  const std::vector<std::string> runs = once(command.runs);
  const bool joining = command.operation == "batch.create" || command.operation == "batch.add";
  std::string code;
  std::set<Blocker> blockers;
  for (const std::string& id : runs) {
    const Run& run = this->run(id);
    std::string why;
    if (joining && ended(run)) {
      why = "run.locked";
    } else if (joining ? !run.batch.empty() : run.batch != command.batch) {
      why = "rule.refused";
    }
    if (why.empty()) continue;
    if (code.empty()) code = why;
    blockers.insert({"state", id});
  }
  if (!code.empty()) refuse(code, blockers);
  std::string batch = command.batch;
  if (command.operation == "batch.create") batch = new_batch(command.title);
  if (command.operation == "batch.rename") state_.batches.at(batch).title = command.title;
  if (command.operation == "batch.dissolve") {
    for (const std::string& id : runs_of(batch)) leave(id);
  }
  for (const std::string& id : runs) {
    if (joining) join(id, batch);
    if (command.operation == "batch.remove") leave(id);
  }
}

// Acting on all siblings.

/// The steps that a command on this one is judged on.
std::vector<StepId> Model::touched_by(const Command& command, const StepId& id) const {
  const Step& step = find_step(*run(id.run).procedure, id.key);
  const auto own = [&](const std::string& field) { return find_field(step, field).per_unit; };
  bool only_own = false;
  if (command.operation == "step.record") {
    only_own = std::all_of(command.set.begin(), command.set.end(),
                           [&](const auto& pair) { return own(pair.first); });
  } else if (command.operation == "step.sign" || command.operation == "step.deviate") {
    only_own = std::all_of(command.sign.begin(), command.sign.end(), own);
  }
  if (only_own) return {id};
  return acting(id, command.only);
}

/// Signs those that lack the sign-off. When none does, it is refused as it is for the named step alone.
void Model::sign_all(const Command& command, const StepId& named, const std::string& field,
                     const std::vector<StepId>& on, bool check, Refusals& refusals) {
  const auto sign_one = [&](const StepId& id) {
    if (check) check_state(command.operation, run(id.run), id.key);
    sign(command, state_.runs.at(id.run), id.key, field);
  };
  const bool own = find_field(find_step(*run(named.run).procedure, named.key), field).per_unit;
  std::vector<StepId> lacking = own ? std::vector<StepId>{named} : on;
  std::erase_if(lacking, [&](const StepId& id) { return stands(run(id.run), id.key, field); });
  if (lacking.empty() && refusals.empty()) sign_one(named);
  for (const StepId& id : lacking) {
    if (refusals.count(id.text()) > 0) continue;
    try {
      sign_one(id);
    } catch (const Refusal& refusal) {
      refusals[id.text()] = refusal;
    }
  }
}

/// Carries out a command on a step and its siblings, each judged on its own, or refuses for all.
void Model::act(const Command& command, const StepId& named, const std::vector<StepId>& on) {
  const std::string& operation = command.operation;
  Refusals refusals;
  const auto each = [&](const auto& action) {
    for (const StepId& id : on) {
      if (refusals.count(id.text()) > 0) continue;
      try {
        action(id, state_.runs.at(id.run));
      } catch (const Refusal& refusal) {
        refusals[id.text()] = refusal;
      }
    }
  };
  if (operation == "step.sign") {
    for (const std::string& field : command.sign) sign_all(command, named, field, on, true, refusals);
  } else {
    each([&](const StepId& id, Run& run) {
      check_state(operation, run, id.key);
      if (operation == "step.record" || operation == "step.complete")
        record(command, run, id.key, !(id == named));
    });
  }
  if (operation == "step.complete") {
    for (const std::string& field : command.sign) sign_all(command, named, field, on, false, refusals);
  }
  if (operation == "step.deviate") {
    each([&](const StepId& id, Run& run) { deviate(run, id.key, command.sign.front()); });
  } else if (operation != "step.record" && operation != "step.sign") {
    each([&](const StepId& id, Run& run) { move(command, run, id.key, on.size() > 1); });
  }
  if (!refusals.empty()) refuse_together(refusals, named, on);
}

/// After `--only`: whatever was moved or recorded on goes alone from now on, with what is inside of it.
void Model::leave_groups(const Command& command, const StepId& named, const Run& before) {
  // Clearing what is empty records nothing.
  const bool records_nothing = command.operation == "step.record" &&
                               std::all_of(command.set.begin(), command.set.end(), [&](const auto& pair) {
                                 return !pair.second && reading_of(before, named.key, pair.first) == nullptr;
                               });
  Run& now = state_.runs.at(named.run);
  for (auto& [key, step] : now.steps) {
    const StepRecord& was = before.steps.at(key);
    const bool moved = step.state != was.state || step.attempts.size() != was.attempts.size();
    if (!moved && (key != named.key || records_nothing)) continue;
    // What had left before took along what was inside of it then.
    if (step.group == 0) continue;
    step.group = 0;
    for (const std::string& inside : descendants(*now.procedure, key)) now.steps.at(inside).group = 0;
  }
}

void Model::carry_out_on_steps(const Command& command) {
  std::set<std::string> done;
  for (const StepId& id : command.steps) {
    if (done.count(id.text()) > 0) continue;
    const Run before = run(id.run);
    const std::vector<StepId> on = touched_by(command, id);
    act(command, id, on);
    for (const StepId& one : on) done.insert(one.text());
    if (command.only) leave_groups(command, id, before);
  }
}

/// Assignee and due date are those of all open runs of the batch.
void Model::plan_run(const Command& command) {
  const Run& named = run(command.run);
  if (ended(named) && !command.reason) refuse("usage");
  std::vector<std::string> runs = {named.id};
  if (!command.only && !ended(named) && !named.batch.empty()) {
    runs = runs_of(named.batch);
    std::erase_if(runs, [&](const std::string& id) { return ended(run(id)); });
  }
  for (const std::string& id : runs) {
    Run& run = state_.runs.at(id);
    if (command.operation == "run.assign") {
      run.assignee.reset();
      if (command.assignee != "none") run.assignee = command.assignee;
    }
    if (command.due) {
      run.due.reset();
      if (!command.due->empty()) run.due = *command.due;
    }
  }
}

}  // namespace oracle
