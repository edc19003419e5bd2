#include "ops/run_create.h"

#include <algorithm>

#include "base/concat.h"
#include "base/text.h"
#include "model/ids.h"
#include "model/plan.h"
#include "model/rollup.h"
#include "model/settings.h"
#include "ops/lookups.h"
#include "ops/procedure_revisions.h"
#include "ops/run_lifecycle.h"
#include "ops/step_requirements.h"
#include "store/inventory.h"
#include "store/material.h"
#include "store/people.h"
#include "store/plans.h"
#include "store/procedures.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

constexpr std::string_view kAuto = "auto";

[[noreturn]] void refuse(ErrorCode code, std::string message, std::string subject, std::string hint = {}) {
  throw Error(code, std::move(message)).with_subject(std::move(subject)).with_hint(std::move(hint));
}

}  // namespace

RunMaker::RunMaker(Command& command, std::optional<std::int64_t> batch)
    : command_(&command),
      batch_(batch),
      numbers_(command),
      last_run_(store::last_run(command.db())),
      stock_(command) {}

std::optional<ProcedureRevision> RunMaker::procedure_of(const format::RunItem& item, const Part& part) {
  store::Connection& db = command_->db();
  if (item.procedure.empty()) return std::nullopt;
  if (item.procedure == kAuto) {
    auto found = store::procedures_for_part(db, part.number);
    if (found.empty()) {
      refuse(ErrorCode::kRuleRefused, "No procedures available for this part", part.number,
             "release a procedure that names the part, or give `procedure=`");
    }
    if (found.size() > 1) {
      std::vector<std::string> names;
      for (const ProcedureRevision& p : found) names.push_back(procedure_id(p.key, p.revision));
      refuse(ErrorCode::kRuleRefused,
             concat("several procedures can make ", part.number, ": ", join_words(names)), part.number,
             "choose one with `procedure=`");
    }
    refuse_unreleased_steps(db, found.front());
    return std::move(found.front());
  }
  const ProcedureAddress address = parse_procedure_id(item.procedure);
  const auto revisions = store::procedure_revisions(db, address.key);
  const ProcedureRevision* chosen = nullptr;
  for (const ProcedureRevision& revision : revisions) {
    const bool fits = address.revision ? revision.revision == *address.revision
                                       : revision.state == RevisionState::kReleased;
    if (fits) chosen = &revision;
  }
  if (chosen == nullptr && (revisions.empty() || address.revision)) {
    refuse(ErrorCode::kNotFound, concat("there is no procedure '", item.procedure, "'"), item.procedure,
           "`procedure.list` shows the procedures");
  }
  if (chosen == nullptr || chosen->state != RevisionState::kReleased) {
    const ProcedureRevision& newest = chosen == nullptr ? revisions.back() : *chosen;
    const std::string id = procedure_id(newest.key, newest.revision);
    refuse(ErrorCode::kRuleRefused,
           concat(id, " is ", to_text(newest.state), "; only a released revision can be run"), id,
           newest.state == RevisionState::kArchived
               ? ""
               : concat("release it: `procedure.release procedure=", id, "`"));
  }
  if (is_standard_step_id(chosen->key)) {
    refuse(ErrorCode::kRuleRefused, concat(item.procedure, " is a standard step; only procedures can be run"),
           item.procedure);
  }
  if (!chosen->parts.empty() &&
      std::find(chosen->parts.begin(), chosen->parts.end(), part.number) == chosen->parts.end()) {
    refuse(ErrorCode::kRuleRefused,
           concat(procedure_id(chosen->key, chosen->revision), " does not make ", part.number), part.number,
           concat("it makes ", join_words(chosen->parts)));
  }
  refuse_unreleased_steps(db, *chosen);
  return *chosen;
}

void RunMaker::check_tracking(const format::RunItem& item, const Part& part) const {
  const auto wrong = [&](std::string_view needs) {
    refuse(ErrorCode::kUsage,
           concat(part.number, " is tracked by ", to_text(part.tracking), "; a run of it takes ", needs),
           part.number);
  };
  const bool has_serial = !item.serial.empty();
  const bool has_lot = !item.lot.empty();
  switch (part.tracking) {
    case Tracking::kSerial:
      if (!has_serial || has_lot || (item.quantity && *item.quantity != Quantity::whole(1))) {
        wrong("`serial=` (a number or auto) and no other quantity than 1");
      }
      break;
    case Tracking::kLot:
      if (has_serial || !has_lot || !item.quantity) wrong("`lot=` (a number or auto) and `quantity=`");
      break;
    case Tracking::kQuantity:
      if (has_serial || has_lot || !item.quantity) wrong("`quantity=` alone");
      break;
  }
  if (item.quantity && *item.quantity <= Quantity{}) {
    refuse(ErrorCode::kValueInvalid, concat("the quantity ", item.quantity->text(), " is not more than zero"),
           part.number);
  }
  if (item.quantity && item.quantity->decimals() > part.precision) {
    refuse(ErrorCode::kValueInvalid,
           concat("the quantity ", item.quantity->text(), " has more decimals than ", part.number, " uses (",
                  part.precision, ")"),
           part.number);
  }
  const bool named = (has_serial && item.serial != kAuto) || (has_lot && item.lot != kAuto);
  if (named && item.copies.value_or(1) > 1) {
    refuse(ErrorCode::kUsage, "copies cannot share one serial or lot number", part.number,
           "give auto instead");
  }
}

RunMaker::Source RunMaker::source_of(const format::RunItem& item) {
  Source source{need_part(command_->db(), item.part), std::nullopt, {}};
  if (item.inventory.empty()) {
    check_tracking(item, source.part);
  } else {
    check_attach(item);
  }
  source.procedure = procedure_of(item, source.part);
  if (source.procedure) {
    source.plan = source.procedure->plan;
  } else {
    // "Build as you fly": an empty plan, to which steps are added by redline.
    const Plan empty = make_plan(ProcedureDef{}, [](const StepDef&) { return std::string(); });
    store::put_plan(command_->db(), empty);
    source.plan = empty.digest;
  }
  if (!item.assignee.empty()) check_assignee(command_->db(), item.assignee);
  return source;
}

void RunMaker::check_attach(const format::RunItem& item) const {
  if (!item.serial.empty() || !item.lot.empty()) {
    refuse(ErrorCode::kUsage, "`inventory=` names the item: it has its serial or lot already",
           item.inventory);
  }
  if (item.copies.value_or(1) > 1) {
    refuse(ErrorCode::kUsage, "copies cannot share one item", item.inventory, "create one run of it");
  }
}

Inventory RunMaker::new_item(const format::RunItem& item, const Part& part) {
  Inventory made;
  made.id = stock_.next_id();
  made.part = part.number;
  made.part_revision = part.revision;
  made.precision = part.precision;
  if (!item.serial.empty()) made.serial = item.serial == kAuto ? numbers_.next(part, true) : item.serial;
  if (!item.lot.empty()) made.lot = item.lot == kAuto ? numbers_.next(part, false) : item.lot;
  made.quantity = item.quantity.value_or(Quantity::whole(1));
  const std::string& number = made.serial ? *made.serial : made.lot ? *made.lot : part.number;
  if (!is_key(number)) {
    refuse(ErrorCode::kValueInvalid, concat("'", number, "' cannot be a serial or lot number"), part.number,
           "numbers are letters, digits, '.', '_', '-', at most 128, and start with a letter or digit");
  }
  if (made.serial) {
    if (const auto other = store::find_serial(command_->db(), part.number, *made.serial)) {
      refuse(ErrorCode::kRuleRefused,
             concat("there is a ", part.number, " with serial ", *made.serial,
                    " already: ", inventory_id(*other)),
             inventory_id(*other));
    }
  }
  return made;
}

Stock::Piece RunMaker::taken_item(const format::RunItem& item, const Part& part,
                                  std::vector<SubjectChange>& changes) {
  const Inventory there = stock_.need(item.inventory);
  const bool right_part =
      there.part == part.number && (!part.revision || there.part_revision == part.revision);
  if (!right_part) {
    refuse_item(there, concat(item.inventory, " is of ", part_id(there.part, there.part_revision), ", not ",
                              part_id(part.number, part.revision)));
  }
  if (!kInventoryTable.allows(inventory_status(there), InventoryVerb::kAttach) ||
      there.quantity == Quantity{}) {
    refuse_item(there, "Part inventory is not in a state that allows a new run",
                there.wip && there.run ? concat("it is on ", run_id(*there.run)) : std::string());
  }
  return stock_.take(there, stock_.amount_of(item.quantity, there), changes);
}

Run RunMaker::make_one(const format::RunItem& item, const Source& source) {
  std::vector<SubjectChange> changes;
  Stock::Piece piece = item.inventory.empty() ? Stock::Piece{std::nullopt, new_item(item, source.part)}
                                              : taken_item(item, source.part, changes);
  Inventory& made = piece.item;
  if (countable_ != std::pair(source.plan, made.quantity)) {
    check_countable(*command_, store::plan_row(command_->db(), source.plan), made.quantity,
                    item.inventory.empty() ? source.part.number : item.inventory);
    countable_.emplace(source.plan, made.quantity);
  }
  made.run = ++last_run_;
  made.wip = true;
  made.kitted.reset();
  // The item's own revision counts: the run may have been asked for by the number alone.
  const Part& part = item.inventory.empty() ? source.part : stock_.part_of(made);

  Run run;
  run.id = last_run_;
  run.part = part.number;
  run.part_revision = part.revision;
  run.inventory = made.id;
  run.quantity = made.quantity;
  run.plan = source.plan;
  if (source.procedure) {
    run.procedure = source.procedure->key;
    run.procedure_revision = source.procedure->revision;
  }
  const std::string what = made.serial ? *made.serial
                           : made.lot  ? *made.lot
                                       : concat(made.quantity.text(part.precision), ' ', part.unit);
  run.title = !item.title.empty()
                  ? item.title
                  : concat(run_id(run.id), ": ", part_id(part.number, part.revision), " · ", what);
  if (!item.due.empty()) run.due = command_->zone().parse(item.due, DayPart::kEnd);
  if (!item.assignee.empty()) run.assignee = item.assignee;
  run.export_controlled = item.export_controlled.value_or(false);
  run.attributes = item.attributes;
  run.batch = batch_;
  run.created_at = command_->at();
  run.created_by = command_->actor().name;
  stock_.put(piece, changes);  // the run refers to it
  changes.push_back(change_of<Run>(nullptr, run));
  command_->record(run_id(run.id), std::move(changes));
  Run stored = command_->rows().run(run.id);
  stored.attributes = run.attributes;
  return stored;
}

std::vector<Run> RunMaker::make(const format::RunItem& item) {
  const int copies = item.copies.value_or(1);
  if (copies < 1) refuse(ErrorCode::kValueInvalid, "copies must be at least 1", item.part);
  const Source source = source_of(item);
  std::vector<Run> runs;
  for (int i = 0; i < copies; ++i) runs.push_back(make_one(item, source));
  return runs;
}

}  // namespace traveler::ops
