#include "base/concat.h"
#include "model/ids.h"
#include "model/kinds.h"
#include "ops/carry_out.h"
#include "ops/procedure_revisions.h"
#include "store/installs.h"
#include "store/inventory.h"
#include "store/material.h"
#include "store/procedures.h"
#include "store/records.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

/// The revision of an object of one of the kinds of Records; nullopt when there is no such object.
template <class... Rows>
std::optional<std::int64_t> record_revision(std::tuple<Rows...>*, store::Connection& db, ObjectKind kind,
                                            const std::string& id) {
  std::optional<std::int64_t> revision;
  const auto look = [&]<class Row>(const Row*) {
    if constexpr (requires(Row row) { row.revision += 1; }) {
      if (RecordFields<Row>::kKind != kind) return;
      if (const auto row = store::Stored<Row>::find(db, id)) revision = row->revision;
    }
  };
  (look(static_cast<const Rows*>(nullptr)), ...);
  return revision;
}

std::optional<std::int64_t> current_revision(Command& command, ObjectKind kind, const std::string& id) {
  switch (kind) {
    case ObjectKind::kRun:
      return command.rows().run(parse_run_id(id)).revision;
    case ObjectKind::kStep: {
      const StepAddress address = parse_step_id(id);
      const PlanStep& place = command.rows().plan_step(address.run, address.key);
      return command.rows().step(address.run, place.slot).revision;
    }
    case ObjectKind::kProcedure:
      return need_revision(command.db(), id).revision;
    default:
      return record_revision(static_cast<Records*>(nullptr), command.db(), kind, id);
  }
}

}  // namespace

void check_revision(Command& command, const OperationSpec& spec, const Arguments& args,
                    std::int64_t revision) {
  const ArgumentSpec* subject = nullptr;
  for (const ArgumentSpec& argument : spec.arguments) {
    if (subject == nullptr && argument.positional && kind_of(argument.refers_to).revised) subject = &argument;
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
