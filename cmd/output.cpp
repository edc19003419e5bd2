#include "output.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/concat.h"
#include "base/text.h"
#include "commands.h"
#include "fields.h"
#include "filters.h"
#include "format/export_writer.h"
#include "format/json.h"
#include "render/cells.h"
#include "render/material.h"
#include "render/show.h"
#include "render/tables.h"

namespace traveler::cmd {
namespace {

/// `object` with the named members only; dotted names stay inside of their objects.
Value picked(const Value& object, const std::vector<std::string>& fields) {
  if (fields.empty()) return object;
  Value out = Value::object();
  for (const std::string& field : fields) {
    Value* at = &out;
    std::string_view rest = field;
    for (std::size_t dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
      const std::string_view name = rest.substr(0, dot);
      if (at->find(name) == nullptr) at->add(name, Value::object());
      at = at->find(name);
      if (!at->is_object()) break;
      rest.remove_prefix(dot + 1);
    }
    if (at->is_object()) at->set(rest, value_at(object, field));
  }
  return out;
}

/// The columns of a CSV: as asked for, or all of the kind, members of objects each on their own.
std::vector<std::string> csv_columns(const OperationSpec& operation, const std::vector<std::string>& fields,
                                     const Value* first) {
  if (!fields.empty()) return fields;
  std::vector<std::string> columns;
  if (const auto kind = find_shape(operation.answer)) {
    const auto names = split(kind->keys, ' ');
    for (const std::string_view name : names) {
      const auto is_inside = [&](std::string_view other) {
        return other.size() > name.size() && other.starts_with(name) && other[name.size()] == '.';
      };
      if (std::none_of(names.begin(), names.end(), is_inside)) columns.emplace_back(name);
    }
  } else if (first != nullptr && first->is_object()) {
    for (const auto& [name, value] : first->as_object()) columns.push_back(name);
  }
  return columns;
}

/// RFC 4180; null bare, an empty text quoted. Spec section 16.
void append_csv_value(std::string& out, const Value& value) {
  if (value.is_null()) return;
  const auto is_nested = [](const Value& item) { return item.is_object() && item.find("key") == nullptr; };
  const bool list = value.is_list() && !value.as_list().empty();
  const bool objects = is_nested(value) || (list && value.as_list().front().is_object());
  format::append_csv_text(out, objects ? format::to_json(value) : text_of(value));
}

class RowWriter {
 public:
  RowWriter(const Context& context, const OperationSpec& operation)
      : context_(context), operation_(operation) {}

  void row(Value value) {
    const auto& fields = context_.options.fields;
    std::string line;
    switch (context_.format()) {
      case Format::kJson:
        line += count_ == 0 ? "[\n" : ",\n";
        format::append_json(line, picked(value, fields));
        break;
      case Format::kNdjson:
        format::append_json(line, picked(value, fields));
        line += '\n';
        break;
      case Format::kCsv:
        if (count_ == 0) line = csv_header(&value);
        append_csv_row(line, value);
        break;
      case Format::kId:
        line = id_of(value) + '\n';
        break;
      case Format::kTable:
      case Format::kOwn:
        kept_.push_back(std::move(value));
        break;
    }
    ++count_;
    if (!line.empty()) context_.streams.out(line);
  }

  void end() {
    switch (context_.format()) {
      case Format::kJson:
        context_.streams.out(count_ == 0 ? "[]\n" : "\n]\n");
        break;
      case Format::kCsv:
        if (count_ == 0) context_.streams.out(csv_header(nullptr));
        break;
      case Format::kTable:
        // Whoever asks for no rows learns nothing about whether there are any.
        if (kept_.empty() && context_.options.limit != 0) {
          if (!context_.options.quiet) context_.streams.err(nothing_text(operation_.answer) + '\n');
        } else {
          context_.streams.out(
              render_table(operation_.answer, kept_, context_.options.fields, context_.view));
        }
        break;
      default:
        break;
    }
  }

 private:
  std::string csv_header(const Value* first) {
    columns_ = csv_columns(operation_, context_.options.fields, first);
    std::string line;
    for (const std::string& column : columns_) {
      if (!line.empty()) line += ',';
      format::append_csv_text(line, column);
    }
    return line + "\r\n";
  }

  void append_csv_row(std::string& line, const Value& value) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) line += ',';
      append_csv_value(line, value_at(value, columns_[i]));
    }
    line += "\r\n";
  }

  const Context& context_;
  const OperationSpec& operation_;
  std::vector<std::string> columns_;
  std::vector<Value> kept_;
  std::size_t count_ = 0;
};

/// What has no value comes last, whichever way.
void sort_rows(std::vector<Value>& rows, std::string_view by) {
  const bool down = by.starts_with('-');
  if (down) by.remove_prefix(1);
  std::stable_sort(rows.begin(), rows.end(), [&](const Value& left, const Value& right) {
    const Value& a = value_at(left, by);
    const Value& b = value_at(right, by);
    if (a.is_null() || b.is_null()) return !a.is_null() && b.is_null();
    return down ? less_naturally(b, a) : less_naturally(a, b);
  });
}

void list_fields(const Context& context, const OperationSpec& operation) {
  for (const std::string_view name : field_names(operation)) context.streams.out(concat(name, '\n'));
}

}  // namespace

void write_list(const Context& context, const OperationSpec& operation, const Rows& rows) {
  const GlobalOptions& options = context.options;
  if (options.list_fields) return list_fields(context, operation);
  const RowFilter filter(options.filters, zone_shown, [&] { return actor_of(context); });
  RowWriter writer(context, operation);
  std::size_t left = options.limit.value_or(static_cast<std::size_t>(-1));
  if (!options.sort.empty()) {
    std::vector<Value> kept;
    rows([&](Value row) {
      if (filter.passes(row)) kept.push_back(std::move(row));
    });
    sort_rows(kept, options.sort);
    for (std::size_t i = 0; i < std::min(kept.size(), left); ++i) writer.row(std::move(kept[i]));
  } else if (left > 0) {
    rows([&](Value row) {
      if (left == 0) return false;
      if (!filter.passes(row)) return true;
      writer.row(std::move(row));
      return --left > 0;
    });
  }
  writer.end();
}

void write_object(const Context& context, const OperationSpec& operation, const Value& object) {
  const GlobalOptions& options = context.options;
  if (options.list_fields) return list_fields(context, operation);
  switch (context.format()) {
    case Format::kJson:
      context.streams.out(format::to_pretty_json(picked(object, options.fields)));
      context.streams.out("\n");
      return;
    case Format::kTable:
    case Format::kOwn:
      context.streams.out(options.fields.empty()
                              ? render_object(operation, object, context.view)
                              : render_table(operation.answer, {object}, options.fields, context.view));
      return;
    default: {
      RowWriter writer(context, operation);
      const bool tree = operation.name == "run.abom" && context.format() == Format::kCsv;
      if (tree) {
        each_abom_row(object, [&](Value row) { writer.row(std::move(row)); });
      } else {
        writer.row(object);
      }
      writer.end();
    }
  }
}

bool writes_text(const Context& context) {
  return context.format() == Format::kTable && context.options.fields.empty();
}

void write_change(const Context& context, const OperationSpec& operation, const Value& answer,
                  const std::function<std::string()>& text) {
  const GlobalOptions& options = context.options;
  if (options.list_fields) return list_fields(context, operation);
  const auto shape = find_shape(operation.answer);
  const std::string_view plural = shape ? shape->plural : std::string_view{};
  const Value& list = answer[plural];
  const bool as_json = context.format() == Format::kJson || context.format() == Format::kNdjson;
  if (as_json) {
    Value shown = answer;
    if (!options.fields.empty() && list.is_list()) {
      Value rows = Value::list();
      for (const Value& row : list.as_list()) rows.push(picked(row, options.fields));
      shown = Value::object();
      shown.add("op", answer["op"])
          .add("seq", answer["seq"])
          .add("dry_run", answer["dry_run"])
          .add(plural, std::move(rows));
    }
    context.streams.out(
        (context.format() == Format::kJson ? format::to_pretty_json(shown) : format::to_json(shown)));
    context.streams.out("\n");
  } else if (writes_text(context)) {
    if (!options.quiet) context.streams.out(text());
  } else if (list.is_list()) {
    RowWriter writer(context, operation);
    for (const Value& row : list.as_list()) writer.row(row);
    writer.end();
  }
}

int exit_of(const OperationSpec& operation, const Value& answer) {
  if (operation.name == "run.check")
    return answer["blockers"].is_list() && !answer["blockers"].as_list().empty() ? 1 : 0;
  if (operation.name == "verify") return answer["ok"] == Value(false) ? 1 : 0;
  return 0;
}

}  // namespace traveler::cmd
