#include "base/concat.h"
#include "model/ids.h"
#include "ops/carry_out.h"
#include "ops/procedure_revisions.h"
#include "store/batches.h"
#include "store/inventory.h"
#include "store/issues.h"
#include "store/people.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

/// The revision of a row; nothing when there is no such row or kind of revision.
template <class Row>
std::optional<std::int64_t> revision_of(const std::optional<Row>& row) {
  return row ? std::optional(row->revision) : std::nullopt;
}

std::optional<std::int64_t> current_revision(Command& command, Refers kind, const std::string& id) {
  store::Connection& db = command.db();
  switch (kind) {
    case Refers::kRun:
      return command.rows().run(parse_run_id(id)).revision;
    case Refers::kStep: {
      const StepAddress address = parse_step_id(id);
      const PlanStep& place = command.rows().plan_step(address.run, address.key);
      return command.rows().step(address.run, place.slot).revision;
    }
    case Refers::kInventory:
      return revision_of(store::find_inventory(db, parse_inventory_id(id)));
    case Refers::kBatch:
      return revision_of(store::find_batch(db, parse_batch_id(id)));
    case Refers::kProcedure:
      return need_revision(db, id).revision;
    case Refers::kIssue:
      return revision_of(store::find_issue(db, parse_short_id("I-", id).value_or(0)));
    case Refers::kUser:
      return revision_of(store::find_user(db, id));
    case Refers::kTeam:
      return revision_of(store::find_team(db, id));
    case Refers::kRole:
      return revision_of(store::find_role(db, id));
    default:
      return std::nullopt;
  }
}

bool has_revisions(Refers kind) {
  switch (kind) {
    case Refers::kRun:
    case Refers::kStep:
    case Refers::kInventory:
    case Refers::kBatch:
    case Refers::kProcedure:
    case Refers::kIssue:
    case Refers::kUser:
    case Refers::kTeam:
    case Refers::kRole:
      return true;
    default:
      return false;
  }
}

}  // namespace

void check_revision(Command& command, const OperationSpec& spec, const Arguments& args,
                    std::int64_t revision) {
  const ArgumentSpec* subject = nullptr;
  for (const ArgumentSpec& argument : spec.arguments) {
    if (subject == nullptr && argument.positional && has_revisions(argument.refers_to)) subject = &argument;
  }
  const auto ids = subject == nullptr ? std::vector<std::string>{} : args.texts(request_name(*subject));
  if (ids.empty()) {
    throw Error(ErrorCode::kUsage, concat(spec.name, " names no object with a revision to compare"))
        .with_hint("leave `if_revision=` out");
  }
  for (const std::string& id : ids) {
    const auto current = current_revision(command, subject->refers_to, id);
    if (!current)
      throw Error(ErrorCode::kNotFound, concat("there is no ", subject->name, ' ', id)).with_subject(id);
    if (*current == revision) continue;
    throw Error(ErrorCode::kRevisionStale, concat(id, " is at revision ", *current, ", not ", revision))
        .with_subject(id)
        .with_hint("somebody changed it since; look at it again before you decide");
  }
}

}  // namespace traveler::ops
