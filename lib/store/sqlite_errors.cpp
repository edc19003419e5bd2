#include <algorithm>
#include <cstring>

#include "base/concat.h"
#include "store/sqlite_driver.h"

namespace traveler::store {

std::string first_words(std::string_view sql) {
  constexpr std::size_t kShown = 60;
  std::string out(sql.substr(0, kShown));
  std::replace(out.begin(), out.end(), '\n', ' ');
  if (sql.size() > kShown) out += "...";
  return out;
}

std::string file_name(sqlite3* db) {
  const char* name = db == nullptr ? nullptr : sqlite3_db_filename(db, "main");
  return name == nullptr || *name == '\0' ? "the temporary database" : name;
}

std::string reason(sqlite3* db, int code) {
  std::string out = sqlite3_errstr(code & 0xff);
  if (const int system = db == nullptr ? 0 : sqlite3_system_errno(db); system != 0) {
    out += concat(" (", std::strerror(system), ")");
  }
  return out;
}

Error error_of(sqlite3* db, int code, std::string_view sql) {
  const std::string file = file_name(db);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error(ErrorCode::kBusy,
                   concat(file, " is in use by another command and did not become free in time"))
          .with_hint("try again, or wait longer with a larger lock timeout");
    case SQLITE_FULL:
      return Error(ErrorCode::kStorageIo, concat("the disk is full: nothing was written to ", file))
          .with_hint("free some space and repeat the command");
    case SQLITE_CORRUPT:
      return Error(ErrorCode::kStorageCorrupt, concat(file, " is damaged: ", sqlite3_errmsg(db)))
          .with_hint("keep a copy of the file as it is and restore the last backup");
    case SQLITE_NOTADB:
      return Error(ErrorCode::kStorageCorrupt, concat(file, " is not a database"))
          .with_hint("check the path, or restore the last backup");
    case SQLITE_READONLY:
      // The plain code on a file that we may write comes from `query_only`: our own mistake.
      if (code == SQLITE_READONLY && sqlite3_db_readonly(db, "main") == 0) break;
      return Error(ErrorCode::kStorageIo, code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY
                                              ? concat(file,
                                                       " was left by an interrupted command and must be "
                                                       "repaired, but it cannot be written")
                                              : concat(file, " cannot be written"))
          .with_hint("check the permissions of the file and of its folder");
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOLFS:
    case SQLITE_PROTOCOL:
      return Error(ErrorCode::kStorageIo, concat("cannot open ", file, ": ", reason(db, code)))
          .with_hint("check that the file exists and that you may read and write it and its folder");
    case SQLITE_IOERR:
      return Error(ErrorCode::kStorageIo, concat(file, ": ", reason(db, code), "; nothing was written"))
          .with_hint("check the disk and repeat the command");
    default:
      break;
  }
  return Error(ErrorCode::kInternal,
               concat("database: ", db == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db), " (code ",
                      code, ") in: ", first_words(sql)));
}

void check(sqlite3* db, int code, std::string_view sql) {
  if (code != SQLITE_OK) throw error_of(db, code, sql);
}

}  // namespace traveler::store
