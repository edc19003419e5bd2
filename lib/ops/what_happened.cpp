#include "ops/what_happened.h"

#include <algorithm>
#include <optional>

#include "base/enum_text.h"
#include "format/readings.h"
#include "model/ids.h"
#include "ops/run_completion.h"
#include "ops/step_gates.h"
#include "ops/step_target.h"
#include "store/next_step.h"
#include "store/readings.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

const Value* first_of(const Value& answer, std::string_view name) {
  const Value& list = answer[name];
  return list.is_list() && !list.as_list().empty() ? &list.as_list().front() : nullptr;
}

const std::string& id_of(const Value& object) { return object["id"].as_text(); }

Value args(std::string_view name, Value value) { return Value::object().add(name, std::move(value)); }

Value nulls(const std::vector<std::string>& keys) {
  Value out = Value::object();
  for (const std::string& key : keys) out.add(key, nullptr);
  return out;
}

/// Finds what can be done after a change.
class NextCalls {
 public:
  NextCalls(UnitOfWork& work, const Request& request, const Value& answer)
      : work_(work), request_(request), answer_(answer) {}

  void find() {
    const std::string& op = request_.operation;
    if (op == "split") return after_split();
    if (op.starts_with("step.") && first_of(answer_, "steps") != nullptr) return after_steps();
    if (op == "run.create" && first_of(answer_, "runs") != nullptr)
      return in_run(id_of(*first_of(answer_, "runs")));
    if ((op == "batch.create" || op == "batch.add") && first_of(answer_, "batches") != nullptr)
      return propose("batch.show", args("batch", id_of(*first_of(answer_, "batches"))));
    if (op == "issue.create")
      return propose("issue.show", args("issue", id_of(*first_of(answer_, "issues"))));
    if (op.starts_with("inventory.") && first_of(answer_, "inventory") != nullptr) return after_stock();
    if (first_of(answer_, "procedures") != nullptr) after_procedures();
  }

  Value next() { return std::move(next_); }
  Value out_of_spec() { return std::move(out_of_spec_); }

 private:
  Value& add(std::string_view op, Value arguments) {
    next_.push(Value::object().add("op", op).add("args", std::move(arguments)));
    return next_.as_list().back();
  }

  void propose(std::string_view op, Value arguments) { add(op, std::move(arguments)); }

  void after_split() {
    const Value* shared = first_of(answer_, "installs");
    const Value* run = first_of(answer_, "runs");
    if (shared == nullptr || run == nullptr) return;
    // The units that left stand right after the run's own.
    const auto& items = answer_["inventory"].as_list();
    add("inventory.resolve",
        args("install", id_of(*shared))
            .add("to", nulls({(*run)["inventory"].as_text(), items.size() > 1 ? id_of(items[1]) : "INV"})));
  }

  void after_steps() {
    const Value& step = *first_of(answer_, "steps");
    if (request_.operation == "step.hold") return after_hold();
    if (step["state"] == Value("in_progress")) return in_step(id_of(step));
    const Value* run = first_of(answer_, "runs");
    if (run != nullptr) {
      const std::optional lifecycle = from_text<Lifecycle>((*run)["lifecycle"].as_text());
      if (!lifecycle || has_ended(*lifecycle)) return;
      const std::string& status = (*run)["status"].as_text();
      // It stays open without auto_complete, or while something else blocks it.
      if (status == "complete" || status == "partial_complete") return at_end_of(step["run"].as_text());
      // Nothing is left to do, and only somebody can end it.
      if (status == "canceled") {
        add("run.fail", args("run", step["run"])).add("reason", nullptr);
        return;
      }
    }
    in_run(step["run"].as_text());
  }

  void after_hold() {
    // Its siblings come along.
    const auto& named = request_.arguments["steps"].as_list();
    Value held = Value::list();
    for (const Value& step : answer_["steps"].as_list()) {
      if (std::find(named.begin(), named.end(), step["id"]) != named.end()) held.push(step["id"]);
    }
    add("step.resume", args("steps", std::move(held)));
  }

  /// What a step in progress still wants: values first, then parts, sign-offs and its completion.
  void in_step(const std::string& id) {
    const StepTarget target = find_target(work_.rows(), id);
    const StepDef& definition = work_.definitions().get(work_.rows().plan_step(target.run, target.slot));
    const auto fields = fields_of(target, definition);
    const format::OpenReadings open = format::open_readings(fields);
    std::vector<std::string> wrong;
    for (const Value* field : open.out_of_spec) {
      wrong.push_back((*field)["key"].as_text());
      out_of_spec_.push(*field);
    }
    if (!wrong.empty()) {
      add("step.record", args("step", id).add("set", nulls(wrong)));
      add("step.deviate", args("step", id).add("field", wrong.front())).add("reason", nullptr);
    }
    if (!open.missing.empty())
      return propose("step.record", args("step", id).add("set", nulls(open.missing)));
    if (!wrong.empty()) return;
    if (!definition.requirements.empty() && wants_parts(target, definition)) return;
    if (!open.sign.empty()) {
      add("step.sign", args("step", id).add("field", open.sign));
    } else {
      add("step.complete", args("steps", Value::List{id}));
    }
  }

  Value::List fields_of(const StepTarget& target, const StepDef& definition) {
    if (definition.fields.empty()) return {};
    const std::int64_t attempt = work_.rows().step(target.run, target.slot).attempt;
    return format::field_values(
        definition, store::readings_of_step(work_.db(), target.run, target.slot, attempt, true), attempt);
  }

  bool wants_parts(const StepTarget& target, const StepDef& definition) {
    const auto states = requirement_states(work_.db(), work_.rows().run(target.run), target.key, definition);
    for (std::size_t i = 0; i < states.size(); ++i) {
      const Quantity open = states[i].open();
      if (open == Quantity{}) continue;
      add("step.install",
          args("step", target.id()).add("part", definition.requirements[i].part).add("from", nullptr))
          .add("needed", open.text());
      return true;
    }
    return false;
  }

  void in_run(const std::string& id) {
    const Run& run = work_.rows().run(parse_run_id(id));
    const auto step = has_ended(run) ? std::nullopt : store::next_step_of_run(work_.db(), run);
    if (!step) {
      add("run.show", args("run", id));
    } else if (step->state == StepState::kTodo) {
      add("step.start", args("steps", Value::List{step_id(run.id, step->key)}));
    } else {
      add("step.show", args("step", step_id(run.id, step->key)));
    }
  }

  void at_end_of(const std::string& id) {
    const RunGates gates = check_run(work_.db(), work_.definitions(), work_.rows().run(parse_run_id(id)));
    add(gates.blockers.empty() ? "run.complete" : "run.check", args("run", id));
  }

  /// What is kitted waits for its run, what is in quarantine for somebody to let it go.
  void after_stock() {
    // A piece that was split off comes last.
    const Value& item = answer_["inventory"].as_list().back();
    if (request_.operation == "inventory.kit") add("step.next", args("run", item["run"]));
    if (request_.operation == "inventory.quarantine") add("inventory.release", args("inventory", item["id"]));
  }

  void after_procedures() {
    for (const Value& procedure : answer_["procedures"].as_list()) {
      const std::string& key = procedure["key"].as_text();
      const std::string& op = request_.operation;
      if ((op == "procedure.add" && procedure["state"] == Value("draft")) || op == "procedure.submit") {
        const std::string id = procedure_id(key, procedure["revision"].as_integer());
        return propose("procedure.release", args("procedures", Value::List{id}));
      }
      // A standard step, which has no type, is not run.
      if (op != "procedure.release" || procedure["type"].is_null()) continue;
      const Value* part = first_of(procedure, "parts");
      return propose("run.create", args("part", part == nullptr ? Value() : *part).add("procedure", key));
    }
  }

  UnitOfWork& work_;
  const Request& request_;
  const Value& answer_;
  Value next_ = Value::list();
  Value out_of_spec_ = Value::list();
};

}  // namespace

Value what_happened(UnitOfWork& work, const Request& request, const Value& answer) {
  work.flush();
  NextCalls calls(work, request, answer);
  if (!request.dry_run) {
    try {
      calls.find();
    } catch (const Error&) {
      // What would only be a hint refuses no change.
    }
  }
  return Value::object().add("next", calls.next()).add("out_of_spec", calls.out_of_spec());
}

}  // namespace traveler::ops
