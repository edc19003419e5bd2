#include "render/history.h"

#include <algorithm>

#include "fields.h"
#include "traveler/error.h"

namespace traveler::cmd {

Request question(std::string_view operation, std::string_view argument, const Value& value) {
  Request request;
  request.operation = operation;
  request.arguments.add(argument, value);
  return request;
}

Value last_entry(const Ask& ask, std::string_view operation, const std::string& subject) {
  Request log = question("log", "subject", subject);
  log.arguments.add("op", operation);
  try {
    const Value entries = ask(log);
    if (!entries.is_list()) return {};
    const auto& list = entries.as_list();
    // The log of a step holds those of steps whose keys begin alike.
    const auto last = std::find_if(list.rbegin(), list.rend(),
                                   [&](const Value& entry) { return text_of(entry["subject"]) == subject; });
    return last == list.rend() ? Value() : *last;
  } catch (const Error&) {
    return {};
  }
}

void add_moves(Value& step, const Ask& ask) {
  const std::string id = text_of(step["id"]);
  Value entries;
  try {
    entries = ask(question("log", "subject", id));
  } catch (const Error&) {
    return;
  }
  if (!entries.is_list()) return;
  for (const Value& entry : entries.as_list()) {
    for (const Value& change : entry["changes"].as_list()) {
      if (text_of(change["subject"]) != id || text_of(change["field"]) != "state") continue;
      const std::string state = text_of(change["new"]);
      if (text_of(entry["op"]) == "step.start") step.set("started_by", entry["actor"]);
      if (state == "completed") step.set("completed_by", entry["actor"]);
      step.set(
          "moved",
          Value::object().add("by", entry["actor"]).add("at", entry["at"]).add("reason", entry["reason"]));
    }
  }
}

}  // namespace traveler::cmd
