#include "render/changes.h"

#include <algorithm>
#include <iterator>

#include "base/concat.h"
#include "fields.h"
#include "global_options.h"
#include "render/width.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

struct Past {
  std::string_view verb;
  std::string_view past;
};
constexpr Past kPast[] = {
    {"add", "added"},
    {"set", "changed"},
    {"create", "created"},
    {"start", "started"},
    {"complete", "completed"},
    {"hold", "put on hold"},
    {"resume", "resumed"},
    {"fail", "failed"},
    {"rework", "sent to rework"},
    {"cancel", "canceled"},
    {"restore", "restored"},
    {"reopen", "reopened"},
    {"record", "recorded"},
    {"sign", "signed"},
    {"submit", "submitted"},
    {"release", "released"},
    {"archive", "archived"},
    {"deactivate", "deactivated"},
    {"assign", "assigned"},
    {"deviate", "accepted with a deviation"},
    {"attach", "got its file"},
    {"receive", "received"},
    {"move", "moved"},
    {"split", "split"},
    {"merge", "merged"},
};

std::string past_of(std::string_view operation) {
  const std::string_view verb = operation.substr(operation.find('.') + 1);
  const auto it =
      std::find_if(std::begin(kPast), std::end(kPast), [&](const Past& past) { return past.verb == verb; });
  return it == std::end(kPast) ? std::string(verb) : std::string(it->past);
}

const Value& main_list(const OperationSpec& operation, const Value& answer) {
  const AnswerKind* kind = find_kind(operation.answer);
  return answer[kind == nullptr ? std::string_view{} : kind->plural];
}

/// What is worth saying of an object besides that it changed.
std::string detail_of(const OperationSpec& operation, const Request& request, const Value& object) {
  if ((operation.name == "step.record" || operation.name == "run.set") &&
      request.arguments["set"].is_object()) {
    std::string out;
    for (const auto& [key, value] : request.arguments["set"].as_object()) {
      out += concat(out.empty() ? ": " : ", ", key, '=', shown_text(value));
    }
    return out;
  }
  const bool on_field =
      operation.name == "step.sign" || operation.name == "step.deviate" || operation.name == "step.attach";
  if (on_field) return concat(": ", shown_text(request.arguments["field"]));
  if (operation.name == "run.assign") return concat(" to ", shown_text(request.arguments["assignee"]));
  if (operation.name == "config.set") return concat(": ", shown_text(object["value"]));
  if (operation.name == "run.create") return concat(": ", run_title(object));
  return {};
}

Request question(std::string_view operation, const Request& like) {
  Request request;
  request.operation = operation;
  request.actor = like.actor;
  return request;
}

bool is_true(const Value& value) { return value.is_bool() && value.as_bool(); }

std::string next_line(const View& view, std::string_view command) {
  return concat(styled("next:", Style::kDim, view.color), " traveler ", command, '\n');
}

/// What a step in progress still wants: values first, then sign-offs, then its completion.
std::string next_of_step(const Value& step, const View& view) {
  std::string values;
  std::string sign;
  std::string warnings;
  for (const Value& field : step["fields"].as_list()) {
    const std::string key = text_of(field["key"]);
    const bool open = field["value"].is_null() || is_true(field["superseded"]);
    if (text_of(field["judgement"]) == "out_of_spec") {
      const std::string limits = limits_text(field);
      warnings += concat(styled("✗ out of spec:", Style::kBad, view.color), ' ', key, ' ',
                         reading_text(field), limits.empty() ? "" : concat(" (", limits, ')'), '\n');
    }
    if (!open || !is_true(field["required"])) continue;
    if (text_of(field["type"]) == "signoff") {
      if (sign.empty()) sign = key;
    } else {
      values += concat(' ', key, "=VALUE");
    }
  }
  const std::string id = text_of(step["id"]);
  if (!values.empty()) return warnings + next_line(view, concat("step record ", id, values));
  if (!sign.empty()) return warnings + next_line(view, concat("step sign ", id, ' ', sign));
  if (!warnings.empty()) return warnings + next_line(view, concat("step show ", id));
  return next_line(view, concat("step complete ", id));
}

std::string next_of_run(const std::string& run, const Request& request, const Ask& ask, const View& view) {
  Request next = question("step.next", request);
  next.arguments.add("run", run);
  const Value steps = ask(next);
  if (!steps.is_list() || steps.as_list().empty()) return next_line(view, concat("run show ", run));
  for (const Value& step : steps.as_list()) {
    if (text_of(step["state"]) == "todo") return next_line(view, concat("step start ", text_of(step["id"])));
  }
  const Value& step = steps.as_list().front();
  return next_line(view, concat("step show ", text_of(step["id"])));
}

std::string next_of_first_step(const Request& request, const Value& answer, const Ask& ask,
                               const View& view) {
  const Value& step = answer["steps"].as_list().front();
  const std::string state = text_of(step["state"]);
  if (state == "in_progress") {
    Request show = question("step.show", request);
    show.arguments.add("step", step["id"]);
    return next_of_step(ask(show), view);
  }
  const Value& runs = answer["runs"];
  if (runs.is_list() && !runs.as_list().empty()) {
    const std::string lifecycle = text_of(runs.as_list().front()["lifecycle"]);
    if (lifecycle == "complete" || lifecycle == "failed") return {};
  }
  return next_of_run(text_of(step["run"]), request, ask, view);
}

}  // namespace

std::string render_change(const OperationSpec& operation, const Request& request, const Value& answer,
                          const View& view) {
  std::string out;
  if (is_true(answer["dry_run"])) out += "dry run; nothing is written, this is what would happen:\n";
  const Value& list = main_list(operation, answer);
  const std::string past = past_of(operation.name);
  if (list.is_list()) {
    for (const Value& object : list.as_list()) {
      // An operation that can leave things as they are says what came of each.
      const Value& outcome = object["outcome"];
      const std::string id = styled(escape_for_terminal(id_of(object)), Style::kBold, view.color);
      if (outcome.is_text() && outcome.as_text() == "unchanged") {
        out += concat(id, " is there already, unchanged\n");
        continue;
      }
      out += concat(id, ' ', outcome.is_text() ? outcome.as_text() : past, " by ", request.actor,
                    detail_of(operation, request, object), '\n');
    }
    if (list.as_list().empty()) out += "nothing changed\n";
  } else {
    out += concat(typed_name(operation), " done by ", request.actor, '\n');
  }
  // A step that moved may have moved its run.
  if (operation.answer == "step" && answer["runs"].is_list()) {
    for (const Value& run : answer["runs"].as_list()) {
      out += concat(id_of(run), ' ', state_cell(run_word(run)).text, ", ", run_progress(run), '\n');
    }
  }
  if (operation.answer != "issue" && answer["issues"].is_list()) {
    for (const Value& issue : answer["issues"].as_list()) {
      out += concat(id_of(issue), " opened: ", shown_text(issue["title"]), '\n');
    }
  }
  return out;
}

std::string next_steps(const Request& request, const Value& answer, const Ask& ask, const View& view) {
  try {
    const auto first = [&](std::string_view name) -> const Value* {
      const Value& list = answer[name];
      return list.is_list() && !list.as_list().empty() ? &list.as_list().front() : nullptr;
    };
    const std::string& op = request.operation;
    if (op.starts_with("step.") && first("steps") != nullptr)
      return next_of_first_step(request, answer, ask, view);
    if (op == "run.create" && first("runs") != nullptr)
      return next_of_run(id_of(*first("runs")), request, ask, view);
    if (const Value* procedure = first("procedures")) {
      const std::string state = text_of((*procedure)["state"]);
      if (op == "procedure.add" && state == "draft")
        return next_line(view, concat("procedure release ", id_of(*procedure)));
      if (op == "procedure.release") {
        const Value& parts = (*procedure)["parts"];
        const std::string part =
            parts.is_list() && !parts.as_list().empty() ? text_of(parts.as_list().front()) : "PART";
        return next_line(view,
                         concat("run create --part ", part, " --procedure ", text_of((*procedure)["key"])));
      }
    }
  } catch (const Error&) {
    // The change is done; a hint that cannot be made is no error.
  }
  return {};
}

}  // namespace traveler::cmd
