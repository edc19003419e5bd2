#include "store/schema.h"

#include <charconv>
#include <span>

#include "base/concat.h"
#include "base/digest.h"
#include "base/embedded.h"
#include "traveler/error.h"

namespace traveler::store {

namespace migrations {
std::span<const EmbeddedFile> embedded_files();
}

namespace {

// "Trav", in the file header: tells a workspace from any other SQLite database.
constexpr std::int64_t kApplicationId = 0x54726176;

int number_of(std::string_view file_name) {
  int number = 0;
  std::from_chars(file_name.data(), file_name.data() + file_name.size(), number);
  return number;
}

/// A step that uses a standard step is the same whatever revision of it says so.
void digest_meanings(Connection& db) {
  std::vector<std::pair<std::int64_t, Digest>> found;
  {
    Statement row = db.prepare_once(
        "SELECT id, json_remove(body, '$.use') FROM step_def WHERE json_type(body, '$.use') IS NOT NULL");
    while (row.step()) found.emplace_back(row.integer(0), sha256({row.text(1)}));
  }
  Statement put = db.prepare_once("UPDATE step_def SET meaning = $1 WHERE id = $2");
  for (const auto& [id, digest] : found) {
    put.bind(digest, id);
    put.step();
  }
}

void apply_migrations(Connection& db, std::int64_t from) {
  for (const EmbeddedFile& file : migrations::embedded_files()) {
    const int number = number_of(file.name);
    if (number <= from) continue;
    db.run_script(std::string(file.text));
    if (number == 2) digest_meanings(db);
  }
  db.compact_schema();
}

}  // namespace

int schema_version() { return number_of(migrations::embedded_files().back().name); }

void create_schema(Connection& db) {
  apply_migrations(db, 0);
  db.set_identity({kApplicationId, schema_version()});
}

void migrate(Connection& db) {
  const Connection::Identity found = db.identity();
  if (found.application != kApplicationId) {
    throw Error(ErrorCode::kStorageCorrupt, "the database file is not a traveler workspace");
  }
  if (found.schema > schema_version()) {
    throw Error(ErrorCode::kStorageNewer, concat("the workspace has schema ", found.schema,
                                                 ", this program knows up to ", schema_version()))
        .with_hint("install a newer traveler; nothing was changed");
  }
  if (found.schema == schema_version()) return;
  if (found.schema < 1) {
    throw Error(ErrorCode::kStorageCorrupt,
                concat("the workspace says that it has schema ", found.schema, ", which never was"))
        .with_hint("keep a copy of the file as it is and restore the last backup");
  }
  Transaction transaction(db, Transaction::Kind::kSchema);
  // Another process may have been faster.
  if (const std::int64_t now = db.identity().schema; now < schema_version()) {
    apply_migrations(db, now);
    if (const auto table = db.broken_reference()) {
      throw Error(ErrorCode::kStorageCorrupt,
                  concat("a row of ", *table, " refers to nothing; not migrated"));
    }
    db.set_identity({kApplicationId, schema_version()});
  }
  transaction.commit();
}

const std::vector<ProjectedTable>& projected_tables() {
  static const std::vector<ProjectedTable> tables{
      {"workspace", "id"},
      {"record", "kind, number, name"},
      {"record_target", "target, kind, number, name"},
      {"part", "id"},
      {"inventory_item", "id"},
      {"procedure_revision", "id"},
      {"sibling_group", "id"},
      {"run", "id"},
      {"run_attribute", "run, name"},
      {"run_step", "run, slot"},
      {"batch_member", "batch, run, joined_seq"},
      {"install", "id"},
      {"install_parent", "install, parent"},
      {"requirement_exception", "run, slot, part"},
      {"reading", "run, slot, attempt, field, row, col, seq"},
  };
  return tables;
}

}  // namespace traveler::store
