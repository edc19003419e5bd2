#include <algorithm>
#include <functional>

#include "oracle.h"

namespace oracle {
namespace {

std::string id_of(const Run& run, const std::string& key) { return run.id + "/" + key; }
std::string id_of(const Run& run, const std::string& key, const std::string& field) {
  return id_of(run, key) + "#" + field;
}

State state_of(const Run& run, const std::string& key) { return run.steps.at(key).state; }

/// A decimal in billionths, or nothing when the text is none.
std::optional<std::int64_t> decimal(const std::string& text) {
  constexpr int kPlaces = 9;
  std::size_t at = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) ++at;
  std::int64_t value = 0;
  int digits = 0;
  int places = -1;  // -1 before the point
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && places < 0 && digits > 0) {
      places = 0;
    } else if (text[at] >= '0' && text[at] <= '9') {
      value = value * 10 + (text[at] - '0');
      ++digits;
      if (places >= 0) ++places;
    } else {
      return std::nullopt;
    }
  }
  if (digits == 0 || places == 0) return std::nullopt;
  for (int i = std::max(places, 0); i < kPlaces; ++i) value *= 10;
  return negative ? -value : value;
}

bool settled(State state) { return state == State::kCompleted || state == State::kCanceled; }

}  // namespace

void refuse(std::string code, std::set<Blocker> blockers) {
  throw Refusal{std::move(code), std::move(blockers)};
}

bool is_sign_off(const Field& field) { return field.type == FieldType::kSignoff; }

bool ended(const Run& run) {
  return run.lifecycle == Lifecycle::kComplete || run.lifecycle == Lifecycle::kFailed;
}

const Reading* reading_of(const Run& run, const std::string& key, const std::string& field) {
  const Readings& current = run.steps.at(key).attempts.back();
  const auto it = current.find(field);
  return it == current.end() || !it->second.value ? nullptr : &it->second;
}

bool stands(const Run& run, const std::string& key, const std::string& field) {
  const Reading* reading = reading_of(run, key, field);
  return reading != nullptr && !reading->superseded;
}

std::string text(State state) {
  static const char* const texts[] = {"todo",      "in_progress", "hold",    "redline",
                                      "completed", "failed",      "canceled"};
  return texts[static_cast<std::size_t>(state)];
}

std::string text(Lifecycle lifecycle) {
  static const char* const texts[] = {"todo", "in_progress", "complete", "failed"};
  return texts[static_cast<std::size_t>(lifecycle)];
}

const Step& find_step(const Procedure& procedure, const std::string& key) {
  return *std::find_if(procedure.steps.begin(), procedure.steps.end(),
                       [&](const Step& s) { return s.key == key; });
}

const Field& find_field(const Step& step, const std::string& key) {
  return *std::find_if(step.fields.begin(), step.fields.end(), [&](const Field& f) { return f.key == key; });
}

std::vector<std::string> ancestors(const Procedure& procedure, const std::string& key) {
  std::vector<std::string> out;
  for (std::string at = find_step(procedure, key).parent; !at.empty(); at = find_step(procedure, at).parent) {
    out.push_back(at);
  }
  return out;
}

std::vector<std::string> children(const Procedure& procedure, const std::string& key) {
  std::vector<std::string> out;
  for (const Step& step : procedure.steps) {
    if (step.parent == key) out.push_back(step.key);
  }
  return out;
}

std::vector<std::string> children_in_document(const Procedure& procedure, const std::string& key) {
  std::vector<std::string> out = children(procedure, key);
  // Without serial edges the order of the document means nothing: edges may then point backwards too.
  const bool own_order = !key.empty() && !find_step(procedure, key).standard.empty();
  if (!procedure.serial && !own_order) std::reverse(out.begin(), out.end());
  return out;
}

std::vector<std::string> document_order(const Procedure& procedure) {
  std::vector<std::string> out;
  const std::function<void(const std::string&)> walk = [&](const std::string& parent) {
    for (const std::string& key : children_in_document(procedure, parent)) {
      out.push_back(key);
      walk(key);
    }
  };
  walk("");
  return out;
}

std::set<std::string> descendants(const Procedure& procedure, const std::string& key) {
  std::set<std::string> out;
  for (const Step& step : procedure.steps) {
    for (const std::string& ancestor : ancestors(procedure, step.key)) {
      if (ancestor == key) out.insert(step.key);
    }
  }
  return out;
}

// Section 3.

std::optional<std::string> judge(const Field& field, const std::string& value) {
  if (value == "N/A") return field.allow_na ? std::optional<std::string>("na") : std::nullopt;
  switch (field.type) {
    case FieldType::kNumber: {
      const auto number = decimal(value);
      if (!number) return std::nullopt;
      std::optional<std::int64_t> min;
      std::optional<std::int64_t> max;
      if (field.min) min = decimal(*field.min);
      if (field.max) max = decimal(*field.max);
      if (field.target) {
        min = *decimal(*field.target) - *decimal(field.tolerance_minus);
        max = *decimal(*field.target) + *decimal(field.tolerance_plus);
      }
      return (min && *number < *min) || (max && *number > *max) ? "out_of_spec" : "ok";
    }
    case FieldType::kPassfail:
      if (value == "pass") return "ok";
      if (value == "fail") return "out_of_spec";
      return std::nullopt;
    case FieldType::kSelect:
      if (std::find(field.options.begin(), field.options.end(), value) == field.options.end())
        return std::nullopt;
      return "ok";
    case FieldType::kText:
      return "ok";
    case FieldType::kSignoff:
      break;
  }
  return std::nullopt;
}

// Section 5.

std::set<std::string> Model::written_upstreams(const Procedure& procedure, const std::string& key) {
  const Step& step = find_step(procedure, key);
  if (step.after) return {step.after->begin(), step.after->end()};
  if (!procedure.serial) return {};
  std::string before;
  for (const std::string& sibling : children(procedure, step.parent)) {
    if (sibling == key) break;
    before = sibling;
  }
  if (before.empty()) return {};
  return {before};
}

std::set<std::string> Model::upstreams(const Run& run, const std::string& key) {
  std::set<std::string> out;
  for (const std::string& upstream : written_upstreams(*run.procedure, key)) {
    if (state_of(run, upstream) == State::kCanceled) {
      out.merge(upstreams(run, upstream));
    } else {
      out.insert(upstream);
    }
  }
  return out;
}

std::set<Blocker> Model::unavailable_because(const Run& run, const std::string& key) {
  std::set<Blocker> out;
  for (const std::string& upstream : upstreams(run, key)) {
    if (state_of(run, upstream) != State::kCompleted) out.insert({"upstream.open", id_of(run, upstream)});
  }
  const std::string& parent = find_step(*run.procedure, key).parent;
  if (!parent.empty() && state_of(run, parent) != State::kInProgress) {
    out.insert({"parent.not_started", id_of(run, parent)});
  }
  return out;
}

bool Model::available(const Run& run, const std::string& key) {
  const State state = state_of(run, key);
  if (state != State::kTodo && state != State::kInProgress) return false;
  return !ended(run) && unavailable_because(run, key).empty();
}

// Section 4.

std::set<Blocker> Model::unmet_gates(const Run& run, const std::string& key, bool siblings) {
  std::set<Blocker> out;
  for (const Field& field : find_step(*run.procedure, key).fields) {
    const Reading* reading = reading_of(run, key, field.key);
    const std::string id = id_of(run, key, field.key);
    const bool wanted = field.required || (siblings && field.per_unit);
    if (is_sign_off(field)) {
      if (wanted && !stands(run, key, field.key)) out.insert({"signoff.missing", id});
    } else {
      if (wanted && reading == nullptr) out.insert({"field.missing", id});
      if (reading != nullptr && reading->judgement == "out_of_spec") out.insert({"field.out_of_spec", id});
    }
  }
  for (const std::string& child : children(*run.procedure, key)) {
    const State state = state_of(run, child);
    if (settled(state)) continue;
    if (state == State::kTodo && !find_step(*run.procedure, child).required) continue;
    out.insert({"child.open", id_of(run, child)});
  }
  return out;
}

/// Every step that rests on one that `restore` or `reopen` sends back to todo.
std::set<std::string> Model::rests_on(const Run& run, const std::string& key, bool restoring) {
  const Procedure& procedure = *run.procedure;
  std::set<std::string> sent = {key};
  if (restoring) {
    for (const std::string& below : descendants(procedure, key)) {
      if (state_of(run, below) == State::kCanceled && run.steps.at(below).canceled_with == key)
        sent.insert(below);
    }
  }
  const auto downstream_of = [&](const std::string& from) {
    std::set<std::string> out;
    const std::function<void(const std::string&)> walk = [&](const std::string& at) {
      for (const Step& step : procedure.steps) {
        if (written_upstreams(procedure, step.key).count(at) > 0 && out.insert(step.key).second)
          walk(step.key);
      }
    };
    walk(from);
    return out;
  };
  std::set<std::string> found;
  std::vector<std::string> open(sent.begin(), sent.end());
  while (!open.empty()) {
    const std::string at = open.back();
    open.pop_back();
    std::set<std::string> named;
    for (const std::string& downstream : downstream_of(at)) {
      named.insert(downstream);
      named.merge(descendants(procedure, downstream));
    }
    for (const std::string& ancestor : ancestors(procedure, at)) {
      if (state_of(run, ancestor) == State::kCompleted) named.insert(ancestor);
    }
    for (const std::string& step : named) {
      const State state = state_of(run, step);
      if (state == State::kTodo || state == State::kCanceled || sent.count(step) > 0) continue;
      if (found.insert(step).second) open.push_back(step);
    }
  }
  return found;
}

// Section 6.

bool Model::required_for_run(const Procedure& procedure, const std::string& key) {
  bool required = find_step(procedure, key).required;
  for (const std::string& ancestor : ancestors(procedure, key)) {
    required = required && find_step(procedure, ancestor).required;
  }
  return required;
}

std::string Model::status(const Run& run) {
  const auto any = [&](State state) {
    return std::any_of(run.steps.begin(), run.steps.end(),
                       [&](const auto& s) { return s.second.state == state; });
  };
  const auto all = [&](State state) {
    return std::all_of(run.steps.begin(), run.steps.end(),
                       [&](const auto& s) { return s.second.state == state; });
  };
  if (any(State::kFailed)) return "failed";
  if (any(State::kRedline)) return "redline";
  if (any(State::kHold)) return "hold";
  if (any(State::kInProgress)) return "in_progress";
  if (all(State::kTodo)) return "todo";
  if (all(State::kCanceled)) return "canceled";
  bool done = true;
  for (const auto& [key, step] : run.steps) {
    if (required_for_run(*run.procedure, key) && !settled(step.state)) done = false;
  }
  if (done) return any(State::kCanceled) ? "partial_complete" : "complete";
  return "in_progress";
}

/// The values of completed steps that a deviation covers.
std::set<Blocker> Model::deviations(const Run& run) {
  std::set<Blocker> out;
  for (const auto& [key, step] : run.steps) {
    if (step.state != State::kCompleted) continue;
    for (const auto& [field, reading] : step.attempts.back()) {
      if (reading.judgement == "deviated") out.insert({"field.out_of_spec", id_of(run, key, field)});
    }
  }
  return out;
}

/// What `run check` answers: an ended run cannot be completed, whatever its gates.
std::set<Blocker> Model::check_run(const Run& run) const {
  if (ended(run)) return {{"state", run.id}};
  return unmet_run_gates(run);
}

std::set<Blocker> Model::run_warnings(const Run& run) const {
  if (ended(run)) return {};
  const bool warns = !setting_is("on_deviation", "block") && !setting_is("on_deviation", "ignore");
  return warns ? deviations(run) : std::set<Blocker>{};
}

std::set<Blocker> Model::unmet_run_gates(const Run& run) const {
  std::set<Blocker> out;
  bool any_completed = false;
  for (const auto& [key, step] : run.steps) {
    if (step.state == State::kCompleted) {
      any_completed = true;
      for (const Blocker& unmet : unmet_gates(run, key, false)) {
        if (unmet.code == "field.missing") out.insert(unmet);
      }
    }
    if (settled(step.state)) continue;
    if (step.state == State::kTodo && !required_for_run(*run.procedure, key)) continue;
    out.insert({"step.open", id_of(run, key)});
  }
  if (!any_completed) out.insert({"step.open", run.id});
  if (setting_is("on_deviation", "block")) out.merge(deviations(run));
  return out;
}

}  // namespace oracle
