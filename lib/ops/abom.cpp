#include "ops/abom.h"

#include <algorithm>
#include <unordered_set>

#include "format/objects.h"
#include "model/ids.h"
#include "ops/lookups.h"
#include "store/inventory.h"
#include "store/material.h"

namespace traveler::ops {
namespace {

const std::vector<std::string> kNone;

const std::vector<std::string>& designators_of(const StepDef& definition, const std::string& part) {
  for (const RequirementDef& requirement : definition.requirements) {
    if (requirement.part == part) return requirement.designators;
  }
  return kNone;
}

}  // namespace

const AbomWalk::Place& AbomWalk::place(const Install& install) {
  std::string id = step_id(install.run, install.step);
  const auto known = places_.find(id);
  if (known != places_.end()) return known->second;
  const PlanStep& plan = rows_.plan_step(install.run, install.step);
  return places_.emplace(std::move(id), Place{plan.position, &definitions_.get(plan)}).first->second;
}

const std::vector<RequirementException>& AbomWalk::exceptions(std::int64_t run) {
  const auto known = exceptions_.find(run);
  if (known != exceptions_.end()) return known->second;
  return exceptions_.emplace(run, store::exceptions_of_run(*db_, run)).first->second;
}

std::vector<store::HeldInstall> AbomWalk::held_by(std::int64_t item, std::int64_t as_of, std::int64_t told) {
  auto held = store::tree_held_by(*db_, item, as_of, told);
  // They come in the order of their ids.
  std::stable_sort(held.begin(), held.end(), [&](const auto& a, const auto& b) {
    if (a.install.run != b.install.run) return a.install.run < b.install.run;
    return a.install.step != b.install.step && place(a.install).position < place(b.install).position;
  });
  return held;
}

void AbomWalk::walk(const Run& run, std::int64_t as_of, const Take& take) {
  struct Level {
    std::int64_t item;
    std::string part;
    std::int64_t as_of;
    std::vector<store::HeldInstall> held;
    std::size_t next = 0;
  };
  std::vector<Level> path;
  path.push_back({run.inventory, run.part, as_of, held_by(run.inventory, as_of, as_of)});
  std::unordered_set<std::int64_t> inside{run.inventory};
  while (!path.empty()) {
    Level& level = path.back();
    if (level.next == level.held.size()) {
      inside.erase(level.item);
      path.pop_back();
      continue;
    }
    const store::HeldInstall& held = level.held[level.next++];
    AbomRow row{static_cast<int>(path.size()),
                level.item,
                &level.part,
                &held,
                &designators_of(*place(held.install).definition, held.install.part),
                std::nullopt};
    for (const RequirementException& exception : exceptions(held.install.run)) {
      if (exception.step == held.install.step && exception.part == held.install.part)
        row.exception = exception.issue;
    }
    take(row);
    if (!held.holds || !inside.insert(held.install.inventory).second) continue;
    const std::int64_t item = held.install.inventory;
    // What a piece took along is what it was when the piece left.
    const std::int64_t then = held.frozen.value_or(level.as_of);
    path.push_back({item, held.part, then, held_by(item, then, as_of)});
  }
}

namespace {

constexpr ArgumentSpec kAbom[] = {
    {.name = "run",
     .type = ArgumentType::kId,
     .help = "id of the run, as R-12",
     .positional = true,
     .required = true,
     .refers_to = ObjectKind::kRun},
    {.name = "now",
     .type = ArgumentType::kFlag,
     .help = "of an ended run what is in its item now, not what was when it ended"},
};

Value child_value(const AbomRow& row) {
  const store::HeldInstall& held = *row.held;
  const Install& install = held.install;
  Value::Object out;
  out.reserve(15);
  const auto add = [&](const char* name, Value value) { out.emplace_back(name, std::move(value)); };
  add("install", install_id(install.id));
  add("step", step_id(install.run, install.step));
  add("part", held.part);
  add("inventory", inventory_id(install.inventory));
  add("serial", format::optional_value(held.serial));
  add("lot", format::optional_value(held.lot));
  add("quantity", format::quantity_text(install.quantity, held.precision));
  add("designators", format::text_list(*row.designators));
  add("installed_by", install.installed_by);
  add("installed_at", install.installed_at.text());
  add("substitute_for", install.substitute ? Value(install.part) : Value());
  add("exception", row.exception ? Value(issue_id(*row.exception)) : Value());
  add("shared", held.shared);
  add("unit", held.unit);
  return Value(std::move(out));
}

void abom(Query& query, const Arguments& args, const RowSink& sink) {
  AbomWalk walk(query.db);
  const Run run = walk.rows().run(parse_run_id(args.text("run")));
  const auto item = store::find_inventory(query.db, run.inventory);
  const auto part = store::find_part(query.db, run.part, run.part_revision);

  // The children of what is open at each level; a level is closed into the one above it.
  std::vector<Value> open{Value()};
  std::vector<Value> children{Value::list()};
  const auto close_to = [&](std::size_t level) {
    while (open.size() > level) {
      open.back().add("children", std::move(children.back()));
      children.pop_back();
      children.back().push(std::move(open.back()));
      open.pop_back();
    }
  };
  const std::int64_t as_of = args.flag("now") ? store::kPresent : run.ended_seq.value_or(store::kPresent);
  walk.walk(run, as_of, [&](const AbomRow& row) {
    close_to(static_cast<std::size_t>(row.level));
    open.push_back(child_value(row));
    children.push_back(Value::list());
  });
  close_to(1);

  Value exceptions = Value::list();
  for (const RequirementException& exception : walk.exceptions(run.id)) {
    exceptions.push(Value::object()
                        .add("step", step_id(run.id, exception.step))
                        .add("part", exception.part)
                        .add("quantity", exception.quantity.text(part_precision(query.db, exception.part)))
                        .add("issue", issue_id(exception.issue)));
  }
  Value out = Value::object();
  out.add("run", run_id(run.id))
      .add("inventory", inventory_id(run.inventory))
      .add("part", run.part)
      .add("serial", item ? format::optional_value(item->serial) : Value())
      .add("lot", item ? format::optional_value(item->lot) : Value())
      .add("quantity", (args.flag("now") && item ? item->quantity : run.quantity).text(run.precision))
      .add("children", std::move(children.front()))
      .add("exceptions", std::move(exceptions))
      .add("unit", part ? Value(part->unit) : Value());
  sink(std::move(out));
}

constexpr Operation kOperations[] = {
    {.spec =
         {.name = "run.abom",
          .summary = "show what went into the item of a run",
          .description =
              "The as-built bill of materials: every piece with its serial or lot, where it went, who "
              "put it in and when, and below it what it is made of itself. Of an ended run it is what was in "
              "the item when the run ended, all the way down. Below a piece that left a lot stands, marked "
              "shared, what had gone into the lot. As CSV, one row an install.",
          .arguments = kAbom,
          .answer = "abom"},
     .read = abom},
};

}  // namespace

std::span<const Operation> abom_operations() { return kOperations; }

}  // namespace traveler::ops
