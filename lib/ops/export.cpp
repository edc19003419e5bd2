#include "ops/export.h"

#include <charconv>
#include <string>
#include <vector>

#include "format/export_writer.h"
#include "format/json.h"

namespace traveler::ops {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16U;

void append_integer(std::string& out, std::int64_t number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

/// Appends a cell whose spelling is the same in every format; false for texts.
bool append_plain(std::string& out, const store::Statement& row, int index, store::ColumnType type) {
  using enum store::ColumnType;
  switch (type) {
    case kInteger:
      append_integer(out, row.integer(index));
      return true;
    case kBoolean:
      out += row.boolean(index) ? "true" : "false";
      return true;
    case kNumber:
      format::append_number(out, row.text(index));
      return true;
    case kText:
    case kTime:
    case kQuantity:
      return false;
  }
  return false;
}

void append_csv_cell(std::string& out, const store::Statement& row, int index, store::ColumnType type) {
  if (row.is_null(index) || append_plain(out, row, index, type)) return;
  if (type == store::ColumnType::kTime) {
    row.time(index).append_to(out);
  } else if (type == store::ColumnType::kQuantity) {
    out += row.quantity(index).text();
  } else {
    format::append_csv_text(out, row.text(index));
  }
}

void append_json_cell(std::string& out, const store::Statement& row, int index, store::ColumnType type) {
  if (row.is_null(index)) {
    out += "null";
  } else if (append_plain(out, row, index, type)) {
    return;
  } else if (type == store::ColumnType::kTime) {
    out += '"';
    row.time(index).append_to(out);
    out += '"';
  } else if (type == store::ColumnType::kQuantity) {
    out += '"';
    out += row.quantity(index).text();
    out += '"';
  } else {
    format::append_json_text(out, row.text(index));
  }
}

}  // namespace

void write_export(store::Connection& db, const store::ExportTable& table, ExportFormat format,
                  const ByteSink& bytes) {
  const auto& columns = table.columns;
  std::string out;
  out.reserve(kPiece + kPiece / 4);
  std::vector<std::string> keys;  // `"name":`, ready to be appended
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (format == ExportFormat::kCsv) {
      if (i > 0) out += ',';
      out += columns[i].name;
    }
    std::string key = i > 0 ? "," : "{";
    format::append_json_text(key, columns[i].name);
    keys.push_back(key + ':');
  }
  if (format == ExportFormat::kCsv) out += "\r\n";
  if (format == ExportFormat::kJson) out += '[';

  store::Statement row = store::read_export(db, table);
  bool first = true;
  while (row.step()) {
    if (format == ExportFormat::kCsv) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) out += ',';
        append_csv_cell(out, row, static_cast<int>(i), columns[i].type);
      }
      out += "\r\n";
    } else {
      if (format == ExportFormat::kJson) out += first ? "\n" : ",\n";
      for (std::size_t i = 0; i < columns.size(); ++i) {
        out += keys[i];
        append_json_cell(out, row, static_cast<int>(i), columns[i].type);
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

}  // namespace traveler::ops
