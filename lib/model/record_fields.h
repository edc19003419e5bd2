#pragma once

#include <array>
#include <string>
#include <string_view>
#include <tuple>

#include "model/field_codec.h"
#include "model/ids.h"
#include "model/kinds.h"
#include "model/records.h"

namespace traveler {

/// What the history tells of a record: its kind, its subject and back, and its fields by name. One
/// declaration serves both directions: what changed (from two rows) and replay (onto a row). `name` gives a
/// new row the identity that the subject tells; false when it tells none. `refer`, where there is one, gives
/// the ids under which a record is looked for besides its own; `kTold`, the fields that only the history
/// keeps.
template <class Row>
struct RecordFields;

/// Gives `number` what a short id of that kind tells.
inline bool take_number(ObjectKind kind, std::string_view subject, std::int64_t& number) {
  const auto key = record_key(kind, subject);
  if (key) number = key->number;
  return key.has_value();
}

template <>
struct RecordFields<User> {
  static constexpr ObjectKind kKind = ObjectKind::kUser;
  static std::string subject(const User& row) { return row.name; }
  static bool name(User& row, std::string_view subject) {
    row.name = subject;
    return true;
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("printed_name", row.printed_name);
    visit("roles", row.roles);
    visit("active", row.active);
  }
};

template <>
struct RecordFields<Team> {
  static constexpr ObjectKind kKind = ObjectKind::kTeam;
  static std::string subject(const Team& row) { return row.name; }
  static bool name(Team& row, std::string_view subject) {
    row.name = subject;
    return true;
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("users", row.users);
    visit("roles", row.roles);
  }
};

template <>
struct RecordFields<Role> {
  static constexpr ObjectKind kKind = ObjectKind::kRole;
  static std::string subject(const Role& row) { return row.name; }
  static bool name(Role& row, std::string_view subject) {
    row.name = subject;
    return true;
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("allow", row.allow);
  }
};

template <>
struct RecordFields<Setting> {
  static constexpr ObjectKind kKind = ObjectKind::kSetting;
  static std::string subject(const Setting& row) { return row.key; }
  static bool name(Setting& row, std::string_view subject) {
    row.key = subject;
    return true;
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("value", row.value);
  }
};

template <>
struct RecordFields<Location> {
  static constexpr ObjectKind kKind = ObjectKind::kLocation;
  static std::string subject(const Location& row) { return row.code; }
  static bool name(Location& row, std::string_view subject) {
    row.code = subject;
    return true;
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("name", row.name);
    visit("work_center", row.work_center);
  }
};

template <>
struct RecordFields<Part> {
  static constexpr ObjectKind kKind = ObjectKind::kPart;
  static std::string subject(const Part& row) { return part_id(row.number, row.revision); }
  static bool name(Part& row, std::string_view subject);
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("name", row.name);
    visit("tracking", row.tracking);
    visit("unit", row.unit);
    visit("precision", row.precision);
  }
};

template <>
struct RecordFields<Inventory> {
  static constexpr ObjectKind kKind = ObjectKind::kInventory;
  static std::string subject(const Inventory& row) { return inventory_id(row.id); }
  static bool name(Inventory& row, std::string_view subject) { return take_number(kKind, subject, row.id); }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("part", row.part);
    visit("part_revision", row.part_revision);
    visit("serial", row.serial);
    visit("lot", row.lot);
    visit("quantity", row.quantity);
    visit("location", row.location);
    visit("origin", short_id("INV-", row.origin));
    visit("run", short_id("R-", row.run));
    visit("wip", row.wip);
    visit("kitted", short_id("R-", row.kitted));
    visit("install", short_id("IN-", row.install));
    visit("quarantined", row.quarantined);
    visit("scrapped", row.scrapped);
    visit("issue", short_id("I-", row.issue));
    visit("merged_into", short_id("INV-", row.merged_into));
  }
};

template <>
struct RecordFields<Install> {
  static constexpr ObjectKind kKind = ObjectKind::kInstall;
  static std::string subject(const Install& row) { return install_id(row.id); }
  static bool name(Install& row, std::string_view subject) { return take_number(kKind, subject, row.id); }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("run", short_id("R-", row.run));
    visit("step", row.step);
    visit("part", row.part);
    visit("inventory", short_id("INV-", row.inventory));
    visit("quantity", row.quantity);
    visit("substitute", row.substitute);
    visit("parents", row.parents);
    visit("installed_by", row.installed_by);
    visit("installed_at", row.installed_at);
    visit("uninstalled_by", row.uninstalled_by);
    visit("uninstalled_at", row.uninstalled_at);
  }
};

template <>
struct RecordFields<RequirementException> {
  static constexpr ObjectKind kKind = ObjectKind::kException;
  static std::string subject(const RequirementException& row) {
    return exception_id(row.run, row.step, row.part);
  }
  static bool name(RequirementException& row, std::string_view subject);
  template <class Take>
  static void refer(const RequirementException& row, Take&& take) {
    take(run_id(row.run));
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("quantity", row.quantity);
    visit("issue", short_id("I-", row.issue));
    visit("excepted_by", row.excepted_by);
    visit("excepted_at", row.excepted_at);
  }
};

template <>
struct RecordFields<ProcedureRevision> {
  static constexpr ObjectKind kKind = ObjectKind::kProcedure;
  static std::string subject(const ProcedureRevision& row) { return procedure_id(row.key, row.revision); }
  static bool name(ProcedureRevision& row, std::string_view subject);
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("state", row.state);
    visit("title", row.title);
    visit("type", row.type);
    visit("parts", row.parts);
    visit("uses", row.uses);
    visit("document", row.document);
    visit("plan", row.plan);
    visit("created_by", row.created_by);
    visit("created_at", row.created_at);
    visit("submitted_by", row.submitted_by);
    visit("submitted_at", row.submitted_at);
    visit("released_by", row.released_by);
    visit("released_at", row.released_at);
  }
};

template <>
struct RecordFields<Run> {
  static constexpr ObjectKind kKind = ObjectKind::kRun;
  static std::string subject(const Run& row) { return run_id(row.id); }
  static bool name(Run& row, std::string_view subject) { return take_number(kKind, subject, row.id); }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("title", row.title);
    visit("procedure", row.procedure);
    visit("procedure_revision", row.procedure_revision);
    visit("part", row.part);
    visit("part_revision", row.part_revision);
    visit("inventory", short_id("INV-", row.inventory));
    visit("quantity", row.quantity);
    visit("plan", row.plan);
    visit("lifecycle", row.lifecycle);
    visit("batch", short_id("B-", row.batch));
    visit("assignee", row.assignee);
    visit("due", row.due);
    visit("scheduled_start", row.scheduled_start);
    visit("scheduled_end", row.scheduled_end);
    visit("export_controlled", row.export_controlled);
    visit("attributes", row.attributes);
    visit("created_at", row.created_at);
    visit("created_by", row.created_by);
    visit("started_at", row.started_at);
    visit("completed_at", row.completed_at);
  }
  /// The warnings that a completion went over.
  static constexpr std::string_view kWarnings = "warnings";
  static constexpr std::array kTold{kWarnings};
};

template <>
struct RecordFields<Batch> {
  static constexpr ObjectKind kKind = ObjectKind::kBatch;
  /// Which runs came and went; their own entries move them.
  static constexpr std::string_view kRuns = "runs";
  static constexpr std::array kTold{kRuns};
  static std::string subject(const Batch& row) { return batch_id(row.id); }
  static bool name(Batch& row, std::string_view subject) { return take_number(kKind, subject, row.id); }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("title", row.title);
  }
};

template <>
struct RecordFields<Issue> {
  static constexpr ObjectKind kKind = ObjectKind::kIssue;
  static std::string subject(const Issue& row) { return issue_id(row.id); }
  static bool name(Issue& row, std::string_view subject) { return take_number(kKind, subject, row.id); }
  template <class Take>
  static void refer(const Issue& row, Take&& take) {
    if (row.run) take(run_id(*row.run));
  }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("title", row.title);
    visit("state", row.state);
    visit("run", short_id("R-", row.run));
    visit("step", row.step);
    visit("created_by", row.created_by);
    visit("created_at", row.created_at);
  }
};

/// What an entry tells of a step of a run; all else about the step follows from it.
struct StepChange {
  StepState state = StepState::kTodo;
  std::int64_t attempt = 1;
  std::optional<std::string> canceled_with;  ///< key of the ancestor whose cancel takes the step along
  bool sibling = false;                      ///< it moves with steps of other runs
};

template <>
struct RecordFields<StepChange> {
  static constexpr ObjectKind kKind = ObjectKind::kStep;
  static constexpr std::string_view kState = "state";
  static constexpr std::string_view kAttempt = "attempt";
  static constexpr std::string_view kCanceledWith = "canceled_with";
  static constexpr std::string_view kSibling = "sibling";
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit(kState, row.state);
    visit(kAttempt, row.attempt);
    visit(kCanceledWith, row.canceled_with);
    visit(kSibling, row.sibling);
  }
};

/// What an entry tells of a field of a step: a new reading, where there is a value, or what is now known of
/// the current one.
struct ReadingChange {
  std::optional<std::string> value;
  Judgement judgement = Judgement::kEmpty;
  bool superseded = false;
  std::optional<std::string> printed_name;
  std::optional<std::string> attachment;
  std::optional<std::string> deviation_reason;
};

template <>
struct RecordFields<ReadingChange> {
  static constexpr ObjectKind kKind = ObjectKind::kField;
  static constexpr std::string_view kValue = "value";
  static constexpr std::string_view kJudgement = "judgement";
  static constexpr std::string_view kSuperseded = "superseded";
  static constexpr std::string_view kPrintedName = "printed_name";
  static constexpr std::string_view kAttachment = "attachment";
  static constexpr std::string_view kDeviationReason = "deviation_reason";
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit(kValue, row.value);
    visit(kJudgement, row.judgement);
    visit(kSuperseded, row.superseded);
    visit(kPrintedName, row.printed_name);
    visit(kAttachment, row.attachment);
    visit(kDeviationReason, row.deviation_reason);
  }
};

/// The workspace itself, as its first entry makes it.
struct WorkspaceIdentity {
  std::string uuid;
  Timestamp created_at;
};

template <>
struct RecordFields<WorkspaceIdentity> {
  static constexpr ObjectKind kKind = ObjectKind::kWorkspace;
  static std::string subject(const WorkspaceIdentity&) { return "workspace"; }
  template <class R, class Visit>
  static void visit(R& row, Visit&& visit) {
    visit("uuid", row.uuid);
    visit("created_at", row.created_at);
  }
};

/// The records whose changes are read from the history as they were declared above; runs and steps have more
/// to them.
using Records = std::tuple<User, Team, Role, Setting, Location, Part, Inventory, ProcedureRevision, Issue,
                           Install, RequirementException, Batch>;

}  // namespace traveler
