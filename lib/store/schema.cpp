#include "store/schema.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "base/concat.h"
#include "base/digest.h"
#include "base/embedded.h"
#include "store/holdings.h"
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
    // The next one goes by the texts as they are now.
    db.compact_schema();
    if (number == 2) digest_meanings(db);
    if (number == 3) holdings_from_history(db);
  }
}

/// Brings a workspace of that schema up to date; another process may have been faster.
void migrate_from(Connection& db, std::int64_t now) {
  if (now >= schema_version()) return;
  apply_migrations(db, now);
  if (const auto table = db.broken_reference()) {
    throw Error(ErrorCode::kStorageCorrupt, concat("a row of ", *table, " refers to nothing; not migrated"));
  }
  db.set_identity({kApplicationId, schema_version()});
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
  try {
    migrate_from(db, db.identity().schema);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kInternal) throw;
    throw Error(ErrorCode::kStorageCorrupt,
                concat("the workspace is not as schema ", found.schema, " is: ", error.message()))
        .with_hint("keep a copy of the file as it is and restore the last backup");
  }
  transaction.commit();
}

void compare_schema(Connection& live, Connection& own, const std::function<void(std::string)>& tell) {
  const auto there = live.schema();
  const auto wanted = own.schema();
  const auto same = [](const SchemaObject& object) {
    return [&](const SchemaObject& other) { return other.type == object.type && other.name == object.name; };
  };
  for (const SchemaObject& object : wanted) {
    const auto found = std::find_if(there.begin(), there.end(), same(object));
    if (found == there.end()) {
      tell(concat("the ", object.type, ' ', object.name, " is missing"));
    } else if (*found != object) {
      tell(concat("the ", object.type, ' ', object.name, " is not this program's"));
    }
  }
  for (const SchemaObject& object : there) {
    if (std::none_of(wanted.begin(), wanted.end(), same(object)))
      tell(concat("the ", object.type, ' ', object.name, " does not belong there"));
  }
  if (std::adjacent_find(there.begin(), there.end(), [](const SchemaObject& a, const SchemaObject& b) {
        return a.type == b.type && a.name == b.name;
      }) != there.end()) {
    tell("a name is there twice");
  }
}

std::optional<std::string> schema_fault(Connection& db) {
  Connection own = Connection::scratch();
  {
    Transaction making(own, Transaction::Kind::kSchema);
    create_schema(own);
    making.commit();
  }
  std::optional<std::string> fault;
  compare_schema(db, own, [&](std::string what) {
    if (!fault) fault = std::move(what);
  });
  return fault;
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
      {"holding", "parent, install, since"},
      {"requirement_exception", "run, slot, part"},
      {"reading", "run, slot, attempt, field, row, col, seq"},
  };
  return tables;
}

}  // namespace traveler::store
