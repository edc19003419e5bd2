#include "store/procedures.h"

#include <algorithm>

#include "model/ids.h"
#include "store/plans.h"
#include "store/rows.h"

namespace traveler::store {
namespace {

// Names as one text column: separated by spaces, which no name contains.
std::string join_names(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += ' ';
    out += name;
  }
  return out;
}

std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    names.emplace_back(text.substr(0, space));
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  return names;
}

ProcedureRevision read_revision(const Statement& row) {
  ProcedureRevision p;
  p.id = row.integer(0);
  p.key = row.string(1);
  p.revision = row.integer(2);
  p.state = row.enumeration<RevisionState>(3);
  p.title = row.string(4);
  if (!row.is_null(5)) p.type = row.enumeration<ProcedureType>(5);
  p.parts = split_names(row.text(6));
  p.uses = split_names(row.text(7));
  p.document = row.digest(8);
  p.plan = row.digest(9);
  p.created_by = row.string(10);
  p.created_at = row.time(11);
  p.submitted_by = row.optional_text(12);
  p.submitted_at = row.optional_time(13);
  p.released_by = row.optional_text(14);
  p.released_at = row.optional_time(15);
  return p;
}

}  // namespace

std::optional<ProcedureRevision> find_procedure(Connection& db, std::string_view key, std::int64_t revision) {
  return read_one(
      db.query(
          "SELECT p.id, p.key, p.revision, p.state, p.title, p.type, p.parts, p.uses, d.digest, l.digest, "
          "p.created_by, p.created_at, p.submitted_by, p.submitted_at, p.released_by, p.released_at "
          "FROM procedure_revision p JOIN document d ON d.id = p.document "
          "JOIN plan l ON l.id = p.plan WHERE p.key = $1 AND p.revision = $2",
          key, revision),
      read_revision);
}

std::vector<ProcedureRevision> procedure_revisions(Connection& db, std::string_view key) {
  return read_all(
      db.query(
          "SELECT p.id, p.key, p.revision, p.state, p.title, p.type, p.parts, p.uses, d.digest, l.digest, "
          "p.created_by, p.created_at, p.submitted_by, p.submitted_at, p.released_by, p.released_at "
          "FROM procedure_revision p JOIN document d ON d.id = p.document "
          "JOIN plan l ON l.id = p.plan WHERE p.key = $1 ORDER BY p.revision",
          key),
      read_revision);
}

std::vector<ProcedureRevision> list_procedures(Connection& db, bool every_revision) {
  return read_all(
      db.query(
          "SELECT p.id, p.key, p.revision, p.state, p.title, p.type, p.parts, p.uses, d.digest, l.digest, "
          "p.created_by, p.created_at, p.submitted_by, p.submitted_at, p.released_by, p.released_at "
          "FROM procedure_revision p JOIN document d ON d.id = p.document "
          "JOIN plan l ON l.id = p.plan WHERE $1 = 1 OR p.revision = (SELECT max(q.revision) "
          "FROM procedure_revision q WHERE q.key = p.key) ORDER BY p.key, p.revision",
          every_revision),
      read_revision);
}

std::vector<ProcedureRevision> procedures_for_part(Connection& db, std::string_view number) {
  auto released = read_all(
      db.query(
          "SELECT p.id, p.key, p.revision, p.state, p.title, p.type, p.parts, p.uses, d.digest, l.digest, "
          "p.created_by, p.created_at, p.submitted_by, p.submitted_at, p.released_by, p.released_at "
          "FROM procedure_revision p JOIN document d ON d.id = p.document "
          "JOIN plan l ON l.id = p.plan WHERE p.type IS NOT NULL "
          "AND p.revision = (SELECT max(q.revision) FROM procedure_revision q WHERE q.key = p.key "
          "AND q.state = $1) ORDER BY p.key",
          RevisionState::kReleased),
      read_revision);
  std::erase_if(released, [&](const ProcedureRevision& p) {
    return !p.parts.empty() && std::find(p.parts.begin(), p.parts.end(), number) == p.parts.end();
  });
  return released;
}

std::int64_t open_runs_of(Connection& db, std::int64_t procedure_row) {
  return read_one(db.query("SELECT count(*) FROM run WHERE procedure_revision = $1 AND lifecycle < $2",
                           procedure_row, Lifecycle::kComplete),
                  [](const Statement& row) { return row.integer(0); })
      .value_or(0);
}

std::optional<ProcedureRevision> Stored<ProcedureRevision>::find(Connection& db, const std::string& id) {
  const ProcedureAddress address = parse_procedure_id(id);
  return address.revision ? find_procedure(db, address.key, *address.revision) : std::nullopt;
}

void Stored<ProcedureRevision>::put(Connection& db, const ProcedureRevision& p) {
  const std::string parts = join_names(p.parts);
  const std::string uses = join_names(p.uses);
  const std::int64_t plan = plan_row(db, p.plan);
  db.execute(
      "INSERT INTO procedure_revision (id, key, revision, state, title, type, parts, uses, document, plan, "
      "created_by, created_at, submitted_by, submitted_at, released_by, released_at) "
      "VALUES ((SELECT coalesce(max(id), 0) + 1 FROM procedure_revision), $1, $2, $3, $4, $5, $6, $7, (SELECT id FROM document "
      "WHERE digest = $8), $9, $10, $11, $12, $13, $14, $15) "
      "ON CONFLICT (key, revision) DO UPDATE SET state = excluded.state, title = excluded.title, "
      "type = excluded.type, parts = excluded.parts, uses = excluded.uses, document = excluded.document, "
      "plan = excluded.plan, created_by = excluded.created_by, created_at = excluded.created_at, "
      "submitted_by = excluded.submitted_by, submitted_at = excluded.submitted_at, "
      "released_by = excluded.released_by, released_at = excluded.released_at",
      p.key, p.revision, p.state, p.title, p.type, parts, uses, p.document, plan, p.created_by, p.created_at,
      p.submitted_by, p.submitted_at, p.released_by, p.released_at);
}

}  // namespace traveler::store
