#include "render/material.h"

#include "base/concat.h"
#include "fields.h"
#include "render/show.h"

namespace traveler::cmd {
namespace {

const Value* find_item(const Value& answer, const std::string& id) {
  for (const Value& item : answer["inventory"].as_list()) {
    if (text_of(item["id"]) == id) return &item;
  }
  return nullptr;
}

/// "INV-9 (BOLT-M6, 4 pcs)"
std::string piece_text(const Value& answer, const Value& install, const View& view) {
  const std::string id = text_of(install["inventory"]);
  const Value* item = find_item(answer, id);
  const bool traced = text_of(install["quantity"]) == "0";
  std::string out = concat(styled(shown_text(install["inventory"]), Style::kBold, view.color), " (",
                           shown_text(install["part"]));
  if (item != nullptr) {
    const Value& number = !(*item)["serial"].is_null() ? (*item)["serial"] : (*item)["lot"];
    if (!number.is_null()) out += concat(' ', shown_text(number));
  }
  if (traced) return out + ", traced)";
  return concat(out, ", ", shown_text(install["quantity"]),
                item == nullptr ? "" : concat(' ', shown_text((*item)["unit"])), ')');
}

std::string install_line(const Value& answer, const Value& install, const Request& request,
                         const View& view) {
  std::string out = concat(piece_text(answer, install, view), " installed into ", shown_text(install["step"]),
                           " as ", shown_text(install["id"]));
  if (!install["substitute_for"].is_null())
    out += concat(" in place of ", shown_text(install["substitute_for"]));
  return concat(out, " by ", request.actor, '\n');
}

/// What came out is the item that is no longer installed; the rest of a part stays in.
std::string uninstall_line(const Value& answer, const Value& install, const Request& request,
                           const View& view) {
  std::string out;
  for (const Value& item : answer["inventory"].as_list()) {
    if (text_of(item["status"]) == "installed") continue;
    out += concat(styled(shown_text(item["id"]), Style::kBold, view.color), " (", shown_text(item["part"]),
                  ", ", shown_text(item["quantity"]), ' ', shown_text(item["unit"]), ") taken out of ",
                  shown_text(install["step"]), " by ", request.actor, ", ", shown_text(item["status"]), '\n');
  }
  if (install["uninstalled_at"].is_null())
    out += concat(shown_text(install["id"]), " keeps ", shown_text(install["quantity"]), '\n');
  return out;
}

std::string split_lines(const Value& answer, const Request& request, const View& view) {
  std::string out;
  const Value& run = answer["runs"].as_list().front();
  const std::string id = id_of(run);
  for (const Value& item : answer["inventory"].as_list()) {
    const std::string item_id = text_of(item["id"]);
    if (text_of(item["status"]) != "quarantined") continue;
    const bool units = text_of(item["origin"]) == text_of(run["inventory"]);
    out += concat(styled(item_id, Style::kBold, view.color), " (", shown_text(item["part"]), ", ",
                  shown_text(item["quantity"]), ' ', shown_text(item["unit"]), ") ",
                  units ? concat("split off ", id, " by ", request.actor) : concat("goes with them"), " to ",
                  shown_text(item["location"]), ", quarantined by ", shown_text(item["issue"]), '\n');
  }
  out += concat(id, " goes on with ", shown_text(run["quantity"]), '\n');
  const auto& installs = answer["installs"].as_list();
  if (!installs.empty()) {
    out += concat(counted(static_cast<std::int64_t>(installs.size()), "install"),
                  installs.size() == 1 ? " is" : " are", " shared by both:");
    std::size_t named = 0;
    for (const Value& install : installs) {
      if (++named > 12) {
        out += " ...";
        break;
      }
      out += concat(' ', shown_text(install["id"]));
    }
    out += '\n';
  }
  return out;
}

}  // namespace

std::string render_material_change(const Request& request, const Value& answer, const View& view) {
  const std::string& op = request.operation;
  std::string out;
  if (op == "step.install" || op == "inventory.resolve" || op == "step.uninstall") {
    for (const Value& install : answer["installs"].as_list()) {
      if (op == "step.install") out += install_line(answer, install, request, view);
      if (op == "step.uninstall") out += uninstall_line(answer, install, request, view);
      if (op == "inventory.resolve")
        out += concat(styled(shown_text(install["id"]), Style::kBold, view.color), ": ",
                      piece_text(answer, install, {}), " resolved by ", request.actor, '\n');
    }
  }
  if (op == "step.except") {
    for (const Value& exception : answer["exceptions"].as_list()) {
      out += concat(shown_text(exception["quantity"]), ' ', shown_text(exception["part"]), " of ",
                    styled(shown_text(exception["step"]), Style::kBold, view.color), " excepted through ",
                    shown_text(exception["issue"]), " by ", request.actor, '\n');
    }
  }
  if (op == "split") out += split_lines(answer, request, view);
  return out;
}

}  // namespace traveler::cmd
