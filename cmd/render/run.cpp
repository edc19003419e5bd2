#include <algorithm>
#include <map>

#include "base/concat.h"
#include "base/text.h"
#include "fields.h"
#include "render/show.h"

namespace traveler::cmd {
namespace {

bool is_true(const Value& value) { return value.is_bool() && value.as_bool(); }

/// What keeps a step that is to do from being started: "waits for kit, deburr".
std::string waits_for(const Value& step, const std::map<std::string, const Value*>& by_key) {
  const auto state_of = [&](const std::string& key) {
    const auto it = by_key.find(key);
    return it == by_key.end() ? std::string{} : text_of((*it->second)["state"]);
  };
  std::string out;
  for (const Value& key : step["after"].as_list()) {
    const std::string state = state_of(key.as_text());
    if (state != "completed" && state != "canceled")
      out += concat(out.empty() ? "waits for " : ", ", key.as_text());
  }
  if (out.empty() && step["parent"].is_text() && state_of(step["parent"].as_text()) != "in_progress") {
    out = concat("waits for ", step["parent"].as_text());
  }
  return out;
}

std::string step_table(const Value::List& steps, const View& view) {
  std::map<std::string, const Value*> by_key;
  for (const Value& step : steps) by_key.emplace(text_of(step["key"]), &step);
  std::vector<Row> rows;
  for (const Value& step : steps) {
    const std::string number = text_of(step["number"]);
    const auto depth = static_cast<std::size_t>(std::count(number.begin(), number.end(), '.'));
    const std::string state = text_of(step["state"]);
    Cell note;
    if (state == "todo") {
      note = is_true(step["available"]) ? Cell("ready", Style::kGood)
                                        : Cell(waits_for(step, by_key), Style::kDim);
    } else if (state == "in_progress" && !is_true(step["available"])) {
      note = Cell(waits_for(step, by_key), Style::kWarn);
    }
    if (step["attempt"].is_integer() && step["attempt"].as_integer() > 1) {
      note.text += concat(note.text.empty() ? "" : ", ", "attempt ", step["attempt"].as_integer());
    }
    const std::string optional = is_true(step["required"]) ? "" : " (optional)";
    rows.push_back({Cell(concat("  ", std::string(2 * depth, ' '), number)), state_cell(state),
                    Cell(text_of(step["key"])), Cell(concat(text_of(step["title"]), optional)),
                    std::move(note)});
  }
  TableOptions options;
  options.max_width = view.width;
  options.color = view.color;
  return Table({{"  NO"}, {"STATE"}, {"STEP"}, {"TITLE", Align::kLeft, 1, 10}, {"", Align::kLeft, 1, 8}})
      .render(rows, options);
}

}  // namespace

std::string render_run(const Value& run, const View& view) {
  const auto text = [&](std::string_view name) { return shown_text(run[name]); };
  std::string item = text("part");
  if (!run["part_revision"].is_null()) item += concat(':', text("part_revision"));
  if (!run["serial"].is_null()) item += concat(" · ", text("serial"));
  if (!run["lot"].is_null()) item += concat(" · lot ", text("lot"));
  item += concat(" · quantity ", text("quantity"), " · ", text("inventory"));
  std::string attributes;
  if (run["attributes"].is_object()) {
    for (const auto& [name, value] : run["attributes"].as_object()) {
      attributes += concat(attributes.empty() ? "" : ", ", name, '=', shown_text(value));
    }
  }
  Header header;
  header.add("status", run_status_cell(run))
      .add("lifecycle", state_cell(text("lifecycle")))
      .add("progress", Cell(run_progress(run)))
      .add("part", Cell(item))
      .add("procedure", run["procedure"])
      .add("batch", run["batch"])
      .add("assignee", run["assignee"])
      .add("due", run["due"])
      .add("scheduled", Cell(run["scheduled_start"].is_null() && run["scheduled_end"].is_null()
                                 ? std::string{}
                                 : concat(text("scheduled_start"), " to ", text("scheduled_end"))))
      .add("created", Cell(concat(text("created_at"), " by ", text("created_by"))))
      .add("started", run["started_at"])
      .add("completed", run["completed_at"])
      .add("export controlled", is_true(run["export_controlled"]) ? Cell("yes", Style::kWarn) : Cell(""))
      .add("attributes", Cell(attributes));
  std::string out =
      concat(styled(text("id"), Style::kBold, view.color), "  ", run_title(run), '\n', header.render(view));
  if (run["steps"].is_list()) {
    out += '\n';
    out += run["steps"].as_list().empty() ? "  no steps\n" : step_table(run["steps"].as_list(), view);
  }
  return out;
}

std::string render_check(const Value& check, const View& view) {
  std::string out =
      concat(shown_text(check["run"]),
             is_true(check["can_complete"]) ? " can be completed" : " cannot be completed", '\n');
  if (check["blockers"].is_list() && !check["blockers"].as_list().empty()) {
    out += concat("Blocked by\n", blocker_lines(check["blockers"], view));
  }
  if (check["warnings"].is_list() && !check["warnings"].as_list().empty()) {
    out += concat("Warnings\n", blocker_lines(check["warnings"], view));
  }
  return out;
}

}  // namespace traveler::cmd
