#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "model/records.h"
#include "model/state_table.h"

namespace traveler {

// The state tables of all that moves by verbs, but for steps (model/transitions). A table says where a verb
// leads; what else must hold is the guard of the operation.

/// What can be done to a run's lifecycle; spec section 6.
enum class RunVerb : std::uint8_t { kStart, kComplete, kFail, kReopen };
template <>
struct EnumText<RunVerb> {
  static constexpr std::array<std::string_view, 4> kTexts{"start", "run complete", "run fail", "run reopen"};
};

/// `start` is that of any of its steps.
inline constexpr StateTable<Lifecycle, RunVerb> kRunTable{
    {RunVerb::kStart,
     {{Lifecycle::kTodo, Lifecycle::kInProgress}, {Lifecycle::kInProgress, Lifecycle::kInProgress}}},
    {RunVerb::kComplete,
     {{Lifecycle::kTodo, Lifecycle::kComplete}, {Lifecycle::kInProgress, Lifecycle::kComplete}}},
    {RunVerb::kFail,
     {{Lifecycle::kTodo, Lifecycle::kFailed, true}, {Lifecycle::kInProgress, Lifecycle::kFailed, true}}},
    {RunVerb::kReopen, {{Lifecycle::kComplete, Lifecycle::kInProgress, true}}},
};

/// What can be done to a revision of a procedure or standard step; spec section 2.
enum class RevisionVerb : std::uint8_t {
  kReplace,  ///< by other content, which takes its place
  kSubmit,
  kRelease,
  kArchive,
};
template <>
struct EnumText<RevisionVerb> {
  static constexpr std::array<std::string_view, 4> kTexts{"replace", "submit", "release", "archive"};
};

inline constexpr StateTable<RevisionState, RevisionVerb> kRevisionTable{
    {RevisionVerb::kReplace, {{RevisionState::kDraft, RevisionState::kDraft}}},
    {RevisionVerb::kSubmit, {{RevisionState::kDraft, RevisionState::kInReview}}},
    {RevisionVerb::kRelease,
     {{RevisionState::kDraft, RevisionState::kReleased},
      {RevisionState::kInReview, RevisionState::kReleased}}},
    {RevisionVerb::kArchive,
     {{RevisionState::kDraft, RevisionState::kArchived},
      {RevisionState::kInReview, RevisionState::kArchived},
      {RevisionState::kReleased, RevisionState::kArchived}}},
};

/// What can be done to an item; spec section 9.
enum class InventoryVerb : std::uint8_t {
  kMove,
  kAdjust,
  kKit,
  kUnkit,
  kScrap,
  kQuarantine,
  kRelease,
  kSplit,
  kMerge,
  kInstall,
  kUninstall,
  kAttach,  ///< to a new run
  kReopen,  ///< with the run that made it
};
template <>
struct EnumText<InventoryVerb> {
  static constexpr std::array<std::string_view, 13> kTexts{
      "inventory move",       "inventory adjust",  "inventory kit",   "inventory unkit", "inventory scrap",
      "inventory quarantine", "inventory release", "inventory split", "inventory merge", "step install",
      "step uninstall",       "run create",        "run reopen"};
};

/// The status of an item is computed, and that of nothing is `unavailable`: the table tells what becomes of
/// the piece that is acted on while something of it is left. A merge is told of the item that stays. What is
/// released is kitted again when it was, which the status does not tell.
inline constexpr StateTable<InventoryStatus, InventoryVerb> kInventoryTable{
    {InventoryVerb::kMove,
     {{InventoryStatus::kWip, InventoryStatus::kWip},
      {InventoryStatus::kQuarantined, InventoryStatus::kQuarantined},
      {InventoryStatus::kKitted, InventoryStatus::kKitted},
      {InventoryStatus::kAvailable, InventoryStatus::kAvailable}}},
    {InventoryVerb::kAdjust,
     {{InventoryStatus::kQuarantined, InventoryStatus::kQuarantined, true},
      {InventoryStatus::kKitted, InventoryStatus::kKitted, true},
      {InventoryStatus::kAvailable, InventoryStatus::kAvailable, true},
      {InventoryStatus::kUnavailable, InventoryStatus::kAvailable, true}}},
    {InventoryVerb::kKit, {{InventoryStatus::kAvailable, InventoryStatus::kKitted}}},
    {InventoryVerb::kUnkit, {{InventoryStatus::kKitted, InventoryStatus::kAvailable}}},
    {InventoryVerb::kScrap,
     {{InventoryStatus::kQuarantined, InventoryStatus::kScrapped},
      {InventoryStatus::kKitted, InventoryStatus::kScrapped},
      {InventoryStatus::kAvailable, InventoryStatus::kScrapped}}},
    {InventoryVerb::kQuarantine,
     {{InventoryStatus::kKitted, InventoryStatus::kQuarantined},
      {InventoryStatus::kAvailable, InventoryStatus::kQuarantined}}},
    {InventoryVerb::kRelease, {{InventoryStatus::kQuarantined, InventoryStatus::kAvailable}}},
    {InventoryVerb::kSplit,
     {{InventoryStatus::kQuarantined, InventoryStatus::kQuarantined},
      {InventoryStatus::kKitted, InventoryStatus::kKitted},
      {InventoryStatus::kAvailable, InventoryStatus::kAvailable}}},
    {InventoryVerb::kMerge,
     {{InventoryStatus::kQuarantined, InventoryStatus::kQuarantined},
      {InventoryStatus::kKitted, InventoryStatus::kKitted},
      {InventoryStatus::kAvailable, InventoryStatus::kAvailable}}},
    {InventoryVerb::kInstall,
     {{InventoryStatus::kKitted, InventoryStatus::kInstalled},
      {InventoryStatus::kAvailable, InventoryStatus::kInstalled}}},
    {InventoryVerb::kUninstall, {{InventoryStatus::kInstalled, InventoryStatus::kAvailable}}},
    {InventoryVerb::kAttach,
     {{InventoryStatus::kQuarantined, InventoryStatus::kWip},
      {InventoryStatus::kKitted, InventoryStatus::kWip},
      {InventoryStatus::kAvailable, InventoryStatus::kWip}}},
    {InventoryVerb::kReopen,
     {{InventoryStatus::kQuarantined, InventoryStatus::kWip},
      {InventoryStatus::kKitted, InventoryStatus::kWip},
      {InventoryStatus::kAvailable, InventoryStatus::kWip}}},
};

/// What can be done to an issue; spec section 10. `move` is a verb for each state that it leads to.
enum class IssueVerb : std::uint8_t {
  kDispose,
  kApprove,
  kReject,
  kWithdraw,
  kMovePending,
  kMoveInProgress,
  kMoveInReview,
  kResolve,
  kCancel,
  kReopen,
};
template <>
struct EnumText<IssueVerb> {
  static constexpr std::array<std::string_view, 10> kTexts{
      "dispose",          "approve",        "reject",  "withdraw", "move pending",
      "move in_progress", "move in_review", "resolve", "cancel",   "reopen"};
};

inline constexpr StateTable<IssueState, IssueVerb> kIssueTable{
    {IssueVerb::kDispose,
     {{IssueState::kPending, IssueState::kPending},
      {IssueState::kInProgress, IssueState::kPending, true},
      {IssueState::kInReview, IssueState::kPending, true}}},
    {IssueVerb::kApprove,
     {{IssueState::kPending, IssueState::kPending}, {IssueState::kInReview, IssueState::kInReview}}},
    {IssueVerb::kReject,
     {{IssueState::kPending, IssueState::kPending, true},
      {IssueState::kInReview, IssueState::kInReview, true}}},
    {IssueVerb::kWithdraw,
     {{IssueState::kPending, IssueState::kPending}, {IssueState::kInReview, IssueState::kInReview}}},
    {IssueVerb::kMovePending,
     {{IssueState::kInProgress, IssueState::kPending, true},
      {IssueState::kInReview, IssueState::kPending, true}}},
    {IssueVerb::kMoveInProgress,
     {{IssueState::kPending, IssueState::kInProgress},
      {IssueState::kInReview, IssueState::kInProgress, true}}},
    {IssueVerb::kMoveInReview, {{IssueState::kInProgress, IssueState::kInReview}}},
    {IssueVerb::kResolve,
     {{IssueState::kInProgress, IssueState::kResolved}, {IssueState::kInReview, IssueState::kResolved}}},
    {IssueVerb::kCancel, {{IssueState::kPending, IssueState::kCanceled, true}}},
    {IssueVerb::kReopen,
     {{IssueState::kResolved, IssueState::kInProgress, true},
      {IssueState::kCanceled, IssueState::kPending, true}}},
};

}  // namespace traveler
