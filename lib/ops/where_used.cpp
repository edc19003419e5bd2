#include "ops/where_used.h"

#include <algorithm>
#include <deque>
#include <set>
#include <tuple>
#include <utility>

#include "format/objects.h"
#include "model/ids.h"
#include "ops/lookups.h"
#include "ops/operation.h"

namespace traveler::ops {
namespace {

constexpr ArgumentSpec kWhereUsed[] = {
    {.name = "inventory",
     .type = ArgumentType::kId,
     .help = "an item, as INV-5",
     .positional = true,
     .required = true},
};

Value row_of(const store::Holding& held) {
  return Value::object()
      .add("install", install_id(held.install.id))
      .add("inventory", inventory_id(held.parent))
      .add("part", held.part)
      .add("serial", format::optional_value(held.serial))
      .add("lot", format::optional_value(held.lot))
      .add("run", run_id(held.install.run))
      .add("step", step_id(held.install.run, held.install.step))
      .add("quantity", format::quantity_text(held.install.quantity, held.precision))
      .add("shared", held.shared);
}

/// Between which entries of the history an item holds what is asked for.
struct Within {
  std::int64_t item = 0;
  std::int64_t since = 0;
  std::int64_t until = store::kPresent;
  auto key() const { return std::tuple(item, since, until); }
};

}  // namespace

void each_container(store::Connection& db, std::int64_t item,
                    const std::function<void(const store::Holding&)>& take) {
  std::deque<Within> open{{item}};
  // What it was merged into consists of it.
  while (const auto whole = store::merged_into(db, open.back().item))
    open.push_back({whole->item, whole->since});
  std::set<decltype(Within().key())> seen;
  std::set<std::pair<std::int64_t, std::int64_t>> told;
  for (; !open.empty(); open.pop_front()) {
    const Within at = open.front();
    for (const store::Holding& held : store::holdings_of_item(db, at.item)) {
      Within above{held.parent, held.since, held.until};
      if (held.frozen) {
        // It came along with a piece as it was when the piece left.
        if (*held.frozen < at.since || *held.frozen >= at.until) continue;
      } else {
        above.since = std::max(at.since, held.since);
        above.until = std::min(at.until, held.until);
        if (above.since >= above.until) continue;
      }
      const bool present = above.until == store::kPresent;
      if (present && told.insert({held.install.id, held.parent}).second) take(held);
      if (seen.insert(above.key()).second) open.push_back(above);
    }
  }
}

namespace {

void where_used(Query& query, const Arguments& args, const RowSink& sink) {
  each_container(query.db, need_inventory(query.db, args.text("inventory")).id,
                 [&](const store::Holding& held) { sink(row_of(held)); });
}

constexpr Operation kOperations[] = {
    {.spec = {.name = "inventory.where-used",
              .summary = "list the items that contain an item",
              .description =
                  "The nearest first, up to the top; of this record, not of the pieces that left it. "
                  "A piece of a lot that contains the record may contain it too: it is listed "
                  "and marked shared, and so is what it went into.",
              .arguments = kWhereUsed,
              .lists = true,
              .answer = "where_used"},
     .read = where_used},
};

}  // namespace

std::span<const Operation> where_used_operations() { return kOperations; }

}  // namespace traveler::ops
