#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/digest.h"
#include "base/enum_text.h"
#include "base/time.h"
#include "model/definition.h"
#include "traveler/kinds.h"
#include "traveler/value.h"

namespace traveler {

// What the workspace holds: one struct an object, used by every layer. People and places are named
// by their names, parts by number and revision, everything else by its number in the short id.

enum class StepState : std::uint8_t { kTodo, kInProgress, kHold, kRedline, kCompleted, kFailed, kCanceled };
enum class RunStatus : std::uint8_t {
  kTodo,
  kInProgress,
  kHold,
  kRedline,
  kFailed,
  kCanceled,
  kComplete,
  kPartialComplete,
};
enum class Lifecycle : std::uint8_t { kTodo, kInProgress, kComplete, kFailed };
enum class RevisionState : std::uint8_t { kDraft, kInReview, kReleased, kArchived };
enum class Tracking : std::uint8_t { kSerial, kLot, kQuantity };
enum class InventoryStatus : std::uint8_t {
  kScrapped,
  kInstalled,
  kWip,
  kQuarantined,
  kOnOrder,
  kKitted,
  kAvailable,
  kUnavailable,
};
enum class Judgement : std::uint8_t { kEmpty, kOk, kOutOfSpec, kDeviated, kNa };

enum class IssueState : std::uint8_t { kPending, kInProgress, kInReview, kResolved, kCanceled };
template <>
struct EnumText<IssueState> {
  static constexpr std::array<std::string_view, 5> kTexts{"pending", "in_progress", "in_review", "resolved",
                                                          "canceled"};
};
template <>
struct EnumText<StepState> {
  static constexpr std::array<std::string_view, 7> kTexts{"todo",      "in_progress", "hold",    "redline",
                                                          "completed", "failed",      "canceled"};
};
template <>
struct EnumText<RunStatus> {
  static constexpr std::array<std::string_view, 8> kTexts{
      "todo", "in_progress", "hold", "redline", "failed", "canceled", "complete", "partial_complete"};
};
template <>
struct EnumText<Lifecycle> {
  static constexpr std::array<std::string_view, 4> kTexts{"todo", "in_progress", "complete", "failed"};
};
template <>
struct EnumText<RevisionState> {
  static constexpr std::array<std::string_view, 4> kTexts{"draft", "in_review", "released", "archived"};
};
template <>
struct EnumText<Tracking> {
  static constexpr std::array<std::string_view, 3> kTexts{"serial", "lot", "quantity"};
};
template <>
struct EnumText<InventoryStatus> {
  static constexpr std::array<std::string_view, 8> kTexts{
      "scrapped", "installed", "wip", "quarantined", "on_order", "kitted", "available", "unavailable"};
};
template <>
struct EnumText<Judgement> {
  static constexpr std::array<std::string_view, 5> kTexts{"empty", "ok", "out_of_spec", "deviated", "na"};
};

inline constexpr std::size_t kStepStates = EnumText<StepState>::kTexts.size();

/// Nothing is left to do on the step; spec sections 4 and 6.
constexpr bool is_settled(StepState state) {
  return state == StepState::kCompleted || state == StepState::kCanceled;
}

/// A run that is complete or failed: its steps are locked, and in a batch it takes no part.
constexpr bool has_ended(Lifecycle lifecycle) {
  return lifecycle == Lifecycle::kComplete || lifecycle == Lifecycle::kFailed;
}

/// An issue that is neither resolved nor canceled.
constexpr bool is_open(IssueState state) {
  return state != IssueState::kResolved && state != IssueState::kCanceled;
}

struct User {
  std::string name;
  std::string printed_name;
  std::vector<std::string> roles;
  bool active = true;
  std::int64_t revision = 1;
};

struct Team {
  std::string name;
  std::vector<std::string> users;
  std::vector<std::string> roles;
  std::int64_t revision = 1;
};

struct Role {
  std::string name;
  std::vector<std::string> allow;  ///< permissions, globs allowed
  std::int64_t revision = 1;
};

struct Setting {
  std::string key;
  std::string value;
};

struct Location {
  std::string code;
  std::string name;
  bool work_center = false;
  std::int64_t revision = 1;
};

/// A part, or one revision of it.
struct Part {
  std::int64_t id = 0;
  std::string number;
  std::optional<std::string> revision;
  std::string name;
  Tracking tracking = Tracking::kSerial;
  std::string unit;
  int precision = 0;
};

/// One serial, one lot or one counted quantity of a part, as facts; `inventory_status` tells its status
/// from them (spec section 9).
struct Inventory {
  std::int64_t id = 0;
  std::string part;
  std::optional<std::string> part_revision;
  std::optional<std::string> serial;
  std::optional<std::string> lot;
  Quantity quantity;
  std::optional<std::string> location;
  std::optional<std::int64_t> origin;   ///< the record it comes from
  std::optional<std::int64_t> run;      ///< the run that holds it, or made it
  bool wip = false;                     ///< on that run, which is open
  std::optional<std::int64_t> kitted;   ///< the run it is allocated to
  std::optional<std::int64_t> install;  ///< the active install whose piece this is
  bool quarantined = false;
  bool scrapped = false;
  std::optional<std::int64_t> issue;
  std::optional<std::int64_t> merged_into;  ///< the record that took its quantity
  std::int64_t revision = 1;
  int precision = 0;  ///< of its part

  friend bool operator==(const Inventory&, const Inventory&) = default;
};

/// A piece that went into a step's requirement. Active until it is uninstalled. Spec section 9.
struct Install {
  std::int64_t id = 0;
  std::int64_t run = 0;
  std::string step;  ///< key
  std::string part;  ///< the requirement's
  std::int64_t inventory = 0;
  Quantity quantity;  ///< 0 for what is only traced
  bool substitute = false;
  std::vector<std::string> parents;  ///< ids of the items that hold it; several: shared, after a split
  std::string installed_by;
  Timestamp installed_at;
  std::optional<std::string> uninstalled_by;
  std::optional<Timestamp> uninstalled_at;

  bool active() const { return !uninstalled_at; }
  bool shared() const { return active() && parents.size() > 1; }
};

/// How much of a requirement an issue makes up for.
struct RequirementException {
  std::int64_t run = 0;
  std::string step;  ///< key
  std::string part;
  Quantity quantity;
  std::int64_t issue = 0;
  std::string excepted_by;
  Timestamp excepted_at;
};

/// One revision of a procedure, without its document.
struct ProcedureRevision {
  std::int64_t id = 0;
  std::string key;
  std::int64_t revision = 1;
  RevisionState state = RevisionState::kDraft;
  std::string title;
  std::optional<ProcedureType> type;  ///< none: a standard step
  std::vector<std::string> parts;
  std::vector<std::string> uses;  ///< the standard steps, `std:KEY@REV`
  Digest document;
  Digest plan;
  std::string created_by;
  Timestamp created_at;
  std::optional<std::string> submitted_by;
  std::optional<Timestamp> submitted_at;
  std::optional<std::string> released_by;
  std::optional<Timestamp> released_at;
};

/// Runs whose sibling steps move together; each of them names it. Spec section 8.
struct Batch {
  std::int64_t id = 0;
  std::string title;
  std::int64_t revision = 1;
};

/// How many steps of a run are in each state.
using StepCounts = std::array<std::int64_t, kStepStates>;

struct Run {
  std::int64_t id = 0;
  std::string title;
  std::optional<std::string> procedure;
  std::optional<std::int64_t> procedure_revision;
  std::string part;
  std::optional<std::string> part_revision;
  std::int64_t inventory = 0;
  Quantity quantity;
  int precision = 0;  ///< of the part
  Digest plan;
  std::int64_t plan_row = 0;  ///< of the plan in the store
  Lifecycle lifecycle = Lifecycle::kTodo;
  std::optional<std::int64_t> batch;
  std::optional<std::string> assignee;
  std::optional<Timestamp> due;
  std::optional<Timestamp> scheduled_start;
  std::optional<Timestamp> scheduled_end;
  bool export_controlled = false;
  std::vector<Attribute> attributes;
  Timestamp created_at;
  std::string created_by;
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> completed_at;
  Timestamp updated_at;
  std::int64_t revision = 1;

  // Follow from the steps; recomputed by `verify`.
  StepCounts counts{};
  std::int64_t open_required = 0;  ///< steps required for the run, neither completed nor canceled
  std::int64_t required_steps = 0;
  RunStatus status = RunStatus::kTodo;
  std::optional<std::int64_t> ended_seq;  ///< of the history entry that ended it
};

inline bool has_ended(const Run& run) { return has_ended(run.lifecycle); }

/// A step's place in a plan: what all runs of the plan share.
struct PlanStep {
  std::int64_t plan = 0;      ///< row of the plan in the store
  std::int64_t slot = 0;      ///< stable identity within the plan and those derived from it
  std::int64_t position = 0;  ///< order of display
  std::string key;
  std::string number;  ///< "2.1"
  std::string title;
  bool required = true;          ///< the step's own flag
  bool required_for_run = true;  ///< it and all its ancestors are required
  std::optional<std::int64_t> parent;
  std::int64_t children = 0;
  std::int64_t upstreams = 0;
  std::int64_t definition = 0;
  std::optional<std::string> location;
  std::string standard;  ///< `std:KEY` of the standard step it is, `std:KEY/CHILD` within one; empty: its own
};

/// What happened to one step of one run.
struct RunStep {
  std::int64_t run = 0;
  std::int64_t slot = 0;
  StepState state = StepState::kTodo;
  std::optional<StepState> held_from;      ///< the state before a hold
  std::optional<StepState> redlined_from;  ///< the state before a redline
  std::int64_t attempt = 1;
  std::optional<std::int64_t> canceled_with;  ///< the ancestor whose cancel took this step along
  std::optional<std::int64_t> siblings;       ///< the group of steps in the batch that it moves with
  std::optional<Timestamp> started_at;
  std::optional<std::string> started_by;
  std::optional<Timestamp> completed_at;
  std::optional<std::string> completed_by;
  std::optional<Timestamp> updated_at;
  std::int64_t revision = 1;

  /// Effective upstream steps not completed; follows from the states, recomputed by `verify`.
  std::int64_t open_upstreams = 0;

  friend bool operator==(const RunStep&, const RunStep&) = default;
};

/// A recorded value, a cleared one (`value` empty) or a sign-off. Never changed but for `current`
/// and, on a sign-off, `superseded`.
struct Reading {
  std::int64_t run = 0;
  std::int64_t slot = 0;
  std::int64_t attempt = 1;
  std::string field;
  std::string row;     ///< of a table cell; empty otherwise
  std::string column;  ///< of a table cell; empty otherwise
  std::int64_t seq = 0;
  std::optional<std::string> value;  ///< as typed; a sign-off holds the signer
  Judgement judgement = Judgement::kEmpty;
  bool current = true;
  bool superseded = false;  ///< a sign-off given before a value changed
  std::optional<std::string> printed_name;
  std::string recorded_by;
  Timestamp recorded_at;
  std::optional<std::string> deviation_reason;
  std::optional<std::string> attachment;  ///< of a file: the digest of its content
};

/// A quality event. Spec section 10.
struct Issue {
  std::int64_t id = 0;
  std::string title;
  IssueState state = IssueState::kPending;
  std::optional<std::int64_t> run;
  std::optional<std::string> step;  ///< key within the run
  std::string created_by;
  Timestamp created_at;
  std::int64_t revision = 1;
};

/// One field of a subject that a command changed; `old_value` is null for something new.
struct FieldChange {
  FieldChange() = default;
  FieldChange(std::string_view name, Value before, Value after)
      : field(name), old_value(std::move(before)), new_value(std::move(after)) {}

  std::string field;
  Value old_value;
  Value new_value;
};

/// All that one command changed on one subject.
struct SubjectChange {
  ObjectKind kind = ObjectKind::kNothing;
  std::string subject;
  std::vector<FieldChange> fields;
};

/// One entry of the history, before it has a sequence number. Spec section 15.
struct HistoryEntry {
  std::int64_t seq = 0;
  Timestamp at;
  Timestamp recorded_at;
  std::string actor;
  std::string login;          ///< who was logged in at the machine; empty in entries of early programs
  bool clock_behind = false;  ///< the clock was behind the entry before, whose time was taken
  std::string op;
  std::string subject;
  std::optional<std::string> reason;
  std::vector<SubjectChange> changes;
};

}  // namespace traveler
