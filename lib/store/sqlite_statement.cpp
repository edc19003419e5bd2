#include <utility>

#include "base/concat.h"
#include "store/sqlite_driver.h"

namespace traveler::store {

Statement::Statement(NativeConnection* connection, std::string_view sql, bool kept) {
  sqlite3* db = native(connection);
  sqlite3_stmt* made = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()),
                                      kept ? SQLITE_PREPARE_PERSISTENT : 0U, &made, &tail);
  check(db, code, sql);
  statement_ = reinterpret_cast<NativeStatement*>(made);
  const std::string_view rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  if (made == nullptr || rest.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    sqlite3_finalize(made);
    throw Error(ErrorCode::kInternal, concat("database: not exactly one statement: ", first_words(sql)));
  }
  // SQLite numbers parameters by their first use: `$2` before `$1` would be bound the wrong way round.
  for (int i = 1; i <= sqlite3_bind_parameter_count(made); ++i) {
    const char* name = sqlite3_bind_parameter_name(made, i);
    if (name != nullptr && concat('$', i) == name) continue;
    sqlite3_finalize(made);
    throw Error(ErrorCode::kInternal, concat("database: parameters are not in order: ", first_words(sql)));
  }
}

Statement::~Statement() { sqlite3_finalize(native(statement_)); }

Statement::Statement(Statement&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(statement_, other.statement_);
  return *this;
}

void Statement::refuse_number(int column) const {
  throw Error(ErrorCode::kStorageCorrupt,
              concat("the column ", column_name(column), " holds ", integer(column), ", which means nothing"))
      .with_hint("`verify` tells what was damaged");
}

void Statement::bind_row(const Statement& row) {
  begin_bind(row.columns());
  for (int i = 0; i < row.columns(); ++i) {
    sqlite3_bind_value(native(statement_), i + 1, sqlite3_column_value(native(row.statement_), i));
  }
}

void Statement::begin_bind(int count) {
  sqlite3_reset(native(statement_));
  if (const int expected = sqlite3_bind_parameter_count(native(statement_)); expected != count) {
    throw Error(ErrorCode::kInternal, concat("database: ", count, " values for ", expected,
                                             " parameters in: ", first_words(sql())));
  }
}

void Statement::bind_value(int index, std::nullptr_t) { sqlite3_bind_null(native(statement_), index); }

void Statement::bind_value(int index, std::int64_t value) {
  sqlite3_bind_int64(native(statement_), index, value);
}

// A null pointer would bind NULL, so an empty view without an address borrows one.
void Statement::bind_value(int index, std::string_view text) {
  const int code = sqlite3_bind_text64(native(statement_), index, text.data() == nullptr ? "" : text.data(),
                                       text.size(), SQLITE_STATIC, SQLITE_UTF8);
  check(sqlite3_db_handle(native(statement_)), code, sql());
}

void Statement::bind_value(int index, Blob blob) {
  const int code =
      sqlite3_bind_blob64(native(statement_), index, blob.bytes.data() == nullptr ? "" : blob.bytes.data(),
                          blob.bytes.size(), SQLITE_STATIC);
  check(sqlite3_db_handle(native(statement_)), code, sql());
}

bool Statement::step() {
  const int code = sqlite3_step(native(statement_));
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(native(statement_));
    return false;
  }
  const Error error = error_of(sqlite3_db_handle(native(statement_)), code, sql());
  sqlite3_reset(native(statement_));
  throw error;
}

void Statement::reset() { sqlite3_reset(native(statement_)); }

bool Statement::in_use() const { return sqlite3_stmt_busy(native(statement_)) != 0; }

std::string_view Statement::sql() const { return sqlite3_sql(native(statement_)); }

bool Statement::is_null(int column) const {
  return sqlite3_column_type(native(statement_), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(native(statement_), column); }

// The value first and its length after it: the conversion may change the length.
std::string_view Statement::text(int column) const {
  const void* data = sqlite3_column_text(native(statement_), column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(native(statement_), column))};
}

std::string_view Statement::blob(int column) const {
  const void* data = sqlite3_column_blob(native(statement_), column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(native(statement_), column))};
}

std::optional<std::int64_t> Statement::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::optional<std::string> Statement::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return string(column);
}

std::optional<Timestamp> Statement::optional_time(int column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

int Statement::columns() const { return sqlite3_column_count(native(statement_)); }

std::string_view Statement::column_name(int column) const {
  return sqlite3_column_name(native(statement_), column);
}

double Statement::real(int column) const { return sqlite3_column_double(native(statement_), column); }

ValueClass Statement::value_class(int column) const {
  switch (sqlite3_column_type(native(statement_), column)) {
    case SQLITE_INTEGER:
      return ValueClass::kInteger;
    case SQLITE_FLOAT:
      return ValueClass::kReal;
    case SQLITE_BLOB:
      return ValueClass::kBlob;
    case SQLITE_NULL:
      return ValueClass::kNull;
    default:
      return ValueClass::kText;
  }
}

}  // namespace traveler::store
