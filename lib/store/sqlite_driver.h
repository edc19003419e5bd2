#pragma once

#include <sqlite3.h>

#include <string>
#include <string_view>

#include "store/db.h"
#include "traveler/error.h"

namespace traveler::store {

// What the files of the SQLite driver share.

inline sqlite3* native(NativeConnection* db) { return reinterpret_cast<sqlite3*>(db); }
inline NativeConnection* opaque(sqlite3* db) { return reinterpret_cast<NativeConnection*>(db); }
inline sqlite3_stmt* native(NativeStatement* statement) { return reinterpret_cast<sqlite3_stmt*>(statement); }

/// The first words of an SQL text, enough to find it in the source.
std::string first_words(std::string_view sql);
std::string file_name(sqlite3* db);
/// "disk I/O error (Input/output error)": SQLite's text and the system's reason when it has one.
std::string reason(sqlite3* db, int code);
/// The Error of an SQLite result code; to be called before the next call on `db`.
Error error_of(sqlite3* db, int code, std::string_view sql);
/// Throws it for every code but SQLITE_OK.
void check(sqlite3* db, int code, std::string_view sql);

}  // namespace traveler::store
