#include <algorithm>

#include "base/concat.h"
#include "model/ids.h"
#include "model/requirements.h"
#include "ops/inventory.h"
#include "ops/lookups.h"
#include "ops/stock.h"
#include "store/material.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

using Verb = InventoryVerb;
using Changes = std::vector<SubjectChange>;

Value answer_of(Stock& stock) {
  Value made = Value::object();
  made.add("inventory", stock.answer());
  return made;
}

/// Records what one act did, under the item acted on; an act that changed nothing leaves no trace.
void record(Command& command, const Inventory& item, Changes changes) {
  if (!changes.empty()) command.record(inventory_id(item.id), std::move(changes));
}

/// The item of a verb, in a status that it takes and with something in it.
Inventory need_item(Stock& stock, const std::string& id, Verb verb) {
  Inventory item = stock.need(id);
  require_status(item, verb);
  if (item.quantity <= Quantity{}) {
    refuse_item(item, concat(inventory_id(item.id), " has quantity 0; `", to_text(verb), "` is refused"),
                concat("if there is some: `inventory.adjust inventory=", inventory_id(item.id),
                       " to=N reason=\"...\"`"));
  }
  return item;
}

/// Does the same to all of an item or to the part of it that is asked for.
template <class Change>
void act_on(Command& command, Stock& stock, const Inventory& item, const std::optional<Quantity>& asked,
            Change change) {
  Changes changes;
  Stock::Piece piece = stock.take(item, stock.amount_of(asked, item), changes);
  change(piece.item);
  stock.put(piece, changes);
  record(command, item, std::move(changes));
}

template <class Change>
Value act(Command& command, const Arguments& args, Verb verb, Change change) {
  Stock stock(command);
  const Inventory item = need_item(stock, args.text("inventory"), verb);
  act_on(command, stock, item, args.quantity("quantity"), change);
  return answer_of(stock);
}

[[noreturn]] void refuse_amount(const Inventory& item, std::string message, std::string hint = {}) {
  throw Error(ErrorCode::kValueInvalid, std::move(message))
      .with_subject(inventory_id(item.id))
      .with_hint(std::move(hint));
}

void check_decimals(const Inventory& item, const Part& part, Quantity quantity) {
  if (quantity.decimals() <= part.precision) return;
  refuse_amount(item, concat("the quantity ", quantity.text(), " has more decimals than ", item.part,
                             " uses (", part.precision, ")"));
}

/// What an item has then.
Quantity sum_of(const Inventory& item, Quantity a, Quantity b) {
  try {
    return a + b;
  } catch (const Error&) {
    refuse_amount(item, concat(inventory_id(item.id), " would have more than can be counted"),
                  "the most of a part is 9223372036854");
  }
}

/// A signed amount, as text: `-3`, `+2.5`.
Quantity signed_amount(const Inventory& item, const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  const auto amount = Quantity::parse(digits);
  if (!amount) {
    refuse_amount(item, concat("`by=`: '", text, "' is not a quantity"), "write it as -3 or 0.25");
  }
  if (*amount == Quantity{}) refuse_amount(item, "`by=`: an adjustment by 0 changes nothing");
  return *amount;
}

}  // namespace

Value move_inventory(Command& command, const Arguments& args) {
  const auto ids = args.texts("inventories");
  const auto asked = args.quantity("quantity");
  const std::string& to = args.text("to");
  if (ids.size() > 1 && asked) throw Error(ErrorCode::kUsage, "`quantity=` goes with one item only");
  check_location(command.db(), to);
  Stock stock(command);
  for (const std::string& id : ids) {
    const Inventory item = need_item(stock, id, Verb::kMove);
    if (item.wip && stock.amount_of(asked, item) != item.quantity) {
      refuse_item(item, concat(inventory_id(item.id), " is on an open run; it moves as a whole"),
                  "leave `quantity=` out");
    }
    act_on(command, stock, item, asked, [&](Inventory& piece) { piece.location = to; });
  }
  return answer_of(stock);
}

Value adjust_inventory(Command& command, const Arguments& args) {
  command.require_reason();
  if (args.has("by") == args.has("to")) {
    throw Error(ErrorCode::kUsage, "inventory adjust needs one of `by=` and `to=`");
  }
  Stock stock(command);
  const Inventory item = stock.need(args.text("inventory"));
  require_status(item, Verb::kAdjust);
  const std::string id = inventory_id(item.id);
  if (item.merged_into) {
    refuse_item(item, concat(id, " was merged into ", inventory_id(*item.merged_into)),
                concat("adjust ", inventory_id(*item.merged_into)));
  }
  const Part& part = stock.part_of(item);
  Inventory after = item;
  if (args.has("to")) {
    after.quantity = *args.quantity("to");
    if (after.quantity < Quantity{})
      refuse_amount(item, concat("the quantity ", after.quantity.text(part.precision), " is less than zero"));
    check_decimals(item, part, after.quantity);
  } else {
    const Quantity by = signed_amount(item, args.text("by"));
    check_decimals(item, part, by);
    after.quantity = sum_of(item, item.quantity, by);
    if (after.quantity < Quantity{}) {
      refuse_amount(item,
                    concat(id, " has ", item.quantity.text(part.precision), ' ', part.unit, ", less than ",
                           (Quantity{} - by).text(part.precision)),
                    "`to=` sets what was counted");
    }
  }
  if (item.serial && after.quantity > Quantity::whole(1)) {
    refuse_item(item, concat(id, " has a serial number; there is one of it or none"));
  }
  Changes changes;
  stock.put(&item, after, changes);
  record(command, item, std::move(changes));
  return answer_of(stock);
}

Value kit_inventory(Command& command, const Arguments& args) {
  const Run& run = command.rows().run(parse_run_id(args.text("run")));
  if (has_ended(run)) {
    throw Error(ErrorCode::kRunLocked,
                concat(run_id(run.id), " is ", to_text(run.lifecycle), "; nothing can be kitted for it"))
        .with_subject(run_id(run.id));
  }
  return act(command, args, Verb::kKit, [id = run.id](Inventory& piece) { piece.kitted = id; });
}

Value unkit_inventory(Command& command, const Arguments& args) {
  return act(command, args, Verb::kUnkit, [](Inventory& piece) { piece.kitted.reset(); });
}

Value scrap_inventory(Command& command, const Arguments& args) {
  return act(command, args, Verb::kScrap, [](Inventory& piece) {
    piece.scrapped = true;
    piece.kitted.reset();
  });
}

Value quarantine_inventory(Command& command, const Arguments& args) {
  return act(command, args, Verb::kQuarantine, [](Inventory& piece) { piece.quarantined = true; });
}

Value release_inventory(Command& command, const Arguments& args) {
  return act(command, args, Verb::kRelease, [](Inventory& piece) { piece.quarantined = false; });
}

Value split_inventory(Command& command, const Arguments& args) {
  const auto into = args.integer("into");
  const auto asked = args.texts("quantities");
  if (into.has_value() == !asked.empty()) {
    throw Error(ErrorCode::kUsage, "inventory split needs one of `into=` and `quantity=`");
  }
  Stock stock(command);
  const Inventory item = need_item(stock, args.text("inventory"), Verb::kSplit);
  const std::string id = inventory_id(item.id);
  const Part& part = stock.part_of(item);
  if (item.serial) refuse_item(item, concat(id, " has a serial number; there is nothing to split"));
  std::vector<Quantity> lines;
  if (into) {
    if (*into < 2) refuse_amount(item, concat("`into=`: ", *into, " is less than 2"));
    lines = even_split(item.quantity, *into, part.precision);
    if (lines.empty()) {
      refuse_amount(item, concat(id, " has ", item.quantity.text(part.precision), ' ', part.unit,
                                 ", not enough for ", *into, " lines"));
    }
    lines.erase(lines.begin());  // the first one is the item's own
  } else {
    Quantity sum;
    for (const std::string& text : asked) {
      lines.push_back(stock.amount_of(Quantity::parse(text), item));
      sum = sum + lines.back();
    }
    if (sum >= item.quantity) {
      refuse_amount(item,
                    concat(id, " has ", item.quantity.text(part.precision), ' ', part.unit,
                           "; nothing of it would be left after ", sum.text(part.precision)),
                    "name the pieces that leave it; the rest stays");
    }
  }
  Inventory rest = item;
  for (const Quantity line : lines) rest.quantity = rest.quantity - line;
  Changes changes;
  stock.put(&item, rest, changes);
  for (const Quantity line : lines) {
    Inventory piece = item;
    piece.id = stock.next_id();
    piece.origin = item.id;
    piece.quantity = line;
    piece.revision = 1;
    stock.put(nullptr, piece, changes);
  }
  record(command, item, std::move(changes));
  return answer_of(stock);
}

Value merge_inventory(Command& command, const Arguments& args) {
  const auto ids = args.texts("inventories");
  if (ids.size() < 2) throw Error(ErrorCode::kUsage, "inventory merge needs two items or more");
  Stock stock(command);
  std::vector<Inventory> items;
  for (const std::string& id : ids) {
    Inventory item = need_item(stock, id, Verb::kMerge);
    if (item.serial) {
      refuse_item(item, concat(inventory_id(item.id), " has a serial number; it stays a record of its own"));
    }
    if (std::any_of(items.begin(), items.end(), [&](const Inventory& one) { return one.id == item.id; })) {
      refuse_item(item, concat(inventory_id(item.id), " is named twice"));
    }
    if (!items.empty()) {
      const Inventory& first = items.front();
      const char* differs = item.part != first.part                               ? "part"
                            : item.part_revision != first.part_revision           ? "revision"
                            : item.lot != first.lot                               ? "lot"
                            : item.location != first.location                     ? "location"
                            : item.quarantined != first.quarantined               ? "status"
                            : item.kitted.has_value() != first.kitted.has_value() ? "status"
                            : item.kitted != first.kitted                         ? "kitted run"
                            : item.issue != first.issue                           ? "issue"
                                                                                  : nullptr;
      if (differs != nullptr) {
        refuse_item(
            item, concat(inventory_id(item.id), " and ", inventory_id(first.id), " differ in ", differs),
            "items are merged that are alike in part, revision, lot, location, status, run and issue");
      }
    }
    items.push_back(std::move(item));
  }
  Inventory whole = items.front();
  Changes changes;
  for (auto item = items.begin() + 1; item != items.end(); ++item) {
    whole.quantity = sum_of(whole, whole.quantity, item->quantity);
  }
  stock.put(&items.front(), whole, changes);
  for (auto item = items.begin() + 1; item != items.end(); ++item) {
    // What is gone is neither kitted nor in quarantine.
    Inventory gone = *item;
    gone.quantity = Quantity{};
    gone.merged_into = whole.id;
    gone.kitted.reset();
    gone.quarantined = false;
    stock.put(&*item, gone, changes);
  }
  record(command, whole, std::move(changes));
  return answer_of(stock);
}

}  // namespace traveler::ops
