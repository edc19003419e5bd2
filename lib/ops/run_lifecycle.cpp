#include "ops/run_lifecycle.h"

#include <algorithm>
#include <array>

#include "base/concat.h"
#include "base/text.h"
#include "format/history_body.h"
#include "format/objects.h"
#include "model/ids.h"
#include "model/rollup.h"
#include "model/state_tables.h"
#include "ops/batches.h"
#include "ops/changed.h"
#include "ops/lookups.h"
#include "ops/run_completion.h"
#include "ops/step_requirements.h"
#include "ops/stock.h"
#include "store/inventory.h"
#include "store/material.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

/// The lifecycle that the verb leads to. Throws Error(state.refused).
Lifecycle next_lifecycle(const Run& run, RunVerb verb) {
  if (const auto& next = kRunTable.next(run.lifecycle, verb)) return *next;
  throw Error(ErrorCode::kStateRefused,
              concat(run_id(run.id), " is ", to_text(run.lifecycle), "; `", to_text(verb), "` is refused"))
      .with_subject(run_id(run.id))
      .with_blockers({{"state", run_id(run.id), concat(run_id(run.id), " is ", to_text(run.lifecycle))}});
}

/// The run's item as `change` leaves it.
template <class Change>
std::optional<SubjectChange> item_change(Command& command, const Run& run, Change change_item) {
  const auto before = store::find_inventory(command.db(), run.inventory);
  if (!before) return std::nullopt;
  Inventory after = *before;
  change_item(after);
  SubjectChange change = change_of(&*before, after);
  return change.fields.empty() ? std::nullopt : std::optional(std::move(change));
}

/// The item must still be there to be worked on.
void check_item_for_reopen(Command& command, const Run& run) {
  const auto item = store::find_inventory(command.db(), run.inventory);
  if (!item) return;
  const InventoryStatus status = inventory_status(*item);
  const bool usable = kInventoryTable.allows(status, InventoryVerb::kReopen);
  // What is kitted or quarantined may have been counted as none.
  if (usable && item->quantity > Quantity{}) return;
  const std::string what =
      concat(inventory_id(item->id), usable ? " has quantity " : " is ", usable ? "0" : to_text(status));
  throw Error(ErrorCode::kRuleRefused, concat(run_id(run.id), " cannot be reopened: its item ", what))
      .with_subject(run_id(run.id))
      .with_blockers({{"state", inventory_id(item->id), what}});
}

Value changed_runs(Command& command, const std::vector<std::int64_t>& runs) {
  Changed changed;
  for (const std::int64_t run : runs) changed.add_run(run);
  return changed.answer(command.rows(), command.db());
}
Value changed_run(Command& command, std::int64_t id) { return changed_runs(command, {id}); }

void set_field(Command& command, Run& run, const std::string& key, const std::string& value) {
  const auto time = [&]() -> std::optional<Timestamp> {
    if (value.empty()) return std::nullopt;
    const auto parsed = command.zone().parse(value, key == "due" ? DayPart::kEnd : DayPart::kBegin);
    if (!parsed) {
      throw Error(ErrorCode::kValueInvalid, concat(key, ": '", value, "' is not a time"))
          .with_hint("write it as 2026-11-22T05:30:00Z, 2026-11-22 05:30, or as a date");
    }
    return parsed;
  };
  constexpr std::string_view kAttribute = "attr.";
  if (key == "title") {
    if (value.empty()) throw Error(ErrorCode::kValueInvalid, "title: a run has a title");
    run.title = value;
  } else if (key == "due") {
    run.due = time();
  } else if (key == "scheduled_start") {
    run.scheduled_start = time();
  } else if (key == "scheduled_end") {
    run.scheduled_end = time();
  } else if (key == "export_controlled") {
    if (value != "true" && value != "false") {
      throw Error(ErrorCode::kValueInvalid,
                  concat("export_controlled: '", value, "' is neither true nor false"));
    }
    run.export_controlled = value == "true";
  } else if (key.starts_with(kAttribute) && is_key(key.substr(kAttribute.size()))) {
    const std::string name = key.substr(kAttribute.size());
    std::erase_if(run.attributes, [&](const Attribute& attribute) { return attribute.name == name; });
    if (!value.empty()) run.attributes.push_back({name, value});
    std::sort(run.attributes.begin(), run.attributes.end(),
              [](const Attribute& a, const Attribute& b) { return a.name < b.name; });
  } else {
    throw Error(ErrorCode::kUsage, concat("a run has no '", key, "' to set"))
        .with_hint("title, due, scheduled_start, scheduled_end, export_controlled and attr.NAME can be set");
  }
}

}  // namespace

void check_time(const Command& command, const Run& run) {
  if (!command.backdated() || command.at() >= run.updated_at) return;
  throw Error(ErrorCode::kValueInvalid,
              concat("`at=`: ", command.at().text(), " is before the last change of ", run_id(run.id), " at ",
                     run.updated_at.text()))
      .with_subject(run_id(run.id));
}

void check(Query& query, const Arguments& args, const RowSink& row) {
  store::WorkingSet rows(query.db);
  const Run& run = rows.run(parse_run_id(args.text("run")));
  Definitions definitions(query.db);
  const RunGates found = has_ended(run) ? RunGates{} : check_run(query.db, definitions, run);
  std::vector<Blocker> blockers = found.blockers;
  if (has_ended(run))
    blockers.push_back({"state", run_id(run.id), concat(run_id(run.id), " is ", to_text(run.lifecycle))});
  row(Value::object()
          .add("run", run_id(run.id))
          .add("can_complete", blockers.empty())
          .add("blockers", format::blockers_value(blockers))
          .add("warnings", format::blockers_value(found.warnings)));
}

Value complete(Command& command, const Arguments& args) {
  const Run run = command.rows().run(parse_run_id(args.text("run")));
  next_lifecycle(run, RunVerb::kComplete);
  check_time(command, run);
  Definitions& definitions = command.definitions();
  RunGates found = check_run(command.db(), definitions, run);
  if (!found.blockers.empty()) {
    throw Error(ErrorCode::kGateUnmet,
                concat(run_id(run.id), " cannot be completed: ", found.blockers.size(),
                       found.blockers.size() == 1 ? " gate is not met" : " gates are not met"))
        .with_subject(run_id(run.id))
        .with_hint(run.status == RunStatus::kCanceled
                       ? concat("all its steps are canceled; `run.fail run=", run_id(run.id),
                                " reason=\"...\"` ends it")
                       : std::string())
        .with_blockers(std::move(found.blockers));
  }
  Changed changed;
  complete_run(command, run.id, found.warnings, changed);
  return changed.answer(command.rows(), command.db());
}

Value fail(Command& command, const Arguments& args) {
  command.require_reason();
  const Run before = command.rows().run(parse_run_id(args.text("run")));
  Run after = before;
  after.lifecycle = next_lifecycle(before, RunVerb::kFail);
  check_time(command, before);
  std::vector<SubjectChange> changes{change_of(&before, after)};
  const std::string fate = args.optional_text("inventory").value_or("quarantine");
  auto item = item_change(command, before, [&](Inventory& it) {
    it.wip = false;
    it.scrapped = it.scrapped || fate == "scrap";
    it.quarantined = it.quarantined || fate == "quarantine";
  });
  if (item) changes.push_back(std::move(*item));
  const std::vector<std::int64_t> kits = give_back_kits(command, before.id, changes);
  command.record(run_id(before.id), std::move(changes));
  Value answer = changed_run(command, before.id);
  Stock stock(command);
  stock.touch(before.inventory);
  for (const std::int64_t kit : kits) stock.touch(kit);
  return answer.add("inventory", stock.answer());
}

Value reopen(Command& command, const Arguments& args) {
  command.require_reason();
  const Run before = command.rows().run(parse_run_id(args.text("run")));
  Run after = before;
  after.lifecycle = next_lifecycle(before, RunVerb::kReopen);
  check_time(command, before);
  after.completed_at.reset();
  check_item_for_reopen(command, before);
  // What was counted, merged or split off since is what there is to work on.
  if (const auto there = store::find_inventory(command.db(), before.inventory))
    after.quantity = there->quantity;
  if (after.quantity > before.quantity)
    check_countable(command, after.plan_row, after.quantity, inventory_id(before.inventory));
  std::vector<SubjectChange> changes{change_of(&before, after)};
  auto item = item_change(command, before, [&](Inventory& it) {
    it.wip = true;
    it.run = before.id;
    it.kitted.reset();
  });
  if (item) changes.push_back(std::move(*item));
  command.record(run_id(before.id), std::move(changes));
  return changed_run(command, before.id);
}

Value assign(Command& command, const Arguments& args) {
  const std::int64_t named = command.rows().run(parse_run_id(args.text("run"))).id;
  std::optional<std::string> assignee = args.text("assignee");
  if (assignee == "none") {
    assignee.reset();
  } else {
    check_assignee(command.db(), *assignee);
  }
  const std::vector<std::int64_t> runs = runs_with(command, named, args.flag("only"));
  for (const std::int64_t run : runs) {
    const Run before = command.rows().run(run);
    check_time(command, before);
    if (has_ended(before)) command.require_reason();
    Run after = before;
    after.assignee = assignee;
    command.record_change(&before, after);
  }
  return changed_runs(command, runs);
}

Value set(Command& command, const Arguments& args) {
  const std::int64_t named = command.rows().run(parse_run_id(args.text("run"))).id;
  const Value& values = args.pairs("set");
  // Of what can be set, the due date alone is the batch's.
  const bool alone = args.flag("only") || values.find("due") == nullptr;
  const std::vector<std::int64_t> runs = runs_with(command, named, alone);
  for (const std::int64_t run : runs) {
    Run before = command.rows().run(run);
    before.attributes = command.rows().attributes(run);
    check_time(command, before);
    if (has_ended(before)) command.require_reason();
    Run after = before;
    for (const auto& [key, value] : values.as_object()) {
      if (run == named || key == "due")
        set_field(command, after, key, value.is_null() ? std::string() : value.as_text());
    }
    command.record_change(&before, after);
  }
  return changed_runs(command, runs);
}

}  // namespace traveler::ops
