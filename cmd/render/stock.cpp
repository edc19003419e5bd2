#include "render/stock.h"

#include <algorithm>

#include "base/concat.h"
#include "fields.h"
#include "render/cells.h"

namespace traveler::cmd {
namespace {

std::string amount_of(const Value& item) {
  return concat(shown_text(item["quantity"]), ' ', shown_text(item["unit"]));
}

/// "4 ea of BOLT-M6, lot L-7, at WC-10"
std::string content_of(const Value& item) {
  std::string out = item["serial"].is_null()
                        ? concat(amount_of(item), " of ", shown_text(item["part"]))
                        : concat(shown_text(item["part"]), ' ', shown_text(item["serial"]));
  if (!item["lot"].is_null()) out += concat(", lot ", shown_text(item["lot"]));
  if (!item["location"].is_null()) out += concat(", at ", shown_text(item["location"]));
  return out;
}

/// Whether the item came into being by this change, out of another one.
bool is_split_off(const Value& item) {
  return !item["origin"].is_null() && item["revision"].is_integer() && item["revision"].as_integer() == 1;
}

/// What the verb did to the item: "kitted for R-1".
std::string deed_of(const std::string& operation, const Value& item) {
  if (operation == "inventory.move") return concat("moved to ", shown_text(item["location"]));
  if (operation == "inventory.adjust") return concat("adjusted to ", amount_of(item));
  if (operation == "inventory.kit") return concat("kitted for ", shown_text(item["run"]));
  if (operation == "inventory.unkit") return "made available again";
  if (operation == "inventory.scrap") return "scrapped";
  if (operation == "inventory.quarantine") return "put in quarantine";
  if (operation == "inventory.release")
    return text_of(item["status"]) == "kitted"
               ? concat("kitted for ", shown_text(item["run"]), " again, released")
               : "released";
  return {};
}

}  // namespace

std::string stock_fate(const Request& request, const Value::List& all, const Value& item) {
  const std::string& operation = request.operation;
  const std::string by = concat(" by ", request.actor);
  if (operation == "inventory.receive") return concat("received", by, ": ", content_of(item));
  const std::string deed = deed_of(operation, item);
  if (is_split_off(item)) {
    return concat("split off ", shown_text(item["origin"]), by, ": ", amount_of(item),
                  deed.empty() ? "" : ", ", deed);
  }
  if (operation == "inventory.merge") {
    return &item == &all.front()
               ? concat("made out of ", counted(static_cast<std::int64_t>(all.size()), "item"), by, ": ",
                        content_of(item))
               : concat("merged into ", id_of(all.front()));
  }
  const std::string id = id_of(item);
  const bool is_rest = std::any_of(all.begin(), all.end(), [&](const Value& other) {
    return is_split_off(other) && text_of(other["origin"]) == id;
  });
  if (is_rest || deed.empty()) return concat("keeps ", amount_of(item));
  return concat(deed, by);
}

}  // namespace traveler::cmd
