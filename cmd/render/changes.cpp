#include "render/changes.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "base/concat.h"
#include "fields.h"
#include "global_options.h"
#include "render/batch.h"
#include "render/material.h"
#include "render/stock.h"
#include "render/width.h"

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
  const auto shape = find_shape(operation.answer);
  return answer[shape ? shape->plural : std::string_view{}];
}

/// The values that were recorded on a step, as "key=value" after a colon.
std::string recorded_values(const Value& step) {
  std::string out;
  if (!step["fields"].is_list()) return out;
  for (const Value& field : step["fields"].as_list())
    out += concat(out.empty() ? ": " : ", ", shown_text(field["key"]), '=', shown_text(field["value"]));
  return out;
}

/// What is worth saying of an object besides that it changed.
std::string detail_of(const OperationSpec& operation, const Request& request, const Value& object) {
  if (operation.name == "step.record" && !request.arguments["file"].is_null()) return recorded_values(object);
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
  if (operation.name == "issue.create") return concat(": ", shown_text(object["title"]));
  return {};
}

/// Whether the request names a step of that key, in whatever run.
bool names_key(const Request& request, std::string_view key) {
  for (const std::string_view argument : {"steps", "step"}) {
    const Value& ids = request.arguments[argument];
    const auto is_it = [&](const Value& id) {
      const std::string text = text_of(id);
      return text.substr(text.find('/') + 1) == key;
    };
    if (ids.is_list() ? std::any_of(ids.as_list().begin(), ids.as_list().end(), is_it) : is_it(ids))
      return true;
  }
  return false;
}

/// True when a step was sent back because the work that it rests on was: it is neither named in the
/// request nor restored together with the parent it was canceled with.
bool was_sent_back(const Request& request, const Value::List& steps, const Value& step) {
  if (request.operation != "step.restore" && request.operation != "step.reopen") return false;
  // What is named stands for its siblings.
  const auto named = [&](std::string_view id) { return names_key(request, id.substr(id.find('/') + 1)); };
  std::string id = text_of(step["id"]);
  if (named(id)) return false;
  if (request.operation == "step.reopen") return true;
  for (const Value* at = &step; at != nullptr;) {
    id = concat(text_of((*at)["run"]), '/', text_of((*at)["parent"]));
    if (named(id)) return false;
    const auto parent = std::find_if(steps.begin(), steps.end(),
                                     [&](const Value& other) { return text_of(other["id"]) == id; });
    at = parent == steps.end() ? nullptr : &*parent;
  }
  return true;
}

/// What became of one object: "started by bob", "sent back to todo, attempt 2".
std::string fate_of(const OperationSpec& operation, const Request& request, const Value::List& all,
                    const Value& object) {
  if (was_sent_back(request, all, object))
    return concat("sent back to todo, attempt ", text_of(object["attempt"]));
  // An operation that can leave things as they are says what came of each.
  const Value& outcome = object["outcome"];
  if (outcome.is_text() && outcome.as_text() == "unchanged") return "is there already, unchanged";
  return concat(outcome.is_text() ? outcome.as_text() : past_of(operation.name), " by ", request.actor);
}

std::string run_standing(const Value& run) {
  if (!is_done_but_open(run)) return concat(run_state_cell(run).text, ", ", run_progress(run));
  return concat("✓ all steps done, not completed (", run_progress(run), ')');
}

/// How the runs stand, those that stand alike on one line.
std::string run_lines(const Value::List& runs) {
  std::vector<std::pair<std::string, std::vector<std::string>>> lines;
  for (const Value& run : runs) {
    const std::string standing = run_standing(run);
    const auto it =
        std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.first == standing; });
    if (it == lines.end()) {
      lines.push_back({standing, {id_of(run)}});
    } else {
      it->second.push_back(id_of(run));
    }
  }
  std::string out;
  for (const auto& [standing, ids] : lines) out += concat(id_ranges(ids), ' ', standing, '\n');
  return out;
}

/// One line for each step that was named, and what became of its siblings with it.
std::string step_lines(const OperationSpec& operation, const Request& request, const Value::List& steps,
                       const Value& runs, const View& view) {
  struct Line {
    std::string key, fate, batch, text;
    std::vector<std::string> siblings;  ///< the runs
  };
  std::unordered_map<std::string, std::string> batch_of;
  if (runs.is_list()) {
    for (const Value& run : runs.as_list()) batch_of.emplace(id_of(run), text_of(run["batch"]));
  }
  std::vector<Line> lines;
  for (const Value& step : steps) {
    const std::string id = id_of(step);
    std::string fate = fate_of(operation, request, steps, step);
    const std::string key = text_of(step["key"]);
    const bool named = matches(request.arguments["steps"], id) || matches(request.arguments["step"], id);
    const std::string batch = batch_of[text_of(step["run"])];
    const auto like = std::find_if(lines.begin(), lines.end(), [&](const Line& line) {
      return line.key == key && line.fate == fate && line.batch == batch;
    });
    if (!named && !batch.empty() && like != lines.end()) {
      like->siblings.push_back(text_of(step["run"]));
      continue;
    }
    std::string text = concat(styled(escape_for_terminal(id), Style::kBold, view.color), ' ', fate,
                              detail_of(operation, request, step));
    lines.push_back({key, std::move(fate), batch, std::move(text), {}});
  }
  std::string out;
  for (const Line& line : lines) {
    out += line.text;
    const auto count = static_cast<std::int64_t>(line.siblings.size());
    if (count > 0)
      // What is marked per unit stays with the named step.
      out += concat(request.operation == "step.record" ? "; what is shared on " : ", with ",
                    counted(count, "sibling"), ": ", id_ranges(line.siblings));
    out += '\n';
  }
  return out;
}

/// What runs were completed in spite of.
std::string warning_lines(const Value& happened) {
  std::string out;
  if (!happened.is_object()) return out;
  for (const Value& told : happened["warnings"].as_list()) {
    const auto& warnings = told["warnings"].as_list();
    out += concat(text_of(told["run"]), " completed over ",
                  counted(static_cast<std::int64_t>(warnings.size()), "warning"), ":\n");
    for (const Value& warning : warnings) {
      const std::string text = shown_text(warning);
      const std::size_t blank = text.find(' ');
      out += blank == std::string::npos
                 ? concat("  - ", text, '\n')
                 : concat("  - ", text.substr(blank + 1), " [", text.substr(0, blank), "]\n");
    }
  }
  return out;
}

/// What became of the items of a run: its own, where it is told, then what was kitted for it.
std::string item_lines(const Value& items, bool own) {
  std::string out;
  if (!items.is_list()) return out;
  for (const Value& item : items.as_list()) {
    const std::string status = state_cell(text_of(item["status"])).text;
    out += own ? concat(id_of(item), ' ', status, '\n')
               : concat(id_of(item), " (", shown_text(item["part"]), ", ", shown_text(item["quantity"]), ' ',
                        shown_text(item["unit"]), ") was kitted and not installed; it is ", status, '\n');
    own = false;
  }
  return out;
}

/// What a canceled step leaves in the item, and how it comes out.
std::string left_in_lines(const Value& installs) {
  std::string out;
  if (!installs.is_list()) return out;
  for (const Value& install : installs.as_list()) {
    const std::string id = shown_text(install["id"]);
    const std::string step = shown_text(install["step"]);
    out += concat(id, " (", shown_text(install["inventory"]), ", ", shown_text(install["part"]), ", ",
                  shown_text(install["quantity"]), ") of ", step, " stays in; `traveler step uninstall ",
                  step, ' ', id, "` takes it out\n");
  }
  return out;
}

}  // namespace

namespace {

/// What became of a batch: "B-1 created by alice: Boards, with R-1 to R-3".
std::string batch_line(const Request& request, const Value& answer, const Value& batch) {
  std::vector<std::string> moved;
  for (const Value& run : answer["runs"].as_list()) moved.push_back(id_of(run));
  const std::string runs = moved.empty() ? "no runs" : id_ranges(moved);
  const std::string by = concat(" by ", request.actor);
  const std::string title = shown_text(batch["title"]);
  const std::string_view verb = std::string_view(request.operation).substr(request.operation.find('.') + 1);
  if (verb == "add") return concat("changed", by, ": ", runs, " added\n");
  if (verb == "remove") return concat("changed", by, ": ", runs, " removed\n");
  if (verb == "rename") return concat("renamed", by, ": ", title, '\n');
  if (verb == "dissolve" && answer["runs"].as_list().empty()) return concat("was empty already\n");
  if (verb == "dissolve") return concat("dissolved", by, ": ", runs, " now move on their own\n");
  return concat("created", by, ": ", title, ", with ", runs, '\n');
}

}  // namespace

std::string render_change(const OperationSpec& operation, const Request& request, const Answer& answer,
                          const View& view) {
  std::string out;
  if (request.dry_run) out += "dry run; nothing is written, this is what would happen:\n";
  const Value& list = main_list(operation, answer);
  if (const std::string lines = render_material_change(request, answer, view); !lines.empty()) {
    out += lines;
  } else if (list.is_list() && operation.answer == "step" && operation.name != "step.except") {
    out += step_lines(operation, request, list.as_list(), answer["runs"], view);
    if (list.as_list().empty()) out += "nothing changed\n";
  } else if (list.is_list()) {
    for (const Value& object : list.as_list()) {
      // The named run comes first, then those of its batch that changed with it.
      const bool along = operation.name == "run.assign" || operation.name == "run.set";
      if (along && &object != &list.as_list().front()) {
        std::vector<std::string> others;
        for (const Value& run : list.as_list()) others.push_back(id_of(run));
        others.erase(others.begin());
        out.pop_back();
        out += concat(", and with it ", id_ranges(others), " of ", text_of(object["batch"]), '\n');
        break;
      }
      out += concat(styled(escape_for_terminal(id_of(object)), Style::kBold, view.color), ' ');
      if (operation.answer == "batch") {
        out += batch_line(request, answer, object);
        continue;
      }
      if (operation.name.starts_with("inventory.")) {
        // An item that is where it should be leaves no entry.
        const bool unchanged = answer["seq"].is_null() && !request.dry_run;
        out += unchanged ? std::string("unchanged: already as requested\n")
                         : stock_fate(request, list.as_list(), object) + '\n';
        continue;
      }
      out += concat(fate_of(operation, request, list.as_list(), object),
                    detail_of(operation, request, object), '\n');
    }
    if (list.as_list().empty()) out += "nothing changed\n";
  } else {
    out += concat(typed_name(operation), " done by ", request.actor, '\n');
  }
  // A step that moved may have moved its run.
  if (operation.answer == "step" && operation.name != "step.except" && answer["runs"].is_list()) {
    out += run_lines(answer["runs"].as_list());
  }
  out += warning_lines(answer.happened);
  if (operation.name == "run.create" && answer["batch"].is_object())
    out += concat(id_of(answer["batch"]), ' ', batch_line(request, answer, answer["batch"]));
  if (operation.name == "run.fail" || operation.name == "run.complete" || operation.name == "step.complete")
    out += item_lines(answer["inventory"], operation.name == "run.fail");
  if (operation.name == "step.cancel") out += left_in_lines(answer["installs"]);
  if (operation.name == "user.deactivate" && !answer["runs"].as_list().empty()) {
    std::vector<std::string> runs;
    for (const Value& run : answer["runs"].as_list()) runs.push_back(id_of(run));
    out += concat("still assigned to ", text_of(request.arguments["user"]), ": ", id_ranges(runs),
                  "; `traveler run assign RUN USER` gives them to somebody else\n");
  }
  if (operation.name == "issue.create") {
    for (const Value& item : answer["inventory"].as_list())
      out += concat(id_of(item), " is tied to ", text_of(item["issue"]), '\n');
  }
  const bool opens = operation.name != "split" || !request.arguments["issue_title"].is_null();
  if (operation.answer != "issue" && opens && answer["issues"].is_list()) {
    for (const Value& issue : answer["issues"].as_list()) {
      out += concat(id_of(issue), " opened: ", shown_text(issue["title"]), '\n');
    }
  }
  return out;
}

}  // namespace traveler::cmd
