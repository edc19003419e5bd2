#include "ops/stock.h"

#include "base/concat.h"
#include "format/objects.h"
#include "model/ids.h"
#include "model/rollup.h"
#include "ops/lookups.h"
#include "store/inventory.h"
#include "store/material.h"
#include "traveler/error.h"

namespace traveler::ops {

Inventory Stock::need(const std::string& id) { return need(parse_inventory_id(id)); }

Inventory Stock::need(std::int64_t id) { return need_inventory(command_->db(), id); }

const Part& Stock::part_of(const Inventory& item) {
  const std::string id = part_id(item.part, item.part_revision);
  auto known = parts_.find(id);
  if (known == parts_.end()) {
    auto part = store::find_part(command_->db(), item.part, item.part_revision);
    if (!part) throw Error(ErrorCode::kStorageCorrupt, concat("the part ", id, " is not in the workspace"));
    known = parts_.emplace(id, std::move(*part)).first;
  }
  return known->second;
}

Quantity Stock::amount_of(const std::optional<Quantity>& asked, const Inventory& item) {
  if (!asked) return item.quantity;
  const std::string id = inventory_id(item.id);
  const auto refuse = [&](std::string message) {
    throw Error(ErrorCode::kValueInvalid, std::move(message)).with_subject(id);
  };
  const Part& part = part_of(item);
  if (*asked <= Quantity{}) refuse(concat("the quantity ", asked->text(), " is not more than zero"));
  if (asked->decimals() > part.precision) {
    refuse(concat("the quantity ", asked->text(), " has more decimals than ", item.part, " uses (",
                  part.precision, ")"));
  }
  if (*asked > item.quantity) {
    refuse(concat(id, " has ", item.quantity.text(part.precision), ' ', part.unit, ", less than ",
                  asked->text(part.precision)));
  }
  return *asked;
}

Stock::Piece Stock::take(const Inventory& item, Quantity amount, std::vector<SubjectChange>& changes) {
  if (amount == item.quantity) return {item, item};
  Inventory rest = item;
  rest.quantity = item.quantity - amount;
  put(&item, rest, changes);
  Inventory piece = item;
  piece.id = next_id();
  piece.origin = item.id;
  piece.quantity = amount;
  piece.revision = 1;
  return {std::nullopt, std::move(piece)};
}

void Stock::put(const Piece& piece, std::vector<SubjectChange>& changes) {
  put(piece.before ? &*piece.before : nullptr, piece.item, changes);
}

void Stock::put(const Inventory* before, const Inventory& after, std::vector<SubjectChange>& changes) {
  SubjectChange change = change_of(before, after);
  if (!change.fields.empty()) changes.push_back(std::move(change));
  touch(after.id);
}

void Stock::touch(std::int64_t id) {
  if (seen_.insert(id).second) touched_.push_back(id);
}

std::int64_t Stock::next_id() {
  if (last_id_ < 0) last_id_ = store::last_inventory(command_->db());
  return ++last_id_;
}

Value Stock::answer() {
  Value items = Value::list();
  for (const std::int64_t id : touched_) {
    const Inventory item = need(id);
    const Part& part = part_of(item);
    items.push(format::inventory_value(item, part.unit, part.precision));
  }
  return items;
}

void require_status(const Inventory& item, InventoryVerb verb) {
  const InventoryStatus status = inventory_status(item);
  if (kInventoryTable.allows(status, verb)) return;
  std::string takes;
  for (const InventoryStatus one : kInventoryTable.states_for(verb))
    takes += concat(takes.empty() ? "" : ", ", to_text(one));
  refuse_item(item,
              concat(inventory_id(item.id), " is ", to_text(status), "; `", to_text(verb), "` is refused"),
              concat("it takes what is ", takes));
}

void refuse_item(const Inventory& item, std::string message, std::string hint) {
  const std::string id = inventory_id(item.id);
  throw Error(ErrorCode::kRuleRefused, std::move(message))
      .with_subject(id)
      .with_hint(std::move(hint))
      .with_blockers({{"state", id, concat(id, " is ", to_text(inventory_status(item)))}});
}

}  // namespace traveler::ops
