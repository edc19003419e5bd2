#include <algorithm>

#include "base/concat.h"
#include "fields.h"
#include "format/readings.h"
#include "render/batch.h"
#include "render/show.h"

namespace traveler::cmd {
namespace {

using format::cells_of;
using format::missing_cells;

bool is_true(const Value& value) { return value.is_bool() && value.as_bool(); }
bool has_rows(const Value& value) { return value.is_list() && !value.as_list().empty(); }

std::string table(std::vector<Column> columns, const std::vector<Row>& rows, const View& view) {
  TableOptions options;
  options.max_width = view.width;
  options.color = view.color;
  return Table(std::move(columns)).render(rows, options);
}

/// The runs in which the step moves along.
std::string sibling_runs(const Value& step) {
  std::vector<std::string> runs;
  if (!step["sibling_runs"].is_list()) return {};
  for (const Value& run : step["sibling_runs"].as_list()) runs.push_back(text_of(run));
  return id_ranges(runs);
}

Cell value_cell(const Value& field) {
  if (text_of(field["type"]) == "table") {
    const auto& cells = cells_of(field);
    const auto given =
        std::count_if(cells.begin(), cells.end(), [](const Value& cell) { return !cell["value"].is_null(); });
    return concat(given, " of ", cells.size(), cells.size() == 1 ? " cell" : " cells");
  }
  const std::string value = reading_text(field);
  if (value.empty())
    return is_true(field["required"]) ? Cell("required", Style::kWarn) : Cell("–", Style::kDim);
  if (text_of(field["type"]) != "signoff") return value;
  // A sign-off holds the signer; the printed name and the meaning are what an auditor reads.
  const std::string printed = shown_text(field["printed_name"]);
  return concat(text_of(field["meaning"]), " by ", value,
                printed.empty() || printed == value ? "" : concat(" (", printed, ')'));
}

std::string limits_cell(const Value& field) {
  if (text_of(field["type"]) == "signoff") {
    return concat("sign-off by ", shown_text(field["role"]), is_true(field["peer"]) ? ", a peer" : "", ": ",
                  text_of(field["meaning"]));
  }
  const std::string limits = limits_text(field);
  const std::string unit = shown_text(field["unit"]);
  if (limits.empty()) return concat(text_of(field["type"]), unit.empty() ? "" : ", ", unit);
  return concat(limits, unit.empty() ? "" : " ", unit);
}

/// A table of which cells are missing is open, unless one is out already.
std::string judgement_of(const Value& field) {
  const std::string own = text_of(field["judgement"]);
  if (text_of(field["type"]) != "table" || own == "out_of_spec") return own;
  return missing_cells(field).empty() ? own : "empty";
}

Row field_row(const Value& field, std::string_view indent) {
  std::string by;
  if (!field["recorded_by"].is_null())
    by = concat(shown_text(field["recorded_by"]), ' ', shown_text(field["recorded_at"]));
  const std::string judgement = judgement_of(field);
  Cell state = judgement == "empty" ? Cell("· open") : state_cell(judgement);
  if (is_true(field["superseded"])) state = Cell("✎ superseded, sign again", Style::kWarn);
  return {Cell(concat(indent, text_of(field["key"]))),
          Cell(text_of(field["title"])),
          Cell(limits_cell(field)),
          value_cell(field),
          std::move(state),
          Cell(by, Style::kDim)};
}

std::string field_table(const Value::List& fields, const View& view) {
  std::vector<Row> rows;
  for (const Value& field : fields) {
    rows.push_back(field_row(field, "  "));
    for (const Value& cell : cells_of(field)) rows.push_back(field_row(cell, "    "));
  }
  return table({{"  FIELD"},
                {"TITLE", Align::kLeft, 1, 8},
                {"LIMITS"},
                {"VALUE", Align::kLeft, 1, 8},
                {""},
                {"", Align::kLeft, 2, 8}},
               rows, view);
}

/// More of them would bury the line that they are in.
constexpr std::size_t kMostInstalls = 8;

std::string requirement_table(const Value::List& requirements, const View& view) {
  std::vector<Row> rows;
  for (const Value& requirement : requirements) {
    std::string part = text_of(requirement["part"]);
    if (!requirement["revision"].is_null()) part += concat(':', text_of(requirement["revision"]));
    const std::string excepted = text_of(requirement["excepted"]);
    std::string installs;
    std::size_t named = 0;
    for (const Value& install : requirement["installs"].as_list()) {
      if (++named > kMostInstalls) {
        installs += concat(", and ", requirement["installs"].as_list().size() - kMostInstalls, " more");
        break;
      }
      installs += concat(installs.empty() ? "" : ", ", text_of(install["id"]), ' ',
                         text_of(install["inventory"]), is_true(install["shared"]) ? " shared" : "");
    }
    rows.push_back({Cell(concat("  ", part)), Cell(text_of(requirement["needed"])),
                    Cell(text_of(requirement["installed"])), Cell(excepted == "0" ? "" : excepted),
                    Cell(shown_text(requirement["designators"])),
                    Cell(shown_text(requirement["substitutes"])), Cell(installs)});
  }
  std::vector<Column> columns{{"  PART"},
                              {"NEEDED", Align::kRight},
                              {"INSTALLED", Align::kRight},
                              {"EXCEPTED", Align::kRight},
                              {"PLACES", Align::kLeft, 1, 8},
                              {"SUBSTITUTES", Align::kLeft, 1, 8},
                              {"INSTALLS", Align::kLeft, 1, 8}};
  // What most steps have nothing of would only take the place of the rest.
  for (const std::size_t index : {std::size_t{6}, std::size_t{3}}) {
    if (std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return !row[index].text.empty(); }))
      continue;
    columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(index));
    for (Row& row : rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(index));
  }
  return table(std::move(columns), rows, view);
}

}  // namespace

std::string render_step(const Value& step, const View& view) {
  const auto text = [&](std::string_view name) { return shown_text(step[name]); };
  const std::string state = text("state");
  Cell shown_state = state_cell(state);
  if (is_true(step["available"])) shown_state.text += state == "todo" ? ", ready" : "";
  const auto when_and_who = [&](std::string_view at, std::string_view by) {
    return step[at].is_null() || step[by].is_null() ? Cell(text(at))
                                                    : Cell(concat(text(at), " by ", text(by)));
  };
  Header header;
  header.add("state", std::move(shown_state));
  if (state == "hold" || state == "failed" || state == "canceled") {
    const Value& moved = step["moved"];
    if (moved.is_object()) {
      header.add("since", Cell(concat(shown_text(moved["at"]), " by ", shown_text(moved["by"]))))
          .add("reason", moved["reason"]);
    }
  }
  header.add("number", step["number"])
      .add("attempt",
           Cell(step["attempt"].is_integer() && step["attempt"].as_integer() > 1 ? text("attempt") : ""))
      .add("required", is_true(step["required"]) ? Cell("") : Cell("no"))
      .add("inside of", step["parent"])
      .add("after", step["after"])
      .add("siblings", Cell(sibling_runs(step)))
      .add("location", step["location"])
      .add("assignee", step["assignee"])
      .add("started", when_and_who("started_at", "started_by"))
      .add("completed", when_and_who("completed_at", "completed_by"));
  if (step["outside"].is_object()) {
    const Value& outside = step["outside"];
    header.add(
        "outside process",
        Cell(concat(shown_text(outside["operation"]),
                    outside["supplier"].is_null() ? "" : concat(" at ", shown_text(outside["supplier"])))));
  }
  std::string out =
      concat(styled(text("id"), Style::kBold, view.color), "  ", text("title"), '\n', header.render(view));
  if (step["instructions"].is_text() && !step["instructions"].as_text().empty()) {
    out += concat(heading("Instructions", view), wrapped(step["instructions"].as_text(), 2, view));
  }
  if (has_rows(step["fields"]))
    out += concat(heading("Fields", view), field_table(step["fields"].as_list(), view));
  if (has_rows(step["requirements"])) {
    out += concat(heading("Requires", view), requirement_table(step["requirements"].as_list(), view));
  }
  if (has_rows(step["approvals"])) {
    out += heading("Approvals", view);
    for (const Value& gate : step["approvals"].as_list()) {
      out += concat("  ", shown_text(gate["id"]), ": ", shown_text(gate["count"]), " by ",
                    shown_text(gate["role"]), '\n');
    }
  }
  if (has_rows(step["blocked_by"]))
    out += concat(heading("Blocked by", view), blocker_lines(step["blocked_by"], view));
  return out;
}

}  // namespace traveler::cmd
