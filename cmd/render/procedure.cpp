#include <string>

#include "base/concat.h"
#include "fields.h"
#include "render/show.h"

namespace traveler::cmd {
namespace {

void add_steps(std::vector<Row>& rows, const Value& steps, const std::string& prefix, std::size_t depth) {
  if (!steps.is_list()) return;
  std::size_t position = 0;
  for (const Value& step : steps.as_list()) {
    const std::string number = concat(prefix, ++position);
    std::string has;
    const auto count = [&](std::string_view name, std::string_view one, std::string_view many) {
      const Value& list = step[name];
      if (!list.is_list() || list.as_list().empty()) return;
      const std::size_t size = list.as_list().size();
      has += concat(has.empty() ? "" : ", ", size, ' ', size == 1 ? one : many);
    };
    count("fields", "field", "fields");
    count("requires", "part", "parts");
    count("approvals", "approval", "approvals");
    const std::string title = step["title"].is_null() ? shown_text(step["use"]) : text_of(step["title"]);
    const Value& required = step["required"];
    const bool optional = required.is_bool() && !required.as_bool();
    rows.push_back({Cell(concat("  ", std::string(2 * depth, ' '), number)), Cell(text_of(step["id"])),
                    Cell(concat(title, optional ? " (optional)" : "")), Cell(shown_text(step["after"])),
                    Cell(has)});
    add_steps(rows, step["steps"], number + '.', depth + 1);
  }
}

}  // namespace

std::string render_procedure(const Value& procedure, const View& view) {
  const auto text = [&](std::string_view name) { return shown_text(procedure[name]); };
  const auto when_and_who = [&](std::string_view at, std::string_view by) {
    return procedure[at].is_null() ? Cell("") : Cell(concat(text(at), " by ", text(by)));
  };
  const bool standard = procedure["type"].is_null();
  Header header;
  header.add("state", state_cell(text("state")))
      .add("type", procedure["type"])
      .add("parts", procedure["parts"])
      .add("created", when_and_who("created_at", "created_by"))
      .add("released", when_and_who("released_at", "released_by"))
      .add("open runs", standard ? Value() : procedure["open_runs"])
      .add("digest", procedure["digest"]);
  std::string out = concat(styled(id_of(procedure), Style::kBold, view.color), "  ", text("title"), '\n',
                           header.render(view));
  std::vector<Row> rows;
  const Value& document = procedure["document"];
  if (document["standard_step"].is_text()) {  // itself a step: its key is not written as `id`
    Value step = document;
    step.add("id", document["standard_step"]);
    add_steps(rows, Value(Value::List{std::move(step)}), "", 0);
  } else {
    add_steps(rows, document["steps"], "", 0);
  }
  if (!rows.empty()) {
    TableOptions options;
    options.max_width = view.width;
    options.color = view.color;
    out += '\n';
    out += Table({{"  NO"},
                  {"STEP"},
                  {"TITLE", Align::kLeft, 1, 10},
                  {"AFTER", Align::kLeft, 1, 8},
                  {"", Align::kLeft, 1, 8}})
               .render(rows, options);
  }
  if (procedure["revisions"].is_list()) {
    out += heading("Open runs", view);
    for (const Value& revision : procedure["revisions"].as_list()) {
      const std::string runs = shown_text(revision["runs"]);
      out += concat("  @", shown_text(revision["revision"]), " ", state_cell(text_of(revision["state"])).text,
                    ": ", runs.empty() ? "none" : runs, '\n');
    }
  }
  return out;
}

}  // namespace traveler::cmd
