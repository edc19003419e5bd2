#include "format/readings.h"

#include <algorithm>
#include <span>

#include "format/objects.h"
#include "model/fields.h"
#include "model/gates.h"
#include "model/ids.h"

namespace traveler::format {
namespace {

std::string text_of(const Value& value) { return value.is_text() ? value.as_text() : std::string(); }

bool is_true(const Value& value) { return value.is_bool() && value.as_bool(); }
bool has_value(const Value& field) { return !field["value"].is_null(); }
bool is_out_of_spec(const Value& field) { return text_of(field["judgement"]) == "out_of_spec"; }

/// `bores[3].` of `bores[3].dia`.
std::string row_of(const Value& cell) {
  const auto key = parse_field_key(text_of(cell["key"]));
  return key ? field_key(key->field, key->row, {}) : std::string();
}

/// A required table needs every row, a row that was begun its required cells.
void add_missing(std::vector<std::string>& missing, const Value& table, std::span<const Value> row) {
  const bool begun = std::any_of(row.begin(), row.end(), has_value);
  const bool needed = is_true(table["required"]);
  const bool some_required =
      std::any_of(row.begin(), row.end(), [](const Value& cell) { return is_true(cell["required"]); });
  if (needed && !begun && !some_required) missing.push_back(text_of(row.front()["key"]));
  if (!needed && !begun) return;
  for (const Value& cell : row) {
    if (is_true(cell["required"]) && !has_value(cell)) missing.push_back(text_of(cell["key"]));
  }
}

}  // namespace

Value::List field_values(const StepDef& definition, const std::vector<Reading>& readings,
                         std::int64_t attempt) {
  Value::List fields;
  for (const FieldDef& field : definition.fields) {
    fields.push_back(field_value(field, find_reading(readings, field.key), attempt));
    if (field.type != FieldType::kTable) continue;
    Value cells = Value::list();
    Judgement worst = Judgement::kEmpty;
    for (const std::string& row : table_rows(field, readings)) {
      for (const FieldDef& column : field.columns) {
        const Reading* reading = find_reading(readings, field.key, row, column.key);
        if (reading != nullptr && reading->value) worst = worse_of(worst, reading->judgement);
        Value cell = field_value(column, reading, attempt);
        cell.set("key", field_key(field.key, row, column.key));
        cells.push(std::move(cell));
      }
    }
    fields.back().set("judgement", to_text(worst)).add("cells", std::move(cells));
  }
  return fields;
}

const Value::List& cells_of(const Value& field) {
  static const Value::List kNone;
  const Value& cells = field["cells"];
  return cells.is_list() ? cells.as_list() : kNone;
}

std::vector<std::string> missing_cells(const Value& table) {
  std::vector<std::string> missing;
  const std::span<const Value> cells = cells_of(table);
  for (std::size_t start = 0; start < cells.size();) {
    std::size_t end = start + 1;
    while (end < cells.size() && row_of(cells[end]) == row_of(cells[start])) ++end;
    add_missing(missing, table, cells.subspan(start, end - start));
    start = end;
  }
  return missing;
}

OpenReadings open_readings(const Value::List& fields) {
  OpenReadings open;
  for (const Value& field : fields) {
    if (text_of(field["type"]) == "table") {
      for (std::string& key : missing_cells(field)) open.missing.push_back(std::move(key));
      for (const Value& cell : cells_of(field)) {
        if (is_out_of_spec(cell)) open.out_of_spec.push_back(&cell);
      }
      continue;
    }
    if (is_out_of_spec(field)) open.out_of_spec.push_back(&field);
    const bool wanted = !has_value(field) || is_true(field["superseded"]);
    if (!wanted || !is_true(field["required"])) continue;
    if (text_of(field["type"]) != "signoff") {
      open.missing.push_back(text_of(field["key"]));
    } else if (open.sign.empty()) {
      open.sign = text_of(field["key"]);
    }
  }
  return open;
}

}  // namespace traveler::format
