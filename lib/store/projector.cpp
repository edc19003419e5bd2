#include "store/projector.h"

#include "base/concat.h"
#include "model/ids.h"
#include "model/record_fields.h"
#include "model/rollup.h"
#include "model/transitions.h"
#include "store/batches.h"
#include "store/history.h"
#include "store/installs.h"
#include "store/inventory.h"
#include "store/issues.h"
#include "store/material.h"
#include "store/people.h"
#include "store/plans.h"
#include "store/procedures.h"
#include "store/runs.h"
#include "store/settings.h"
#include "traveler/error.h"

namespace traveler::store {
namespace {

[[noreturn]] void refuse(const SubjectChange& change, std::string_view why) {
  throw Error(ErrorCode::kStorageCorrupt, concat("the history does not fit: ", change.subject, ' ', why))
      .with_subject(change.subject);
}

/// Applies the change to the row that `find` gives, or to a new one named by `name`, and keeps it.
template <class Row, class Name, class Put>
void apply_record(const SubjectChange& change, std::optional<Row> found, Name name, Put put) {
  const bool is_new = !found;
  Row row = found ? std::move(*found) : Row{};
  if (is_new) name(row);
  apply_change(change, row);
  if constexpr (requires { row.revision++; }) {
    if (!is_new) ++row.revision;
  }
  put(row);
}

/// The parts of `R-1/torque#nm` or of a table cell `R-1/torque#bores[3].diameter`.
struct FieldAddress {
  StepAddress step;
  std::string field;
  std::string row;
  std::string column;
};

FieldAddress parse_field_subject(const SubjectChange& change) {
  const std::string_view text = change.subject;
  const std::size_t hash = text.find('#');
  if (hash == std::string_view::npos) refuse(change, "is no field");
  FieldAddress out;
  out.step = parse_step_id(text.substr(0, hash));
  std::string_view rest = text.substr(hash + 1);
  const std::size_t bracket = rest.find('[');
  out.field = rest.substr(0, bracket);
  if (bracket != std::string_view::npos) {
    const std::size_t end = rest.rfind("].");
    if (end == std::string_view::npos || end < bracket) refuse(change, "is no table cell");
    out.row = rest.substr(bracket + 1, end - bracket - 1);
    out.column = rest.substr(end + 2);
  }
  return out;
}

const FieldChange* find_field(const SubjectChange& change, std::string_view name) {
  for (const FieldChange& field : change.fields) {
    if (field.field == name) return &field;
  }
  return nullptr;
}

}  // namespace

void Projector::apply(const HistoryEntry& entry) {
  for (const SubjectChange& change : entry.changes) {
    const std::string& subject = change.subject;
    switch (change.kind) {
      case SubjectKind::kWorkspace:
        apply_workspace(change);
        break;
      case SubjectKind::kUser:
        apply_record<User>(
            change, find_user(*db_, subject), [&](User& row) { row.name = subject; },
            [&](const User& row) { put_user(*db_, row); });
        break;
      case SubjectKind::kTeam:
        apply_record<Team>(
            change, find_team(*db_, subject), [&](Team& row) { row.name = subject; },
            [&](const Team& row) { put_team(*db_, row); });
        break;
      case SubjectKind::kRole:
        apply_record<Role>(
            change, find_role(*db_, subject), [&](Role& row) { row.name = subject; },
            [&](const Role& row) { put_role(*db_, row); });
        break;
      case SubjectKind::kSetting: {
        Setting row{subject, {}};
        apply_change(change, row);
        put_setting(*db_, row);
        break;
      }
      case SubjectKind::kLocation:
        apply_record<Location>(
            change, find_location(*db_, subject), [&](Location& row) { row.code = subject; },
            [&](const Location& row) { put_location(*db_, row); });
        break;
      case SubjectKind::kPart:
        apply_part(change);
        break;
      case SubjectKind::kInventory:
        apply_inventory(change);
        break;
      case SubjectKind::kProcedure:
        apply_procedure(change);
        break;
      case SubjectKind::kRun:
        apply_run(entry, change);
        break;
      case SubjectKind::kStep:
        apply_step(entry, change);
        break;
      case SubjectKind::kField:
        apply_field(entry, change);
        break;
      case SubjectKind::kIssue: {
        const auto id = parse_short_id("I-", subject);
        if (!id) refuse(change, "is no issue");
        apply_record<Issue>(
            change, find_issue(*db_, *id), [&](Issue& row) { row.id = *id; },
            [&](const Issue& row) { put_issue(*db_, row); });
        break;
      }
      case SubjectKind::kInstall: {
        const auto id = parse_short_id("IN-", subject);
        if (!id) refuse(change, "is no install");
        Install row;
        if (auto found = find_install(*db_, *id)) row = std::move(*found);
        row.id = *id;
        apply_change(change, row);
        put_install(*db_, row);
        break;
      }
      case SubjectKind::kException:
        apply_exception(change);
        break;
      case SubjectKind::kBatch:
        apply_batch(change);
        break;
    }
  }
}

void Projector::apply_workspace(const SubjectChange& change) {
  std::string uuid;
  Timestamp created_at;
  for (const FieldChange& field : change.fields) {
    if (field.field == "uuid") decode_field(field.new_value, uuid);
    if (field.field == "created_at") decode_field(field.new_value, created_at);
  }
  put_workspace(*db_, uuid, created_at);
}

void Projector::apply_part(const SubjectChange& change) {
  PartAddress address = parse_part_id(change.subject);
  auto found = find_part(*db_, address.number, address.revision);
  Part row;
  if (found) row = std::move(*found);
  row.number = std::move(address.number);
  row.revision = std::move(address.revision);
  apply_change(change, row);
  put_part(*db_, row);
}

void Projector::apply_inventory(const SubjectChange& change) {
  const auto id = parse_short_id("INV-", change.subject);
  if (!id) refuse(change, "is no inventory");
  // New items have the next number, so that only those that may exist are looked for.
  apply_record<Inventory>(
      change, find_inventory(*db_, *id), [&](Inventory& row) { row.id = *id; },
      [&](const Inventory& row) { put_inventory(*db_, row); });
}

void Projector::apply_exception(const SubjectChange& change) {
  const std::size_t colon = change.subject.find(':');
  if (colon == std::string::npos) refuse(change, "is no exception");
  RequirementException row;
  const StepAddress step = parse_step_id(std::string_view(change.subject).substr(0, colon));
  row.run = step.run;
  row.step = step.key;
  row.part = change.subject.substr(colon + 1);
  if (auto found = find_exception(*db_, row.run, row.step, row.part)) row = std::move(*found);
  apply_change(change, row);
  put_exception(*db_, row);
}

void Projector::apply_batch(const SubjectChange& change) {
  const auto id = parse_short_id("B-", change.subject);
  if (!id) refuse(change, "is no batch");
  SubjectChange fields = change;
  // Which runs came and went, their own entries tell.
  std::erase_if(fields.fields, [](const FieldChange& field) { return field.field == "runs"; });
  apply_record<Batch>(
      fields, find_batch(*db_, *id), [&](Batch& row) { row.id = *id; },
      [&](const Batch& row) { put_batch(*db_, row); });
}

void Projector::apply_procedure(const SubjectChange& change) {
  const ProcedureAddress address = parse_procedure_id(change.subject);
  if (!address.revision) refuse(change, "is no procedure revision");
  auto found = find_procedure(*db_, address.key, *address.revision);
  ProcedureRevision row;
  if (found) row = std::move(*found);
  row.key = address.key;
  row.revision = *address.revision;
  apply_change(change, row);
  put_procedure(*db_, row);
}

void Projector::apply_run(const HistoryEntry& entry, const SubjectChange& change) {
  const auto id = parse_short_id("R-", change.subject);
  if (!id) refuse(change, "is no run");
  if (rows_.find_run(*id) == nullptr) {
    Run run;
    run.id = *id;
    apply_change(change, run);
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
  SubjectChange fields = change;
  // What a completion went over is for readers of the history; no table holds it.
  std::erase_if(fields.fields, [](const FieldChange& field) { return field.field == "warnings"; });
  if (find_field(change, "lifecycle") != nullptr) membership_.forget();
  const std::optional<std::int64_t> batch = rows_.run(*id).batch;
  apply_change(fields, rows_.edit_run(*id));
  if (const std::optional<std::int64_t> now = rows_.run(*id).batch; now != batch) {
    if (batch) membership_.leave(*id, *batch, entry.at);
    if (now) membership_.join(*id, *now, entry.seq, entry.at, false);
  }
  if (find_field(change, "attributes") != nullptr) put_run_attributes(*db_, *id, rows_.run(*id).attributes);
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
  StepState state = before.state;
  std::int64_t attempt = before.attempt;
  std::string canceled_with;
  for (const FieldChange& field : change.fields) {
    if (field.field == "state") {
      StepState old_state{};
      decode_field(field.old_value, old_state);
      if (old_state != before.state) refuse(change, "was not in the state that the entry says");
      decode_field(field.new_value, state);
    } else if (field.field == "attempt") {
      decode_field(field.new_value, attempt);
    } else if (field.field == "canceled_with") {
      decode_field(field.new_value, canceled_with);
    } else if (field.field == "sibling") {
      membership_.detach(address.run, plan.slot);
    } else {
      refuse_field_value();
    }
  }
  if (find_field(change, "state") == nullptr) return;
  membership_.forget();
  rows_.edit_step(address.run, plan.slot) =
      enter_state(rows_.step(address.run, plan.slot), state, attempt, entry.actor, entry.at);
  if (!canceled_with.empty()) {
    const std::int64_t ancestor = rows_.plan_step(address.run, canceled_with).slot;
    rows_.edit_step(address.run, plan.slot).canceled_with = ancestor;
  }
  if (state != before.state) move_step(address.run, plan, before.state, state);
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
  FieldAddress address = parse_field_subject(change);
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
  const FieldChange* value = find_field(change, "value");
  if (value == nullptr) {
    // No new reading: what changes is what is known of the current one.
    const auto readings = readings_of_step(*db_, run, plan.slot, reading.attempt, true);
    bool found = false;
    for (const Reading& r : readings) {
      if (r.field != reading.field || r.row != reading.row || r.column != reading.column) continue;
      reading = r;
      found = true;
    }
    if (!found) refuse(change, "has no reading");
  } else {
    decode_field(value->new_value, reading.value);
    reading.seq = entry.seq;
    reading.recorded_by = entry.actor;
    reading.recorded_at = entry.at;
    reading.judgement = reading.value ? Judgement::kOk : Judgement::kEmpty;
  }
  for (const FieldChange& field : change.fields) {
    if (field.field == "judgement") decode_field(field.new_value, reading.judgement);
    if (field.field == "printed_name") decode_field(field.new_value, reading.printed_name);
    if (field.field == "superseded") decode_field(field.new_value, reading.superseded);
    if (field.field == "attachment") decode_field(field.new_value, reading.attachment);
    if (field.field == "deviation_reason") decode_field(field.new_value, reading.deviation_reason);
  }
  if (value == nullptr) {
    update_reading(*db_, reading);
  } else {
    put_reading(*db_, reading, plan.definition);
  }
}

}  // namespace traveler::store
