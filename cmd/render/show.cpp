#include "render/show.h"

#include <algorithm>

#include "base/concat.h"
#include "fields.h"
#include "render/batch.h"
#include "render/material.h"
#include "render/tables.h"
#include "render/width.h"

namespace traveler::cmd {

Header& Header::add(std::string name, Cell value) {
  if (!value.text.empty()) rows_.push_back({Cell(concat("  ", name), Style::kDim), std::move(value)});
  return *this;
}

std::string Header::render(const View& view) const {
  TableOptions options;
  options.max_width = view.width;
  options.color = view.color;
  return Table({{"", Align::kLeft, 0, 8}, {"", Align::kLeft, 1, 8}}).render(rows_, options);
}

std::string heading(std::string_view text, const View& view) {
  return concat('\n', styled(text, Style::kBold, view.color), '\n');
}

std::string blocker_lines(const Value& blockers, const View& view) {
  std::string out;
  if (!blockers.is_list()) return out;
  for (const Value& blocker : blockers.as_list()) {
    out += concat("  - ", shown_text(blocker["message"]),
                  styled(concat(" [", shown_text(blocker["code"]), ']'), Style::kDim, view.color), '\n');
  }
  return out;
}

std::string render_members(const Object& what, const View& view) {
  const Value& object = what.object;
  if (!object.is_object()) return shown_text(object) + '\n';
  Header header;
  std::string lists;
  for (const auto& [name, value] : object.as_object()) {
    if (!what.title.empty() && (name == what.id || name == what.title)) continue;
    std::string label = name;
    std::replace(label.begin(), label.end(), '_', ' ');
    const bool table = value.is_list() && !value.as_list().empty() && value.as_list().front().is_object();
    if (table) {
      lists += concat(heading(label, view), render_table(name, value.as_list(), {}, view));
    } else {
      header.add(label,
                 name == "state" || name == "status" ? state_cell(text_of(value)) : Cell(shown_text(value)));
    }
  }
  std::string top;
  if (!what.title.empty()) {
    const std::string title = shown_text(object[what.title]);
    top = concat(styled(escape_for_terminal(id_of(object)), Style::kBold, view.color),
                 title.empty() ? "" : "  ", title, '\n');
  }
  return top + header.render(view) + lists;
}

std::string render_object(const OperationSpec& operation, const Value& object, const View& view) {
  if (operation.name == "run.show") return render_run(object, view);
  if (operation.name == "step.show") return render_step(object, view);
  if (operation.name == "procedure.show") return render_procedure(object, view);
  if (operation.name == "run.check") return render_check(object, view);
  if (operation.name == "run.abom") return render_abom(object, view);
  if (operation.name == "batch.show") return render_batch(object, view);
  if (operation.name == "status") return render_status(object, view);
  if (operation.name == "verify") return render_verify(object, view);
  // A document is data: it goes out byte by byte.
  if (operation.answer == "document" && object["text"].is_text()) return object["text"].as_text();
  if (operation.name == "user.show") return render_members({object, "name", "printed_name"}, view);
  if (operation.name == "part.show") return render_members({object, "number", "name"}, view);
  if (operation.name == "issue.show") return render_members({object, "id", "title"}, view);
  // The bare value, for `$(traveler config get KEY)`.
  if (operation.name == "config.get") return concat(text_of(object["value"]), '\n');
  return render_members({object, {}, {}}, view);
}

}  // namespace traveler::cmd
