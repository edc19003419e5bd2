#include "ops/sql.h"

#include <charconv>
#include <cmath>

#include "base/concat.h"
#include "format/export_writer.h"
#include "format/json.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16U;

/// The next row. What a value makes impossible is the fault of the statement, not of this program.
bool next(store::Statement& row) {
  try {
    return row.step();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kInternal) throw;
    throw Error(ErrorCode::kUsage, concat("sql: ", error.message()));
  }
}

std::string shown_real(double number) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

std::string shown_blob(std::string_view bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHex[byte >> 4U];
    out += kHex[byte & 0xFU];
  }
  return out;
}

/// A value that needs no quotes in any format; false for texts.
bool append_number(std::string& out, const store::Statement& row, int column) {
  switch (row.value_class(column)) {
    case store::ValueClass::kInteger:
      out += concat(row.integer(column));
      return true;
    case store::ValueClass::kReal:
      // JSON has no word for infinity.
      if (!std::isfinite(row.real(column))) return false;
      out += shown_real(row.real(column));
      return true;
    default:
      return false;
  }
}

std::string text_of(const store::Statement& row, int column) {
  switch (row.value_class(column)) {
    case store::ValueClass::kBlob:
      return shown_blob(row.blob(column));
    case store::ValueClass::kReal:
      return shown_real(row.real(column));
    default:
      return row.string(column);
  }
}

Value value_of(const store::Statement& row, int column) {
  switch (row.value_class(column)) {
    case store::ValueClass::kNull:
      return {};
    case store::ValueClass::kInteger:
      return Value(row.integer(column));
    default:
      return Value(text_of(row, column));
  }
}

void append_csv(std::string& out, const store::Statement& row) {
  for (int i = 0; i < row.columns(); ++i) {
    if (i > 0) out += ',';
    if (row.is_null(i) || append_number(out, row, i)) continue;
    format::append_csv_text(out, text_of(row, i));
  }
  out += "\r\n";
}

void append_object(std::string& out, const store::Statement& row) {
  out += '{';
  for (int i = 0; i < row.columns(); ++i) {
    if (i > 0) out += ',';
    format::append_json_text(out, row.column_name(i));
    out += ':';
    if (row.is_null(i)) {
      out += "null";
    } else if (!append_number(out, row, i)) {
      format::append_json_text(out, text_of(row, i));
    }
  }
  out += '}';
}

}  // namespace

void write_query(store::Connection& db, std::string_view sql, ExportFormat format, const ByteSink& bytes) {
  store::Statement row = db.prepare_reading(sql);
  std::string out;
  if (format == ExportFormat::kCsv) {
    for (int i = 0; i < row.columns(); ++i) {
      if (i > 0) out += ',';
      format::append_csv_text(out, row.column_name(i));
    }
    out += "\r\n";
  }
  bool first = true;
  if (format == ExportFormat::kJson) out += '[';
  while (next(row)) {
    switch (format) {
      case ExportFormat::kCsv:
        append_csv(out, row);
        break;
      case ExportFormat::kJson:
        out += first ? "\n" : ",\n";
        append_object(out, row);
        break;
      case ExportFormat::kNdjson:
        append_object(out, row);
        out += '\n';
        break;
    }
    first = false;
    if (out.size() < kPiece) continue;
    bytes(out);
    out.clear();
  }
  if (format == ExportFormat::kJson) out += first ? "]\n" : "\n]\n";
  if (!out.empty()) bytes(out);
}

void read_query(store::Connection& db, std::string_view sql,
                const std::function<void(const std::vector<std::string>&)>& columns, const RowSink& row) {
  store::Statement found = db.prepare_reading(sql);
  std::vector<std::string> names;
  for (int i = 0; i < found.columns(); ++i) names.emplace_back(found.column_name(i));
  columns(names);
  while (next(found)) {
    Value object = Value::object();
    for (int i = 0; i < found.columns(); ++i)
      object.add(names[static_cast<std::size_t>(i)], value_of(found, i));
    if (!row(std::move(object))) return;
  }
}

}  // namespace traveler::ops
