#include "store/projector.h"

#include <array>
#include <type_traits>

#include "base/concat.h"
#include "model/ids.h"
#include "model/record_changes.h"
#include "model/rollup.h"
#include "model/transitions.h"
#include "store/history.h"
#include "store/holdings.h"
#include "store/installs.h"
#include "store/inventory.h"
#include "store/material.h"
#include "store/plans.h"
#include "store/procedures.h"
#include "store/readings.h"
#include "store/runs.h"
#include "traveler/error.h"

namespace traveler::store {
namespace {

[[noreturn]] void refuse(const SubjectChange& change, std::string_view why) {
  throw Error(ErrorCode::kStorageCorrupt, concat("the history does not fit: ", change.subject, ' ', why))
      .with_subject(change.subject);
}

/// A setting that nobody has changed has its default.
template <class Row>
Row row_before_first_change(const SubjectChange& change) {
  Row row;
  if constexpr (std::is_same_v<Row, Setting>) {
    for (const FieldChange& field : change.fields) decode_field(field.old_value, row.value);
  }
  return row;
}

/// Applies the change to the object it is about, or makes it.
template <class Row>
void apply_record(Connection& db, const SubjectChange& change, std::int64_t seq) {
  const auto put = [&](const Row& row) {
    if constexpr (requires { Stored<Row>::put(db, row, seq); }) {
      Stored<Row>::put(db, row, seq);
    } else {
      Stored<Row>::put(db, row);
    }
  };
  if (auto found = Stored<Row>::find(db, change.subject)) {
    apply_change(change, *found);
    // The revision of a procedure names it.
    if constexpr (requires { found->revision++; } && !std::is_same_v<Row, ProcedureRevision>)
      ++found->revision;
    put(*found);
    return;
  }
  Row row = row_before_first_change<Row>(change);
  if (!RecordFields<Row>::name(row, change.subject)) refuse(change, "is no id of its kind");
  if constexpr (std::is_same_v<Row, Setting>) {
    apply_change(change, row);
  } else {
    apply_new(change, row);
  }
  put(row);
}

using Apply = void (*)(Connection&, const SubjectChange&, std::int64_t seq);

/// How each kind of Records is applied; nullptr for the others.
template <class... Rows>
constexpr auto record_appliers(std::tuple<Rows...>*) {
  std::array<Apply, static_cast<std::size_t>(ObjectKind::kTable) + 1> appliers{};
  ((appliers[static_cast<std::size_t>(RecordFields<Rows>::kKind)] = apply_record<Rows>), ...);
  return appliers;
}
constexpr auto kRecordAppliers = record_appliers(static_cast<Records*>(nullptr));

const FieldChange* find_field(const SubjectChange& change, std::string_view name) {
  for (const FieldChange& field : change.fields) {
    if (field.field == name) return &field;
  }
  return nullptr;
}

/// What an item held goes along with a piece that leaves it, and into the item that it is merged into.
void pass_holdings_on(Connection& db, const SubjectChange& change, std::int64_t seq) {
  std::string other;
  const auto names = [&](const char* field) {
    const FieldChange* named = find_field(change, field);
    if (named == nullptr || named->new_value.is_null()) return false;
    decode_field(named->new_value, other);
    return true;
  };
  const std::int64_t item = parse_inventory_id(change.subject);
  if (names("origin")) leave_with(db, item, parse_inventory_id(other), seq);
  if (names("merged_into")) take_over(db, item, parse_inventory_id(other), seq);
}

}  // namespace

void Projector::apply(const HistoryEntry& entry) {
  for (const SubjectChange& change : entry.changes) {
    switch (change.kind) {
      case ObjectKind::kWorkspace:
        apply_workspace(change);
        break;
      case ObjectKind::kRun:
        apply_run(entry, change);
        break;
      case ObjectKind::kStep:
        apply_step(entry, change);
        break;
      case ObjectKind::kField:
        apply_field(entry, change);
        break;
      default: {
        const Apply apply_it = kRecordAppliers.at(static_cast<std::size_t>(change.kind));
        if (apply_it == nullptr) refuse(change, "is of a kind that the history does not tell of");
        apply_it(*db_, change, entry.seq);
        if (change.kind == ObjectKind::kInventory) pass_holdings_on(*db_, change, entry.seq);
      }
    }
  }
}

void Projector::apply_workspace(const SubjectChange& change) {
  WorkspaceIdentity identity;
  apply_new(change, identity);
  put_workspace(*db_, identity.uuid, identity.created_at);
}

void Projector::apply_run(const HistoryEntry& entry, const SubjectChange& change) {
  const auto id = parse_short_id("R-", change.subject);
  if (!id) refuse(change, "is no run");
  if (rows_.find_run(*id) == nullptr) {
    Run run;
    run.id = *id;
    apply_new(change, run);
    run.updated_at = run.created_at;
    insert_run(*db_, run);
    rows_.adopt(run);
    if (run.batch) membership_.join(*id, *run.batch, entry.seq, entry.at, true);
    touched_seq_ = entry.seq;
    touched_run_ = *id;
    touched_slot_ = 0;
    return;
  }
  touch_run(entry, *id);
  if (find_field(change, "attributes") != nullptr) rows_.attributes(*id);
  const bool moved = find_field(change, "lifecycle") != nullptr;
  if (moved) membership_.forget();
  const std::optional<std::int64_t> batch = rows_.run(*id).batch;
  Run& run = rows_.edit_run(*id);
  apply_change(change, run);
  if (moved) run.ended_seq = has_ended(run) ? std::optional(entry.seq) : std::nullopt;
  if (const std::optional<std::int64_t> now = rows_.run(*id).batch; now != batch) {
    if (batch) membership_.leave(*id, *batch, entry.at);
    if (now) membership_.join(*id, *now, entry.seq, entry.at, false);
  }
  if (find_field(change, "attributes") != nullptr) rows_.write_attributes(*id);
}

void Projector::touch_run(const HistoryEntry& entry, std::int64_t run) {
  if (touched_seq_ == entry.seq && touched_run_ == run) return;
  touched_seq_ = entry.seq;
  touched_run_ = run;
  touched_slot_ = 0;
  Run& row = rows_.touch_run(run);
  ++row.revision;
  row.updated_at = entry.at;
}

void Projector::touch_step(const HistoryEntry& entry, std::int64_t run, std::int64_t slot) {
  touch_run(entry, run);
  if (touched_slot_ == slot) return;
  touched_slot_ = slot;
  RunStep& row = rows_.touch_step(run, slot);
  ++row.revision;
  row.updated_at = entry.at;
}

void Projector::apply_step(const HistoryEntry& entry, const SubjectChange& change) {
  const StepAddress address = parse_step_id(change.subject);
  const PlanStep plan = rows_.plan_step(address.run, address.key);
  touch_step(entry, address.run, plan.slot);
  const RunStep before = rows_.step(address.run, plan.slot);
  StepChange now{before.state, before.attempt, std::nullopt, before.siblings.has_value()};
  apply_change(change, now);
  if (!now.sibling && before.siblings) membership_.detach(address.run, plan.slot);
  if (now.state == before.state && now.attempt == before.attempt) return;
  membership_.forget();
  rows_.edit_step(address.run, plan.slot) =
      enter_state(rows_.step(address.run, plan.slot), now.state, now.attempt, entry.actor, entry.at);
  if (now.canceled_with) {
    const std::int64_t ancestor = rows_.plan_step(address.run, *now.canceled_with).slot;
    rows_.edit_step(address.run, plan.slot).canceled_with = ancestor;
  }
  if (now.state != before.state) move_step(address.run, plan, before.state, now.state);
}

void Projector::move_step(std::int64_t run, const PlanStep& plan, StepState from, StepState to) {
  count_transition(rows_.edit_run(run), plan, from, to);
  WorkingSet::Graph graph(rows_, run);
  const auto shift = [&](std::int64_t by) {
    // The step is an upstream of each of them exactly once, however many ways lead there.
    for (const std::int64_t slot : affected_by(graph, plan.slot))
      rows_.edit_step(run, slot).open_upstreams += by;
  };
  if (from == StepState::kCanceled || to == StepState::kCanceled) {
    for (const std::int64_t slot : affected_by(graph, plan.slot)) {
      const std::int64_t open = count_open_upstreams(graph, slot);
      if (open != rows_.step(run, slot).open_upstreams) rows_.edit_step(run, slot).open_upstreams = open;
    }
  } else if (to == StepState::kCompleted) {
    shift(-1);
  } else if (from == StepState::kCompleted) {
    shift(1);
  }
}

void Projector::apply_field(const HistoryEntry& entry, const SubjectChange& change) {
  auto parsed = try_parse_field_id(change.subject);
  if (!parsed) refuse(change, "is no field");
  FieldAddress& address = *parsed;
  const PlanStep plan = rows_.plan_step(address.step.run, address.step.key);
  const std::int64_t run = address.step.run;
  touch_step(entry, run, plan.slot);
  Reading reading;
  reading.run = run;
  reading.slot = plan.slot;
  reading.attempt = rows_.step(run, plan.slot).attempt;
  reading.field = std::move(address.field);
  reading.row = std::move(address.row);
  reading.column = std::move(address.column);
  if (find_field(change, RecordFields<ReadingChange>::kValue) != nullptr) {
    record(entry, change, std::move(reading), plan.definition);
    return;
  }
  // No new reading: what changes is what is known of the current one.
  for (Reading& known : readings_of_step(*db_, run, plan.slot, reading.attempt, true)) {
    if (known.field != reading.field || known.row != reading.row || known.column != reading.column) continue;
    ReadingChange now{known.value,        known.judgement,  known.superseded,
                      known.printed_name, known.attachment, known.deviation_reason};
    apply_change(change, now);
    known.judgement = now.judgement;
    known.superseded = now.superseded;
    known.deviation_reason = std::move(now.deviation_reason);
    update_reading(*db_, known);
    return;
  }
  refuse(change, "has no reading");
}

void Projector::record(const HistoryEntry& entry, const SubjectChange& change, Reading reading,
                       std::int64_t definition) {
  ReadingChange now;
  for_each_field(change, now,
                 [](const FieldChange& field, auto&& value) { decode_field(field.new_value, value); });
  if (find_field(change, RecordFields<ReadingChange>::kJudgement) == nullptr)
    now.judgement = now.value ? Judgement::kOk : Judgement::kEmpty;
  reading.value = std::move(now.value);
  reading.judgement = now.judgement;
  reading.superseded = now.superseded;
  reading.printed_name = std::move(now.printed_name);
  reading.attachment = std::move(now.attachment);
  reading.deviation_reason = std::move(now.deviation_reason);
  reading.seq = entry.seq;
  reading.recorded_by = entry.actor;
  reading.recorded_at = entry.at;
  // The old values are those of the reading that it takes the place of.
  ReadingChange before = put_reading(*db_, reading, definition).value_or(ReadingChange{});
  apply_change(change, before);
}

}  // namespace traveler::store
