#include "model/state_tables.h"

#include <catch2/catch.hpp>

#include "state_grid.h"

using namespace traveler;

TEST_CASE("state tables: the lifecycle of a run") {
  check_table(kRunTable, R"(
state        start        complete  fail     reopen
todo         in_progress  complete  failed!  -
in_progress  in_progress  complete  failed!  -
complete     -            -         -        in_progress!
failed       -            -         -        -
)");
}

TEST_CASE("state tables: no verb but reopen takes a run that has ended") {
  for (const Lifecycle lifecycle : {Lifecycle::kTodo, Lifecycle::kInProgress}) {
    CHECK_FALSE(has_ended(lifecycle));
    CHECK_FALSE(kRunTable.allows(lifecycle, RunVerb::kReopen));
  }
  CHECK(has_ended(Lifecycle::kComplete));
  CHECK(has_ended(Lifecycle::kFailed));
  CHECK(kRunTable.verbs_in(Lifecycle::kComplete) == std::vector{RunVerb::kReopen});
  CHECK(kRunTable.verbs_in(Lifecycle::kFailed).empty());
}

TEST_CASE("state tables: the revisions of a procedure") {
  check_table(kRevisionTable, R"(
state      replace  submit     release   archive
draft      draft    in_review  released  archived
in_review  -        -          released  archived
released   -        -          -         archived
archived   -        -          -         -
)");
}

TEST_CASE("state tables: what is done to an item, by its status") {
  check_table(kInventoryTable, R"(
state        move        adjust       kit     unkit     scrap    quarantine  release   split       merge       install   uninstall attach reopen
scrapped     -           -            -       -         -        -           -         -           -           -         -         -      -
installed    -           -            -       -         -        -           -         -           -           -         available -      -
wip          wip         -            -       -         -        -           -         -           -           -         -         -      -
quarantined  quarantined quarantined! -       -         scrapped -           available quarantined quarantined -         -         wip    wip
on_order     -           -            -       -         -        -           -         -           -           -         -         -      -
kitted       kitted      kitted!      -       available scrapped quarantined -         kitted      kitted      installed -         wip    wip
available    available   available!   kitted  -         scrapped quarantined -         available   available   installed -         wip    wip
unavailable  -           available!   -       -         -        -           -         -           -           -         -         -      -
)");
}

TEST_CASE("state tables: issues") {
  check_table(kIssueTable, R"(
state        dispose   approve    reject      withdraw   pending   in_progress   in_review  resolve   cancel     reopen
pending      pending   pending    pending!    pending    -         in_progress   -          -         canceled!  -
in_progress  pending!  -          -           -          pending!  -             in_review  resolved  -          -
in_review    pending!  in_review  in_review!  in_review  pending!  in_progress!  -          resolved  -          -
resolved     -         -          -           -          -         -             -          -         -          in_progress!
canceled     -         -          -           -          -         -             -          -         -          pending!
)");
  CHECK(is_open(IssueState::kPending));
  CHECK(is_open(IssueState::kInProgress));
  CHECK(is_open(IssueState::kInReview));
  CHECK_FALSE(is_open(IssueState::kResolved));
  CHECK_FALSE(is_open(IssueState::kCanceled));
}

TEST_CASE("state tables: a reason is asked for before the state is known only where every state needs it") {
  CHECK(kRunTable.always_needs_reason(RunVerb::kFail));
  CHECK_FALSE(kRunTable.always_needs_reason(RunVerb::kStart));
  CHECK(kIssueTable.always_needs_reason(IssueVerb::kCancel));
  CHECK_FALSE(kIssueTable.always_needs_reason(IssueVerb::kDispose));
  CHECK_FALSE(kIssueTable.always_needs_reason(IssueVerb::kMoveInProgress));
  CHECK(kIssueTable.always_needs_reason(IssueVerb::kMovePending));
}
