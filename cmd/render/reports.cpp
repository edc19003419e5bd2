#include <algorithm>

#include "base/concat.h"
#include "fields.h"
#include "render/show.h"

namespace traveler::cmd {
namespace {

std::string label_of(std::string_view name) {
  if (name == "stuck") return "stuck (todo for 3 days)";
  std::string label(name);
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

}  // namespace

std::string render_status(const Value& status, const View& view) {
  std::string out = concat(
      styled(counted(status["open_runs"].is_integer() ? status["open_runs"].as_integer() : 0, "open run"),
             Style::kBold, view.color),
      '\n');
  if (status["runs"].is_object()) {
    std::vector<Row> rows;
    for (const auto& [state, count] : status["runs"].as_object()) {
      if (count.is_integer() && count.as_integer() == 0) continue;
      Cell name = state_cell(state);
      // The runs counted here are open, those whose steps are all done too.
      const bool done = state == "complete" || state == "partial_complete";
      name.text = concat("  ", name.text, done ? ", open" : "");
      rows.push_back({std::move(name), Cell(shown_text(count))});
    }
    TableOptions options;
    options.max_width = view.width;
    options.color = view.color;
    out += Table({{""}, {"", Align::kRight}}).render(rows, options);
  }
  const auto list = [&](std::string_view title, const Value& ids, Style style) {
    if (!ids.is_list() || ids.as_list().empty()) return;
    out += concat(styled(title, style, view.color), ": ", shown_text(ids), '\n');
  };
  for (const auto& [name, value] : status.as_object()) {
    if (name == "open_runs" || name == "runs" || name == "history") continue;
    if (value.is_list()) {
      list(label_of(name), value, name == "overdue" ? Style::kBad : Style::kWarn);
    } else if (!value.is_null() && !value.is_object()) {
      out += concat(label_of(name), ": ", shown_text(value), '\n');
    }
  }
  if (status["history"].is_object())
    out += concat("history: entry ", shown_text(status["history"]["seq"]), '\n');
  return out;
}

std::string render_verify(const Value& verify, const View& view) {
  const bool ok = verify["ok"].is_bool() && verify["ok"].as_bool();
  std::string out = concat(styled(ok ? "✓ ok" : "✗ damaged", ok ? Style::kGood : Style::kBad, view.color),
                           ": ", shown_text(verify["entries"]), " entries checked\n");
  if (verify["damage"].is_list()) {
    for (const Value& damage : verify["damage"].as_list()) {
      out += concat("  - ", damage["seq"].is_null() ? "" : concat("entry ", shown_text(damage["seq"]), ": "),
                    shown_text(damage["message"]), " [", shown_text(damage["code"]), "]\n");
    }
  }
  if (verify["head"].is_object()) {
    out += concat("head: ", shown_text(verify["head"]["seq"]), ' ', shown_text(verify["head"]["hash"]), '\n');
  }
  return out;
}

}  // namespace traveler::cmd
