#include "render/tables.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "base/concat.h"
#include "fields.h"
#include "render/batch.h"

namespace traveler::cmd {
namespace {

/// One column of a list as people see it; `path` names its value, `cell` makes more of it.
struct Layout {
  std::string_view header;
  std::string_view path;
  unsigned shrink = 0;
  Align align = Align::kLeft;
  Cell (*cell)(const Value& row) = nullptr;
  bool verbose = false;  ///< only with -v
};

Cell state_of(const Value& row) { return state_cell(text_of(row["state"])); }
Cell status_of(const Value& row) { return state_cell(text_of(row["status"])); }
Cell clock_of(const Value& row) {
  return row["clock"].is_null() ? Cell("") : Cell("⚠ clock behind", Style::kWarn);
}
Cell shared_of(const Value& row) {
  return row["shared"].is_bool() && row["shared"].as_bool() ? Cell("⚠ shared", Style::kWarn) : Cell("");
}
Cell title_of(const Value& row) { return run_title(row); }
Cell run_state(const Value& row) { return run_state_cell(row); }
Cell done_of(const Value& row) {
  const std::string text = run_progress(row);
  return text.substr(0, text.find(" steps"));
}
Cell ready_of(const Value& row) {
  const Value& available = row["available"];
  const bool ready = available.is_bool() && available.as_bool();
  return ready ? Cell("ready", Style::kGood) : Cell("");
}
Cell id_cell(const Value& row) { return id_of(row); }
Cell active_of(const Value& row) {
  const bool active = row["active"].is_bool() && row["active"].as_bool();
  return active ? Cell("active") : Cell("– deactivated", Style::kDim);
}
Cell work_center_of(const Value& row) {
  return row["work_center"].is_bool() && row["work_center"].as_bool() ? Cell("work centre") : Cell("");
}
Cell builtin_of(const Value& row) {
  return row["builtin"].is_bool() && row["builtin"].as_bool() ? Cell("built-in") : Cell("");
}
Cell quantity_of(const Value& row) { return concat(text_of(row["quantity"]), ' ', text_of(row["unit"])); }
/// `nm` of `R-1/torque#nm`, or empty when the change is on the entry's own subject.
std::string_view short_subject(const Value& row, const Value& change) {
  const std::string& subject = change["subject"].as_text();
  if (subject == row["subject"].as_text()) return {};
  const std::size_t hash = subject.find('#');
  return std::string_view(subject).substr(hash == std::string::npos ? 0 : hash + 1);
}

Cell changes_of(const Value& row) {
  if (!row["changes"].is_list()) return {};
  std::string out;
  std::string_view before;
  for (const Value& change : row["changes"].as_list()) {
    const std::string_view on = short_subject(row, change);
    if (!out.empty()) out += on == before ? ", " : "; ";
    if (on != before) out += concat(on, ' ');
    before = on;
    out += concat(text_of(change["field"]), ": ");
    if (!change["old"].is_null()) out += concat(shown_text(change["old"]), " → ");
    out += change["new"].is_null() ? std::string("none") : shown_text(change["new"]);
  }
  return out;
}

Cell runs_of(const Value& row) {
  std::vector<std::string> runs;
  for (const Value& run : row["runs"].as_list()) runs.push_back(text_of(run));
  return runs.empty() ? Cell("none", Style::kDim) : Cell(id_ranges(runs));
}
Cell size_of(const Value& row) { return concat(row["runs"].as_list().size()); }

constexpr Layout kBatches[] = {{"BATCH", "id"},
                               {"TITLE", "title", 1},
                               {"SIZE", "", 0, Align::kRight, size_of},
                               {"RUNS", "", 1, Align::kLeft, runs_of}};
constexpr Layout kRuns[] = {{"RUN", "id"},
                            {"TITLE", "", 1, Align::kLeft, title_of},
                            {"STATUS", "", 0, Align::kLeft, run_state},
                            {"DONE", "", 0, Align::kLeft, done_of},
                            {"PROCEDURE", "procedure", 1},
                            {"ASSIGNEE", "assignee", 1},
                            {"DUE", "due"}};
constexpr Layout kSteps[] = {{"STEP", "id"},
                             {"NO", "number"},
                             {"TITLE", "title", 1},
                             {"STATE", "state", 0, Align::kLeft, state_of},
                             {"", "", 0, Align::kLeft, ready_of},
                             {"LOCATION", "location", 1}};
constexpr Layout kProcedures[] = {{"PROCEDURE", "", 0, Align::kLeft, id_cell},
                                  {"TITLE", "title", 1},
                                  {"STATE", "state", 0, Align::kLeft, state_of},
                                  {"TYPE", "type"},
                                  {"PARTS", "parts", 1},
                                  {"OPEN RUNS", "open_runs", 0, Align::kRight}};
constexpr Layout kParts[] = {{"PART", "", 0, Align::kLeft, id_cell},
                             {"NAME", "name", 1},
                             {"TRACKING", "tracking"},
                             {"UNIT", "unit"},
                             {"PRECISION", "precision", 0, Align::kRight}};
constexpr Layout kInventory[] = {{"ITEM", "id"},
                                 {"PART", "part", 1},
                                 {"SERIAL", "serial", 1},
                                 {"LOT", "lot", 1},
                                 {"QUANTITY", "", 0, Align::kRight, quantity_of},
                                 {"LOCATION", "location", 1},
                                 {"STATUS", "status", 0, Align::kLeft, status_of},
                                 {"RUN", "run"}};
constexpr Layout kUsers[] = {{"USER", "name"},
                             {"PRINTED NAME", "printed_name", 1},
                             {"ROLES", "roles", 1},
                             {"TEAMS", "teams", 1},
                             {"", "", 0, Align::kLeft, active_of}};
constexpr Layout kTeams[] = {{"TEAM", "name"}, {"USERS", "users", 1}, {"ROLES", "roles", 1}};
constexpr Layout kRoles[] = {{"ROLE", "name"}, {"", "", 0, Align::kLeft, builtin_of}, {"ALLOWS", "allow", 1}};
constexpr Layout kLocations[] = {
    {"CODE", "code"}, {"NAME", "name", 1}, {"", "", 0, Align::kLeft, work_center_of}};
constexpr Layout kSettings[] = {
    {"SETTING", "key"}, {"VALUE", "value", 1}, {"ORIGIN", "origin"}, {"", "help", 1}};
constexpr Layout kLog[] = {{"SEQ", "seq", 0, Align::kRight},
                           {"AT", "at"},
                           {"", "", 0, Align::kLeft, clock_of},
                           {"ACTOR", "actor", 1},
                           {.header = "LOGIN", .path = "login", .shrink = 1, .verbose = true},
                           {"OPERATION", "op"},
                           {"SUBJECT", "subject", 1},
                           {"CHANGES", "", 2, Align::kLeft, changes_of},
                           {"REASON", "reason", 1}};
constexpr Layout kIssues[] = {{"ISSUE", "id"},
                              {"TITLE", "title", 1},
                              {"STATE", "state", 0, Align::kLeft, state_of},
                              {"DISPOSITION", "disposition"},
                              {"RUNS", "runs", 1},
                              {"STEPS", "steps", 1},
                              {"CREATED", "created_at"}};
constexpr Layout kWhereUsed[] = {{"INSIDE OF", "inventory"}, {"PART", "part", 1},
                                 {"SERIAL", "serial", 1},    {"LOT", "lot", 1},
                                 {"STEP", "step"},           {"QUANTITY", "quantity", 0, Align::kRight},
                                 {"INSTALL", "install"},     {"", "shared", 0, Align::kLeft, shared_of}};
constexpr Layout kSchemas[] = {{"SCHEMA", "name"}, {"", "title", 1}};

std::span<const Layout> layout_of(std::string_view kind) {
  struct Entry {
    std::string_view kind;
    std::span<const Layout> layout;
  };
  static constexpr Entry kLayouts[] = {
      {"run", kRuns},
      {"step", kSteps},
      {"procedure", kProcedures},
      {"part", kParts},
      {"inventory", kInventory},
      {"user", kUsers},
      {"team", kTeams},
      {"role", kRoles},
      {"location", kLocations},
      {"setting", kSettings},
      {"log", kLog},
      {"schema", kSchemas},
      {"batch", kBatches},
      {"issue", kIssues},
      {"where_used", kWhereUsed},
  };
  for (const Entry& entry : kLayouts) {
    if (entry.kind == kind) return entry.layout;
  }
  return {};
}

/// A column that somebody asked for by its name.
Cell plain_cell(const Value& row, std::string_view path) {
  const Value& value = value_at(row, path);
  const bool state = path == "state" || path == "status" || path == "lifecycle" || path == "judgement";
  if (path == "status" && is_done_but_open(row)) return run_status_cell(row);
  if (state && value.is_text()) return state_cell(value.as_text());
  if (value.is_text()) return short_time(value.as_text());
  return shown_text(value);
}

std::string header_of(std::string_view path) {
  std::string out(path);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == '_') c = ' ';
  }
  return out;
}

TableOptions options_of(const View& view) {
  TableOptions options;
  options.max_width = view.width;
  options.color = view.color;
  return options;
}

std::string render_named(const std::vector<Value>& rows, const std::vector<std::string>& fields,
                         const View& view) {
  std::vector<Column> columns;
  for (const std::string& field : fields) {
    const bool number = !rows.empty() && value_at(rows.front(), field).is_integer();
    columns.push_back({header_of(field), number ? Align::kRight : Align::kLeft, 1, 8});
  }
  std::vector<Row> cells;
  for (const Value& row : rows) {
    Row& line = cells.emplace_back();
    for (const std::string& field : fields) line.push_back(plain_cell(row, field));
  }
  return Table(std::move(columns)).render(cells, options_of(view));
}

}  // namespace

std::string render_table(std::string_view kind, const std::vector<Value>& rows,
                         const std::vector<std::string>& fields, const View& view) {
  const auto layout = layout_of(kind);
  if (!fields.empty()) return render_named(rows, fields, view);
  if (layout.empty()) {
    std::vector<std::string> all;
    if (!rows.empty() && rows.front().is_object()) {
      for (const auto& [name, value] : rows.front().as_object()) all.push_back(name);
    }
    return render_named(rows, all, view);
  }
  // Columns in which nothing stands would only take the place of others.
  std::vector<std::vector<Cell>> cells(rows.size());
  std::vector<Column> columns;
  for (const Layout& column : layout) {
    if (column.verbose && !view.verbose) continue;
    std::vector<Cell> made;
    made.reserve(rows.size());
    bool filled = rows.empty() || &column == &layout.front();
    for (const Value& row : rows) {
      made.push_back(column.cell != nullptr ? column.cell(row) : plain_cell(row, column.path));
      filled = filled || !made.back().text.empty();
    }
    if (!filled) continue;
    columns.push_back({std::string(column.header), column.align, column.shrink, 8});
    for (std::size_t i = 0; i < rows.size(); ++i) cells[i].push_back(std::move(made[i]));
  }
  return Table(std::move(columns)).render(cells, options_of(view));
}

std::string nothing_text(std::string_view kind) {
  const auto shape = find_shape(kind);
  return concat("no ", shape && !shape->plural.empty() ? shape->plural : std::string_view("rows"));
}

}  // namespace traveler::cmd
