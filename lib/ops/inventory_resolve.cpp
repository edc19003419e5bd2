#include <algorithm>

#include "base/concat.h"
#include "base/text.h"
#include "format/objects.h"
#include "model/ids.h"
#include "ops/lookups.h"
#include "ops/stock.h"
#include "store/installs.h"
#include "store/inventory.h"
#include "store/material.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kResolve[] = {
    {.name = "install",
     .type = ArgumentType::kId,
     .help = "a shared install, as IN-3",
     .positional = true,
     .required = true},
    {.name = "to",
     .type = ArgumentType::kPairs,
     .help = "how much of it is in which item; repeatable",
     .required = true,
     .many = true,
     .metavar = "INV=Q"},
};
struct Group {
  std::string item;
  Quantity quantity;
};

/// The groups that get something, in the order given; their sum is what was installed.
std::vector<Group> read_groups(const Install& install, const Part& part, const Value& to) {
  const std::string id = install_id(install.id);
  std::vector<Group> groups;
  Quantity sum;
  for (const auto& [name, value] : to.as_object()) {
    const std::string item = inventory_id(parse_inventory_id(name));
    if (std::find(install.parents.begin(), install.parents.end(), item) == install.parents.end()) {
      throw Error(ErrorCode::kRuleRefused, concat(id, " is not in ", item))
          .with_subject(id)
          .with_hint(concat("it is shared by ", join_words(install.parents)));
    }
    const std::string text = value.is_text() ? value.as_text() : std::string();
    const auto quantity = Quantity::parse(text);
    if (!quantity || *quantity < Quantity{} || quantity->decimals() > part.precision) {
      throw Error(ErrorCode::kValueInvalid,
                  concat("`to=`: '", text, "' is not an amount of ", part.number, " for ", item))
          .with_subject(item)
          .with_hint(concat("at most ", part.precision, " decimals, 0 or more"));
    }
    sum = sum + *quantity;
    const bool again =
        std::any_of(groups.begin(), groups.end(), [&](const Group& group) { return group.item == item; });
    if (again) throw Error(ErrorCode::kUsage, concat("`to=`: ", item, " is given twice")).with_subject(item);
    groups.push_back({item, *quantity});
  }
  if (sum != install.quantity) {
    throw Error(ErrorCode::kRuleRefused,
                concat("the parts sum to ", sum.text(part.precision), "; ", id, " is of ",
                       install.quantity.text(part.precision), ' ', part.unit))
        .with_subject(id)
        .with_hint("every piece installed is in one of the items");
  }
  std::erase_if(groups, [](const Group& group) { return group.quantity == Quantity{}; });
  return groups;
}

Install need_shared(Command& command, const std::string& id) {
  Install install = need_install(command.db(), id);
  const Run& run = command.rows().run(install.run);
  // A run that works on one of the groups now may say what it holds.
  const bool worked_on =
      std::any_of(install.parents.begin(), install.parents.end(), [&](const std::string& parent) {
        const auto item = store::find_inventory(command.db(), parse_inventory_id(parent));
        return item && item->wip;
      });
  if (run.lifecycle == Lifecycle::kComplete && !worked_on) {
    throw Error(ErrorCode::kRunLocked, concat(run_id(run.id), " is complete; what went into it is locked"))
        .with_subject(id)
        .with_hint(concat("an admin can open it again: `run.reopen run=", run_id(run.id), "`"));
  }
  if (!install.shared()) {
    throw Error(ErrorCode::kRuleRefused,
                install.active() ? concat(id, " is not shared: all of it is in ", join_words(install.parents))
                                 : concat(id, " was uninstalled"))
        .with_subject(id);
  }
  return install;
}

Value resolve(Command& command, const Arguments& args) {
  const Install before = need_shared(command, args.text("install"));
  Stock stock(command);
  Inventory piece = stock.need(before.inventory);
  const std::vector<Group> groups = read_groups(before, stock.part_of(piece), args.pairs("to"));

  std::vector<SubjectChange> changes;
  std::vector<std::pair<Install, Inventory>> made;
  // The first group keeps the install and its piece, as far as it goes.
  Install first = before;
  first.parents = {groups.front().item};
  first.quantity = groups.front().quantity;
  Inventory kept = piece;
  kept.quantity = first.quantity;
  stock.put(&piece, kept, changes);
  changes.push_back(change_of(&before, first));
  made.emplace_back(first, kept);
  std::int64_t next = store::last_install(command.db()) + 1;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    Inventory other = piece;
    other.id = stock.next_id();
    other.origin = piece.id;
    other.quantity = groups[i].quantity;
    other.install = next;
    other.revision = 1;
    Install install = before;
    install.id = next++;
    install.inventory = other.id;
    install.quantity = other.quantity;
    install.parents = {groups[i].item};
    stock.put(nullptr, other, changes);
    changes.push_back(change_of<Install>(nullptr, install));
    made.emplace_back(install, other);
  }
  command.record(install_id(before.id), std::move(changes));
  Value installs = Value::list();
  for (const auto& [install, item] : made) installs.push(format::install_value(install, item));
  Value out = Value::object();
  out.add("installs", std::move(installs)).add("inventory", stock.answer());
  return out;
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "inventory.resolve",
              .effect = Effect::kChanges,
              .summary = "say in which items a shared install is",
              .description = "After a split of a run its installs are shared by both groups of units. The "
                             "amounts sum to what was installed; an item that is not named holds none.",
              .arguments = kResolve,
              .answer = "install"},
     .change = resolve},
};

}  // namespace

std::span<const Operation> resolve_operations() { return kOperations; }

}  // namespace traveler::ops
