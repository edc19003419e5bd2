#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "model/records.h"
#include "store/db.h"
#include "store/records.h"

namespace traveler::store {

std::optional<ProcedureRevision> find_procedure(Connection& db, std::string_view key, std::int64_t revision);
/// All revisions of a family, oldest first.
std::vector<ProcedureRevision> procedure_revisions(Connection& db, std::string_view key);
/// The newest revision of each family, by key; or every revision.
std::vector<ProcedureRevision> list_procedures(Connection& db, bool every_revision);
/// The newest released revision of each family that may produce the part.
std::vector<ProcedureRevision> procedures_for_part(Connection& db, std::string_view number);
std::int64_t open_runs_of(Connection& db, std::int64_t procedure_row);

template <>
struct Stored<ProcedureRevision> {
  static std::optional<ProcedureRevision> find(Connection& db, const std::string& id);
  static void put(Connection& db, const ProcedureRevision& revision);
};

}  // namespace traveler::store
