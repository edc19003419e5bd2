#include "library.h"

#include <algorithm>

#include "traveler/error.h"
#include "traveler/operations.h"

using oracle::Command;
using traveler::Value;

namespace {

template <class List, class Text>
Value list_of(const List& list, Text text) {
  Value out = Value::list();
  for (const auto& item : list) out.push(text(item));
  return out;
}

Value list_of(const std::vector<std::string>& list) {
  return list_of(list, [](const std::string& item) { return Value(item); });
}

/// The document of runs of several procedures.
std::string document_of(const Command& command) {
  std::string out = "{\"runs\": [";
  for (const std::string& procedure : command.procedures) {
    out += out.back() == '[' ? "" : ", ";
    out += R"({"part": "BRKT-1", "serial": "auto", "procedure": ")" + procedure + "\"}";
  }
  out += "]";
  if (command.batched) out += R"(, "batch": {"title": ")" + command.title + "\"}";
  return out + "}";
}

Value arguments_of(const Command& command) {
  Value out = Value::object();
  const std::string& operation = command.operation;
  const bool one_step = operation == "step.record" || operation == "step.sign" || operation == "step.deviate";
  if (one_step) out.add("step", command.steps.front().text());
  if (!one_step && !command.steps.empty()) {
    out.add("steps", list_of(command.steps, [](const oracle::StepId& step) { return Value(step.text()); }));
  }
  Value set = Value::object();
  for (const auto& [key, value] : command.set) set.add(key, value ? Value(*value) : Value());
  if (command.due) set.add("due", command.due->empty() ? Value() : Value(*command.due));
  if (!command.set.empty() || command.due) out.add("set", std::move(set));
  if (!command.sign.empty() && one_step) out.add("field", command.sign.front());
  if (!command.sign.empty() && !one_step) out.add("sign", list_of(command.sign));
  if (command.cascade) out.add("cascade", true);
  if (command.only) out.add("only", true);
  if (!command.run.empty()) out.add("run", command.run);
  if (!command.setting.empty()) out.add("key", command.setting).add("value", command.value);
  if (!command.batch.empty()) out.add("batch", command.batch);
  if (!command.runs.empty()) out.add("runs", list_of(command.runs));
  if (!command.title.empty()) out.add("title", command.title);
  if (!command.assignee.empty()) out.add("assignee", command.assignee);
  return out;
}

}  // namespace

bool has_operation(const std::string& name) { return traveler::find_operation(name) != nullptr; }

std::string printed_name(const std::string& user) { return "Printed " + user; }

Library::Library(const std::string& path)
    : workspace_(traveler::Workspace::init(path, "alice", printed_name("alice"))) {}

Value Library::ask(const std::string& operation, Value arguments, const std::string& actor, bool reason) {
  traveler::Request request;
  request.operation = operation;
  request.arguments = std::move(arguments);
  request.actor = actor;
  if (reason) request.reason = "because";
  return workspace_.execute(request);
}

oracle::Outcome Library::apply(const Command& command) {
  try {
    answer_ = ask(command.operation, arguments_of(command), command.actor, command.reason);
  } catch (const traveler::Error& error) {
    oracle::Refusal refusal{std::string(traveler::to_text(error.code())), {}};
    for (const auto& blocker : error.blockers()) refusal.blockers.insert({blocker.code, blocker.subject});
    message_ = error.message();
    return refusal;
  }
  return std::nullopt;
}

std::vector<std::string> Library::create_runs(const Command& command) {
  const std::string& first = command.procedures.front();
  const auto alike = std::count(command.procedures.begin(), command.procedures.end(), first);
  Value arguments = Value::object();
  if (static_cast<std::size_t>(alike) == command.procedures.size()) {
    arguments.add("part", "BRKT-1").add("procedure", first).add("serial", "auto");
    if (alike > 1) arguments.add("copies", static_cast<std::int64_t>(alike));
    if (command.batched) arguments.add("batch", command.title);
  } else {
    arguments.add("file", Value::object().add("file", "runs.json").add("text", document_of(command)));
  }
  answer_ = ask("run.create", std::move(arguments), command.actor);
  std::vector<std::string> out;
  for (const Value& run : answer_["runs"].as_list()) out.push_back(run["id"].as_text());
  return out;
}
