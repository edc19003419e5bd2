#include "render/next.h"

#include <algorithm>
#include <vector>

#include "base/concat.h"
#include "base/decimal.h"
#include "fields.h"
#include "render/readings.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

/// More of them would bury the line that they are in.
constexpr std::size_t kMostNamed = 12;

bool is_true(const Value& value) { return value.is_bool() && value.as_bool(); }

const Value* first_of(const Value& answer, std::string_view name) {
  const Value& list = answer[name];
  return list.is_list() && !list.as_list().empty() ? &list.as_list().front() : nullptr;
}

std::string command_line(std::string_view label, const View& view, std::string_view command) {
  return concat(styled(label, Style::kDim, view.color), " traveler ", command, '\n');
}

std::string next_line(const View& view, std::string_view command) {
  return command_line("next:", view, command);
}

/// A word as a shell takes it: the brackets of a cell's key would be a pattern.
std::string shell_word(std::string_view word) {
  return word.find('[') == std::string_view::npos ? std::string(word) : concat('\'', word, '\'');
}

std::string with_values(const std::vector<std::string>& keys) {
  std::string out;
  for (std::size_t i = 0; i < std::min(keys.size(), kMostNamed); ++i)
    out += concat(' ', shell_word(keys[i] + "=VALUE"));
  if (keys.size() > kMostNamed) out += concat("  (and ", keys.size() - kMostNamed, " more)");
  return out;
}

/// How much a requirement of a step still needs; empty when it is met.
std::string open_quantity(const Value& requirement) {
  const auto quantity = [&](std::string_view name) {
    return Quantity::parse(text_of(requirement[name])).value_or(Quantity{});
  };
  const Quantity met = quantity("installed") + quantity("excepted");
  return met < quantity("needed") ? (quantity("needed") - met).text() : std::string();
}

/// What a step in progress still wants: values first, then parts, sign-offs and its completion.
std::string next_of_step(const Value& step, const View& view) {
  const std::string id = text_of(step["id"]);
  const OpenReadings open = open_readings(step);
  std::string out;
  std::vector<std::string> wrong;
  for (const Value* field : open.out_of_spec) {
    const std::string key = text_of((*field)["key"]);
    const std::string limits = limits_text(*field);
    out += concat(styled("✗ out of spec:", Style::kBad, view.color), ' ', key, ' ', reading_text(*field),
                  limits.empty() ? "" : concat(" (", limits, ')'), '\n');
    wrong.push_back(key);
  }
  if (!wrong.empty()) {
    out += next_line(view, concat("step record ", id, with_values(wrong)));
    out += command_line("  or:", view,
                        concat("step deviate ", id, ' ', shell_word(wrong.front()), " --reason \"...\""));
  }
  if (!open.missing.empty())
    return out + next_line(view, concat("step record ", id, with_values(open.missing)));
  if (!wrong.empty()) return out;
  for (const Value& requirement : step["requirements"].as_list()) {
    const std::string open_parts = open_quantity(requirement);
    if (!open_parts.empty())
      return out + next_line(view, concat("step install ", id, ' ', text_of(requirement["part"]),
                                          " --from INV  (", open_parts, " needed)"));
  }
  if (!open.sign.empty()) return out + next_line(view, concat("step sign ", id, ' ', open.sign));
  return out + next_line(view, concat("step complete ", id));
}

std::string next_of_run(const std::string& run, const Ask& ask, const View& view) {
  const Value steps = ask(question("step.next", "run", run));
  if (!steps.is_list() || steps.as_list().empty()) return next_line(view, concat("run show ", run));
  for (const Value& step : steps.as_list()) {
    if (text_of(step["state"]) == "todo") return next_line(view, concat("step start ", text_of(step["id"])));
  }
  const Value& step = steps.as_list().front();
  return next_line(view, concat("step show ", text_of(step["id"])));
}

/// A run whose steps are done stays open without auto_complete, or while something else blocks it.
std::string next_of_done_run(const std::string& run, const Ask& ask, const View& view) {
  const Value check = ask(question("run.check", "run", run));
  return next_line(view, concat(is_true(check["can_complete"]) ? "run complete " : "run check ", run));
}

std::string next_of_steps(const Request& request, const Value& answer, const Ask& ask, const View& view) {
  const Value& step = *first_of(answer, "steps");
  if (request.operation == "step.hold") {
    std::string held;
    for (const Value& one : answer["steps"].as_list()) {
      // Its siblings come along.
      if (matches(request.arguments["steps"], text_of(one["id"]))) held += concat(' ', text_of(one["id"]));
    }
    return next_line(view, concat("step resume", held));
  }
  if (text_of(step["state"]) == "in_progress")
    return next_of_step(ask(question("step.show", "step", step["id"])), view);
  const std::string run = text_of(step["run"]);
  if (const Value* changed = first_of(answer, "runs")) {
    if (has_ended(*changed)) return {};
    if (is_done_but_open(*changed)) return next_of_done_run(run, ask, view);
  }
  return next_of_run(run, ask, view);
}

std::string next_of_procedure(const std::string& operation, const Value& procedure, const View& view) {
  const std::string state = text_of(procedure["state"]);
  if ((operation == "procedure.add" && state == "draft") || operation == "procedure.submit")
    return next_line(view, concat("procedure release ", id_of(procedure)));
  // A standard step, which has no type, is not run.
  if (operation != "procedure.release" || procedure["type"].is_null()) return {};
  const Value* part = first_of(procedure, "parts");
  return next_line(view, concat("run create --part ", part == nullptr ? "PART" : text_of(*part),
                                " --procedure ", text_of(procedure["key"])));
}

/// What is kitted waits for its run, what is in quarantine for somebody to let it go.
std::string next_of_stock(const Request& request, const Value::List& items, const View& view) {
  // A piece that was split off comes last.
  const Value& item = items.back();
  if (request.operation == "inventory.kit")
    return next_line(view, concat("step next ", text_of(item["run"])));
  if (request.operation == "inventory.quarantine")
    return next_line(view, concat("inventory release ", id_of(item)));
  return {};
}

}  // namespace

std::string next_steps(const Request& request, const Value& answer, const Ask& ask, const View& view) {
  try {
    const std::string& op = request.operation;
    if (op == "split") {
      const Value* shared = first_of(answer, "installs");
      const Value* run = first_of(answer, "runs");
      if (shared == nullptr || run == nullptr) return {};
      // The units that left stand right after the run's own.
      const auto& items = answer["inventory"].as_list();
      return next_line(view,
                       concat("inventory resolve ", id_of(*shared), " --to ", text_of((*run)["inventory"]),
                              "=N --to ", items.size() > 1 ? id_of(items[1]) : "INV", "=N"));
    }
    if (op.starts_with("step.") && first_of(answer, "steps") != nullptr)
      return next_of_steps(request, answer, ask, view);
    if (op == "run.create" && first_of(answer, "runs") != nullptr)
      return next_of_run(id_of(*first_of(answer, "runs")), ask, view);
    if ((op == "batch.create" || op == "batch.add") && first_of(answer, "batches") != nullptr)
      return next_line(view, concat("batch show ", id_of(*first_of(answer, "batches"))));
    if (op == "issue.create")
      return next_line(view, concat("issue show ", id_of(*first_of(answer, "issues"))));
    if (op.starts_with("inventory.") && first_of(answer, "inventory") != nullptr)
      return next_of_stock(request, answer["inventory"].as_list(), view);
    if (first_of(answer, "procedures") != nullptr) {
      for (const Value& procedure : answer["procedures"].as_list()) {
        const std::string next = next_of_procedure(op, procedure, view);
        if (!next.empty()) return next;
      }
    }
  } catch (const Error&) {
    // The change is done; a hint that cannot be made is no error.
  }
  return {};
}

}  // namespace traveler::cmd
