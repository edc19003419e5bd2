#include "base/concat.h"
#include "fields.h"
#include "render/material.h"
#include "render/show.h"
#include "render/width.h"

namespace traveler::cmd {
namespace {

bool is_true(const Value& value) { return value.is_bool() && value.as_bool(); }

/// "BOLT-M6  lot L-7  4 pcs"
std::string piece_text(const Value& piece, const View& view) {
  std::string out = styled(shown_text(piece["part"]), Style::kBold, view.color);
  if (!piece["serial"].is_null()) out += concat("  SN ", shown_text(piece["serial"]));
  if (!piece["lot"].is_null()) out += concat("  lot ", shown_text(piece["lot"]));
  return out + concat("  ", shown_text(piece["quantity"]), ' ', shown_text(piece["unit"]));
}

std::string child_text(const Value& child, const View& view) {
  const bool traced = text_of(child["quantity"]).find_first_not_of("0.") == std::string::npos;
  std::string out = piece_text(child, view);
  const std::string places = shown_text(child["designators"]);
  if (!places.empty()) out += concat("  [", places, ']');
  out += concat("  ", shown_text(child["step"]));
  out += styled(concat("  ", shown_text(child["inventory"]), ' ', shown_text(child["install"]), ", ",
                       shown_text(child["installed_by"]), ' ', shown_text(child["installed_at"])),
                Style::kDim, view.color);
  if (!child["substitute_for"].is_null())
    out +=
        styled(concat("  ↔ substitute for ", shown_text(child["substitute_for"])), Style::kWarn, view.color);
  if (is_true(child["shared"])) out += styled("  ⚠ shared", Style::kWarn, view.color);
  if (traced) out += styled("  · traced", Style::kDim, view.color);
  if (!child["exception"].is_null())
    out += styled(concat("  ⚠ rest excepted by ", shown_text(child["exception"])), Style::kWarn, view.color);
  return out;
}

/// One line of a deep tree is open at each level: they are kept on a list, not on the stack.
struct Level {
  const Value::List* children;
  std::size_t next;
  std::string indent;
};

}  // namespace

std::string render_abom(const Value& abom, const View& view) {
  std::string out = concat(styled(shown_text(abom["run"]), Style::kBold, view.color), "  ",
                           shown_text(abom["inventory"]), "  ", piece_text(abom, view), '\n');
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
    out += concat(level.indent, last ? "└─ " : "├─ ", child_text(child, view), '\n');
    std::string indent = concat(level.indent, last ? "   " : "│  ");
    path.push_back({&child["children"].as_list(), 0, std::move(indent)});
  }
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
  std::vector<Parent> path{{&abom, 0}};
  while (!path.empty()) {
    const Value& parent = *path.back().value;
    const auto& children = parent["children"].as_list();
    if (path.back().next == children.size()) {
      path.pop_back();
      continue;
    }
    const Value& child = children[path.back().next++];
    Value row = Value::object();
    row.add("run", abom["run"])
        .add("level", static_cast<std::int64_t>(path.size()))
        .add("parent_inventory", parent["inventory"])
        .add("parent_part", parent["part"]);
    for (const std::string_view name :
         {"install", "part", "inventory", "serial", "lot", "quantity", "designators", "step", "installed_by",
          "installed_at", "substitute_for", "exception", "shared"}) {
      row.add(name, child[name]);
    }
    sink(std::move(row));
    path.push_back({&child, 0});
  }
}

}  // namespace traveler::cmd
