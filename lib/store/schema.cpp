#include "store/schema.h"

#include <charconv>
#include <span>

#include "base/concat.h"
#include "base/embedded.h"
#include "store/exports.h"
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

void apply_migrations(Connection& db, std::int64_t from) {
  for (const EmbeddedFile& file : migrations::embedded_files()) {
    if (number_of(file.name) > from) db.run_script(std::string(file.text));
  }
}

void stamp(Connection& db) {
  db.run_script(
      concat("PRAGMA application_id = ", kApplicationId, "; PRAGMA user_version = ", schema_version()));
}

}  // namespace

int schema_version() { return number_of(migrations::embedded_files().back().name); }

void create_tables(Connection& db) { apply_migrations(db, 0); }

void create_schema(Connection& db) {
  create_tables(db);
  create_export_views(db);
  stamp(db);
}

void migrate(Connection& db) {
  const auto version = [&] { return db.scalar("PRAGMA user_version"); };
  if (db.scalar("PRAGMA application_id") != kApplicationId) {
    throw Error(ErrorCode::kStorageCorrupt, "the database file is not a traveler workspace");
  }
  const std::int64_t found = version();
  if (found > schema_version()) {
    throw Error(ErrorCode::kStorageNewer,
                concat("the workspace has schema ", found, ", this program knows up to ", schema_version()))
        .with_hint("install a newer traveler; nothing was changed");
  }
  if (found == schema_version()) return;
  Transaction transaction(db, Transaction::Kind::kWrite);
  // Another process may have been faster.
  if (const std::int64_t now = version(); now < schema_version()) {
    drop_export_views(db);
    apply_migrations(db, now);
    create_export_views(db);
    Statement check = db.prepare_once("PRAGMA foreign_key_check");
    if (check.step()) {
      throw Error(ErrorCode::kStorageCorrupt,
                  concat("a row of ", check.text(0), " refers to nothing; not migrated"));
    }
    stamp(db);
  }
  transaction.commit();
}

const std::vector<ProjectedTable>& projected_tables() {
  static const std::vector<ProjectedTable> tables{
      {"workspace", "id"},
      {"account", "name"},
      {"team", "name"},
      {"role", "name"},
      {"setting", "key"},
      {"location", "code"},
      {"part", "id"},
      {"inventory_item", "id"},
      {"procedure_revision", "id"},
      {"batch", "id"},
      {"sibling_group", "id"},
      {"run", "id"},
      {"run_attribute", "run, name"},
      {"run_step", "run, slot"},
      {"batch_member", "batch, run, joined_seq"},
      {"issue", "id"},
      {"install", "id"},
      {"install_parent", "install, parent"},
      {"requirement_exception", "run, step, part"},
      {"reading", "run, slot, attempt, field, row, col, seq"},
  };
  return tables;
}

}  // namespace traveler::store
