#include "ops/inventory.h"

#include <unordered_map>

#include "base/concat.h"
#include "format/objects.h"
#include "model/ids.h"
#include "ops/lookups.h"
#include "store/inventory.h"
#include "store/material.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kItem = {.name = "inventory",
                                .type = ArgumentType::kId,
                                .help = "id of the item, as INV-5",
                                .positional = true,
                                .required = true,
                                .refers_to = ObjectKind::kInventory,
                                .metavar = "INV"};
constexpr ArgumentSpec kItems = {.name = "inventory",
                                 .type = ArgumentType::kId,
                                 .help = "ids of the items, as INV-5",
                                 .positional = true,
                                 .required = true,
                                 .many = true,
                                 .plural = "inventories",
                                 .refers_to = ObjectKind::kInventory,
                                 .metavar = "INV"};
constexpr ArgumentSpec kQuantity = {.name = "quantity",
                                    .type = ArgumentType::kQuantity,
                                    .help = "how much of it; the rest stays as it is. Default: all",
                                    .metavar = "N"};
constexpr ArgumentSpec kReceive[] = {
    {.name = "part",
     .type = ArgumentType::kId,
     .help = "what has come, NUMBER or NUMBER:REVISION",
     .positional = true,
     .refers_to = ObjectKind::kPart},
    {.name = "serial", .help = "serial number, or auto; of a part tracked by serial", .metavar = "SERIAL"},
    {.name = "lot", .help = "lot number, or auto; of a part tracked by lot", .metavar = "LOT"},
    {.name = "quantity",
     .type = ArgumentType::kQuantity,
     .help = "how much; of a serial always 1",
     .metavar = "N"},
    {.name = "location",
     .type = ArgumentType::kId,
     .help = "where it is put",
     .refers_to = ObjectKind::kLocation,
     .metavar = "CODE"},
    {.name = "revision", .type = ArgumentType::kId, .help = "revision of the part", .metavar = "REV"},
    {.name = "file",
     .type = ArgumentType::kDocument,
     .help = "a list of items: YAML, JSON or CSV; - for standard input",
     .metavar = "FILE",
     .letter = 'f'},
};
constexpr ArgumentSpec kList[] = {
    {.name = "part",
     .type = ArgumentType::kId,
     .help = "only items of this part",
     .refers_to = ObjectKind::kPart},
    {.name = "status",
     .type = ArgumentType::kChoice,
     .help = "only items of this status",
     .choices = EnumText<InventoryStatus>::kTexts},
    {.name = "location",
     .type = ArgumentType::kId,
     .help = "only items at this place",
     .refers_to = ObjectKind::kLocation},
};
constexpr ArgumentSpec kShow[] = {kItem};
constexpr ArgumentSpec kMove[] = {
    kItems,
    {.name = "to",
     .type = ArgumentType::kId,
     .help = "code of the place",
     .required = true,
     .refers_to = ObjectKind::kLocation,
     .metavar = "CODE"},
    kQuantity,
};
constexpr ArgumentSpec kAdjust[] = {
    kItem,
    {.name = "by", .help = "how much more there is, or less: -3", .metavar = "N"},
    {.name = "to", .type = ArgumentType::kQuantity, .help = "how much there is", .metavar = "N"},
};
constexpr ArgumentSpec kKit[] = {
    kItem,
    {.name = "run",
     .type = ArgumentType::kId,
     .help = "the open run that it is for",
     .required = true,
     .refers_to = ObjectKind::kRun},
    kQuantity,
};
constexpr ArgumentSpec kAmount[] = {kItem, kQuantity};
constexpr ArgumentSpec kSplit[] = {
    kItem,
    {.name = "into",
     .type = ArgumentType::kInteger,
     .help = "into so many lines of equal size; the first ones take what is left over",
     .metavar = "N"},
    {.name = "quantity",
     .type = ArgumentType::kQuantity,
     .help = "a line of that much; repeatable, the rest stays",
     .many = true,
     .plural = "quantities",
     .metavar = "Q"},
};
constexpr ArgumentSpec kMerge[] = {kItems};

void list(Query& query, const Arguments& args, const RowSink& row) {
  store::InventoryFilter filter;
  std::optional<std::string> revision;
  if (const auto part = args.optional_text("part")) {
    check_part(query.db, *part);
    PartAddress address = parse_part_id(*part);
    filter.part = std::move(address.number);
    revision = std::move(address.revision);
  }
  if (const auto status = args.optional_text("status")) filter.status = from_text<InventoryStatus>(*status);
  filter.location = args.optional_text("location");
  const bool nowhere = filter.location == kNone;
  if (nowhere) filter.location.reset();
  if (filter.location) check_location(query.db, *filter.location);
  std::unordered_map<std::string, Part> parts;  // revisions share what is asked for
  for (Part& part : store::list_parts(query.db)) {
    std::string number = part.number;
    parts.emplace(std::move(number), std::move(part));
  }
  store::each_inventory(query.db, filter, [&](const Inventory& item) {
    if ((revision && item.part_revision != revision) || (nowhere && item.location)) return true;
    const Part& part = parts.at(item.part);
    row(format::inventory_value(item, part.unit, part.precision));
    return true;
  });
}

void show(Query& query, const Arguments& args, const RowSink& row) {
  const Inventory item = need_inventory(query.db, args.text("inventory"));
  const auto part = store::find_part(query.db, item.part, item.part_revision);
  row(format::inventory_value(item, part->unit, part->precision));
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "inventory.receive",
              .effect = Effect::kChanges,
              .summary = "take in serials, lots and counted parts",
              .description = "A part tracked by serial takes --serial, one tracked by lot --lot and "
                             "--quantity, any other --quantity. A document lists "
                             "`inventory:` with part, revision, serial, lot, quantity and location; CSV has "
                             "these as its header, in any order. All of it is received or nothing; every "
                             "mistake is reported with its line and column.",
              .arguments = kReceive,
              .answer = "inventory"},
     .change = receive_inventory},
    {.spec = {.name = "inventory.list",
              .summary = "list the items",
              .arguments = kList,
              .lists = true,
              .answer = "inventory"},
     .read = list},
    {.spec =
         {.name = "inventory.show", .summary = "show one item", .arguments = kShow, .answer = "inventory"},
     .read = show},
    {.spec = {.name = "inventory.move",
              .effect = Effect::kChanges,
              .summary = "bring items to another place",
              .description = "With --quantity that much of one item leaves it and is a new item there.",
              .arguments = kMove,
              .answer = "inventory"},
     .change = move_inventory},
    {.spec = {.name = "inventory.adjust",
              .effect = Effect::kChanges,
              .summary = "correct the quantity of an item",
              .description = "By how much the count differs, or to what was counted. Needs a reason.",
              .arguments = kAdjust,
              .answer = "inventory"},
     .change = adjust_inventory},
    {.spec = {.name = "inventory.kit",
              .effect = Effect::kChanges,
              .summary = "allocate an available item to a run",
              .arguments = kKit,
              .answer = "inventory"},
     .change = kit_inventory},
    {.spec = {.name = "inventory.unkit",
              .effect = Effect::kChanges,
              .summary = "make a kitted item available again",
              .arguments = kShow,
              .answer = "inventory"},
     .change = unkit_inventory},
    {.spec = {.name = "inventory.scrap",
              .effect = Effect::kChanges,
              .summary = "scrap an item, for good",
              .arguments = kAmount,
              .answer = "inventory"},
     .change = scrap_inventory},
    {.spec = {.name = "inventory.quarantine",
              .effect = Effect::kChanges,
              .summary = "set an item aside",
              .description = "It cannot be installed or kitted until it is released. A kitted item stays "
                             "allocated to its run.",
              .arguments = kAmount,
              .answer = "inventory"},
     .change = quarantine_inventory},
    {.spec = {.name = "inventory.release",
              .effect = Effect::kChanges,
              .summary = "release an item from quarantine",
              .arguments = kAmount,
              .answer = "inventory"},
     .change = release_inventory},
    {.spec = {.name = "inventory.split",
              .effect = Effect::kChanges,
              .summary = "split an item into several",
              .description =
                  "Into equal lines, or into lines of the quantities given. The new items have the "
                  "first one as their origin and are otherwise like it.",
              .arguments = kSplit,
              .answer = "inventory"},
     .change = split_inventory},
    {.spec = {.name = "inventory.merge",
              .effect = Effect::kChanges,
              .summary = "merge items into the first one",
              .description = "They are of the same part, revision, lot, location and status, and have no "
                             "serial numbers. The others stay listed with quantity 0.",
              .arguments = kMerge,
              .answer = "inventory"},
     .change = merge_inventory},
};

}  // namespace

std::span<const Operation> inventory_operations() { return kOperations; }

}  // namespace traveler::ops
