#include "ops/export.h"

#include <charconv>
#include <string>
#include <vector>

#include "format/export_writer.h"
#include "format/json.h"
#include "store/step_rows.h"

namespace traveler::ops {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16U;

void append_integer(std::string& out, std::int64_t number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

/// Appends what needs no quotes in any format; false for texts.
template <class Row>
bool append_plain(std::string& out, const Row& row, int index, const store::ExportColumn& column) {
  using enum store::ColumnType;
  switch (column.type) {
    case kInteger:
      append_integer(out, row.integer(index));
      return true;
    case kBoolean:
      out += row.boolean(index) ? "true" : "false";
      return true;
    case kNumber:
      out += row.text(index);
      return true;
    default:
      return false;
  }
}

/// Appends a text that never needs quotes or escapes: ids, times, quantities, enums; false for others.
template <class Row>
bool append_word(std::string& out, const Row& row, int index, const store::ExportColumn& column) {
  using enum store::ColumnType;
  switch (column.type) {
    case kTime:
      row.time(index).append_to(out);
      return true;
    case kQuantity:
      out += row.quantity(index).text(static_cast<int>(row.integer(index + 1)));
      return true;
    case kShortId:
      out += column.prefix;
      append_integer(out, row.integer(index));
      return true;
    case kStepId:
      out += column.prefix;
      append_integer(out, row.integer(index));
      out += '/';
      out += row.text(index + 1);
      return true;
    case kEnum: {
      const auto value = static_cast<std::size_t>(row.integer(index));
      if (value < column.texts.size()) out += column.texts[value];
      return true;
    }
    default:
      return false;
  }
}

template <class Row>
void append_csv_cell(std::string& out, const Row& row, int index, const store::ExportColumn& column) {
  if (row.is_null(index) || append_plain(out, row, index, column) || append_word(out, row, index, column))
    return;
  format::append_csv_text(out, row.text(index));
}

template <class Row>
void append_json_cell(std::string& out, const Row& row, int index, const store::ExportColumn& column) {
  if (row.is_null(index)) {
    out += "null";
    return;
  }
  if (append_plain(out, row, index, column)) return;
  const std::size_t start = out.size();
  out += '"';
  if (append_word(out, row, index, column)) {
    out += '"';
  } else {
    out.resize(start);
    format::append_json_text(out, row.text(index));
  }
}

/// Writes the rows that `row` steps through: a statement, or what reads like one.
template <class Row>
void write_rows(Row& row, const store::ExportTable& table, ExportFormat format, const ByteSink& bytes) {
  const auto& columns = table.columns;
  std::string out;
  out.reserve(kPiece + kPiece / 4);
  std::vector<std::string> keys;  // `"name":`, ready to be appended
  std::vector<int> raw;           // the first raw column of each
  int next = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (format == ExportFormat::kCsv) {
      if (i > 0) out += ',';
      out += columns[i].name;
    }
    std::string key = i > 0 ? "," : "{";
    format::append_json_text(key, columns[i].name);
    keys.push_back(key + ':');
    raw.push_back(next);
    next += store::raw_columns(columns[i].type);
  }
  if (format == ExportFormat::kCsv) out += "\r\n";
  if (format == ExportFormat::kJson) out += '[';

  bool first = true;
  while (row.step()) {
    if (format == ExportFormat::kCsv) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) out += ',';
        append_csv_cell(out, row, raw[i], columns[i]);
      }
      out += "\r\n";
    } else {
      if (format == ExportFormat::kJson) out += first ? "\n" : ",\n";
      for (std::size_t i = 0; i < columns.size(); ++i) {
        out += keys[i];
        append_json_cell(out, row, raw[i], columns[i]);
      }
      out += format == ExportFormat::kJson ? "}" : "}\n";
    }
    first = false;
    if (out.size() >= kPiece) {
      bytes(out);
      out.clear();
    }
  }
  if (format == ExportFormat::kJson) out += first ? "]\n" : "\n]\n";
  if (!out.empty()) bytes(out);
}

}  // namespace

void write_export(store::Connection& db, const store::ExportTable& table, ExportFormat format,
                  const ByteSink& bytes) {
  if (table.name == "steps") {
    store::StepRows rows(db);
    write_rows(rows, table, format, bytes);
    return;
  }
  store::Statement rows = store::read_export(db, table);
  write_rows(rows, table, format, bytes);
}

}  // namespace traveler::ops
