#include "base/concat.h"
#include "fields.h"
#include "render/material.h"
#include "render/show.h"
#include "render/width.h"

namespace traveler::cmd {
namespace {

bool is_true(const Value& value) { return value.is_bool() && value.as_bool(); }

/// "SN F-1" or "lot L-7"; "" for what is counted.
std::string number_text(const Value& piece) {
  if (!piece["serial"].is_null()) return concat("SN ", text_of(piece["serial"]));
  return piece["lot"].is_null() ? std::string() : concat("lot ", text_of(piece["lot"]));
}

std::string quantity_text(const Value& piece) {
  return concat(text_of(piece["quantity"]), ' ', text_of(piece["unit"]));
}

std::string marks_of(const Value& child) {
  std::string out;
  const auto add = [&](std::string_view mark, std::string_view what = {}) {
    out += concat(out.empty() ? "" : ", ", mark, what);
  };
  if (!child["substitute_for"].is_null()) add("↔ substitute for ", text_of(child["substitute_for"]));
  if (is_true(child["shared"])) add("⚠ shared");
  if (text_of(child["quantity"]).find_first_not_of("0.") == std::string::npos) add("· traced");
  if (!child["exception"].is_null()) add("⚠ rest excepted by ", text_of(child["exception"]));
  return out;
}

Row child_row(const Value& child, std::string_view branch) {
  return {Cell(concat(branch, text_of(child["part"]))),
          Cell(number_text(child)),
          Cell(quantity_text(child)),
          Cell(shown_text(child["designators"])),
          Cell(text_of(child["step"])),
          Cell(concat(text_of(child["install"]), ' ', text_of(child["inventory"])), Style::kDim),
          Cell(concat(text_of(child["installed_by"]), ' ', shown_text(child["installed_at"])), Style::kDim),
          Cell(marks_of(child), Style::kWarn)};
}

/// One line of a deep tree is open at each level: they are kept on a list, not on the stack.
struct Level {
  const Value::List* children;
  std::size_t next;
  std::string indent;
};

}  // namespace

std::string render_abom(const Value& abom, const View& view) {
  std::string number = number_text(abom);
  if (!number.empty()) number = concat("  ", number);
  std::string out = concat(styled(shown_text(abom["run"]), Style::kBold, view.color), "  ",
                           shown_text(abom["inventory"]), "  ", shown_text(abom["part"]),
                           escape_for_terminal(number), "  ", escape_for_terminal(quantity_text(abom)), '\n');
  std::vector<Row> rows;
  std::vector<Level> path;
  path.push_back({&abom["children"].as_list(), 0, {}});
  while (!path.empty()) {
    Level& level = path.back();
    if (level.next == level.children->size()) {
      path.pop_back();
      continue;
    }
    const Value& child = (*level.children)[level.next++];
    const bool last = level.next == level.children->size();
    rows.push_back(child_row(child, concat(level.indent, last ? "└─ " : "├─ ")));
    std::string indent = concat(level.indent, last ? "   " : "│  ");
    path.push_back({&child["children"].as_list(), 0, std::move(indent)});
  }
  TableOptions options;
  options.max_width = view.width;
  options.color = view.color;
  out += Table({{""},
                {"", Align::kLeft, 1},
                {"", Align::kRight},
                {"", Align::kLeft, 1},
                {"", Align::kLeft, 1},
                {"", Align::kLeft, 1},
                {"", Align::kLeft, 2},
                {"", Align::kLeft, 1}})
             .render(rows, options);
  if (abom["children"].as_list().empty()) out += "nothing is installed\n";
  if (!abom["exceptions"].as_list().empty()) out += heading("Exceptions", view);
  for (const Value& exception : abom["exceptions"].as_list()) {
    out += concat("  ", shown_text(exception["step"]), "  ", shown_text(exception["part"]), "  ",
                  shown_text(exception["quantity"]), " missing, by ", shown_text(exception["issue"]), '\n');
  }
  return out;
}

void each_abom_row(const Value& abom, const RowSink& sink) {
  struct Parent {
    const Value* value;
    std::size_t next;
  };
  const auto row_of = [&](std::size_t level, const Value& parent) {
    Value row = Value::object();
    row.add("run", abom["run"])
        .add("level", static_cast<std::int64_t>(level))
        .add("parent_inventory", parent["inventory"])
        .add("parent_part", parent["part"]);
    return row;
  };
  std::vector<Parent> path{{&abom, 0}};
  while (!path.empty()) {
    const Value& parent = *path.back().value;
    const auto& children = parent["children"].as_list();
    if (path.back().next == children.size()) {
      path.pop_back();
      continue;
    }
    const Value& child = children[path.back().next++];
    Value row = row_of(path.size(), parent);
    for (const std::string_view name :
         {"install", "part", "inventory", "serial", "lot", "quantity", "designators", "step", "installed_by",
          "installed_at", "substitute_for", "exception", "shared"}) {
      row.add(name, child[name]);
    }
    // As the export table has them: places in one cell, exceptions on rows of their own.
    std::string places;
    for (const Value& place : child["designators"].as_list())
      places += concat(places.empty() ? "" : " ", text_of(place));
    row.set("designators", places.empty() ? Value() : Value(std::move(places)));
    row.set("exception", Value());
    sink(std::move(row));
    path.push_back({&child, 0});
  }
  for (const Value& exception : abom["exceptions"].as_list()) {
    Value row = row_of(1, abom);
    row.add("part", exception["part"])
        .add("quantity", exception["quantity"])
        .add("step", exception["step"])
        .add("exception", exception["issue"])
        .add("shared", false);
    sink(std::move(row));
  }
}

}  // namespace traveler::cmd
