#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/concat.h"
#include "store/files.h"
#include "store/sqlite_driver.h"
#include "store/write_queue.h"

namespace traveler::store {
namespace {

using Clock = std::chrono::steady_clock;

int attempt(sqlite3* db, const char* sql) { return sqlite3_exec(db, sql, nullptr, nullptr, nullptr); }

/// Who has waited so long to write stops racing and lines up.
constexpr std::chrono::milliseconds kRace{60};

/// Sleeps, never past `deadline`; false when it has passed.
bool sleep_until(Clock::time_point deadline, Clock::duration most) {
  const auto left = deadline - Clock::now();
  if (left <= Clock::duration::zero()) return false;
  std::this_thread::sleep_for(std::min(most, left));
  return true;
}

/// Sleeps a moment, never past `deadline`; false when it has passed. SQLite's own waits grow to 100 ms, so
/// that who waited longest asks least often. Here it is the other way round: random waits, the shorter
/// the longer we have been waiting since `begun`.
bool pause_until(Clock::time_point deadline, Clock::time_point begun) {
  thread_local std::uint64_t seed = (static_cast<std::uint64_t>(::getpid()) << 32) ^
                                    static_cast<std::uint64_t>(Clock::now().time_since_epoch().count());
  seed = seed * 6364136223846793005U + 1442695040888963407U;
  const auto waited = Clock::now() - begun;
  const std::uint64_t most = waited < std::chrono::milliseconds(30)    ? 4'000
                             : waited < std::chrono::milliseconds(100) ? 1'500
                             : waited < std::chrono::milliseconds(200) ? 500
                                                                       : 150;  // microseconds
  return sleep_until(deadline, std::chrono::microseconds(most / 4 + (seed >> 33) % most));
}

/// For the one who is next, and for COMMIT: nobody else asks as often.
bool pause_briefly(Clock::time_point deadline) {
  return sleep_until(deadline, std::chrono::microseconds(200));
}

/// The path of the database file; empty for a temporary one.
std::string file_of(sqlite3* db) {
  const char* name = sqlite3_db_filename(db, "main");
  return name == nullptr ? std::string() : std::string(name);
}

/// SQLite reads "", ":memory:" and "file:..." as something else than the name of a file.
std::string plain_path(const std::string& path) { return path.starts_with('/') ? path : "./" + path; }

}  // namespace

struct Connection::Impl {
  sqlite3* db = nullptr;
  std::chrono::milliseconds lock_timeout{0};
  Clock::time_point begun;  ///< of the wait that is going on
  Clock::time_point deadline;
  bool in_transaction = false;   ///< one that was begun and has not ended
  bool deadline_set = false;     ///< by `wait_for`; otherwise each wait starts its own
  bool is_next = false;          ///< in a wait: nobody else is to be faster
  WriteQueue* racing = nullptr;  ///< in a wait for the write lock, before we line up there
  /// Keyed by the address of the literal: finding a statement must not cost hashing its text.
  std::unordered_map<const char*, Statement> statements;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    statements.clear();
    sqlite3_close_v2(db);
  }

  void open_file(const char* path, int flags) {
    // Only one thread uses a connection at a time, so it needs no mutex.
    const int code = sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    if (code == SQLITE_OK) return;
    // The name comes from here: SQLite does not tell it of a file that it could not open.
    throw Error(ErrorCode::kStorageIo, concat("cannot open ", path, ": ", reason(db, code)))
        .with_hint("check that the file exists and that you may read and write it and its folder");
  }

  void configure(int option, int on) {
    check(db, sqlite3_db_config(db, option, on, static_cast<int*>(nullptr)), "configure");
  }

  void run(const char* sql) { check(db, attempt(db, sql), sql); }

  /// The settings of every database file. What the file says is data, never code.
  void protect() {
    configure(SQLITE_DBCONFIG_DEFENSIVE, 1);
    configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
    configure(SQLITE_DBCONFIG_ENABLE_FKEY, 1);
    configure(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0);
    configure(SQLITE_DBCONFIG_DQS_DML, 0);
    configure(SQLITE_DBCONFIG_DQS_DDL, 0);
    sqlite3_busy_handler(
        db, [](void* self, int count) { return static_cast<Impl*>(self)->wait(count); }, this);
  }

  int wait(int count) {
    // Inside a transaction only a full cache asks, to write pages early. With readers about, it may
    // grow instead; COMMIT will wait for them once, not every statement from here on.
    if (!deadline_set && sqlite3_get_autocommit(db) == 0) return 0;
    if (count == 0 && !deadline_set) {
      begun = Clock::now();
      deadline = begun + lock_timeout;
    }
    return pause() ? 1 : 0;
  }

  bool pause() {
    if (is_next) return pause_briefly(deadline);
    if (racing != nullptr && (Clock::now() - begun >= kRace || racing->is_taken())) return false;
    return pause_until(deadline, begun);
  }

  /// Runs `sql` until it is not refused as busy or the lock timeout has passed. The busy handler
  /// does nearly all of the waiting; SQLite does not ask it everywhere (recovery after a crash).
  int wait_for(const char* sql) {
    begin_wait();
    const int code = attempt_until_free(sql);
    deadline_set = false;
    return code;
  }

  void begin_wait() {
    begun = Clock::now();
    deadline = begun + lock_timeout;
    deadline_set = true;
  }

  int attempt_until_free(const char* sql) {
    int code = attempt(db, sql);
    while ((code & 0xff) == SQLITE_BUSY && pause()) code = attempt(db, sql);
    return code;
  }

  /// Takes the write lock. Racing for it is fastest while few want it, and bounds nothing: who has lost for
  /// a while takes the first place of the line, and newcomers line up behind it.
  int begin_writing() {
    constexpr const char* kBegin = "BEGIN IMMEDIATE";
    const std::string file = file_of(db);
    if (file.empty()) return attempt(db, kBegin);
    begin_wait();
    WriteQueue queue(file + "-queue");
    int code = SQLITE_BUSY;
    if (!queue.is_taken()) {
      racing = &queue;
      code = attempt_until_free(kBegin);
      racing = nullptr;
    }
    if ((code & 0xff) == SQLITE_BUSY) {
      is_next = queue.line_up(deadline);
      code = attempt_until_free(kBegin);
      is_next = false;
    }
    deadline_set = false;
    return code;
  }

  /// A statement that was left before its last row would keep the lock after the transaction.
  void reset_statements() noexcept {
    for (sqlite3_stmt* s = sqlite3_next_stmt(db, nullptr); s != nullptr; s = sqlite3_next_stmt(db, s)) {
      if (sqlite3_stmt_busy(s) != 0) sqlite3_reset(s);
    }
  }

  void roll_back() noexcept {
    reset_statements();
    if (sqlite3_get_autocommit(db) == 0) attempt(db, "ROLLBACK");
  }

  /// The file's change counter (offset 24 of its header), which every commit increments; nullopt
  /// when it cannot be read. Other writers must be locked out.
  std::optional<std::uint32_t> change_counter() {
    sqlite3_file* file = nullptr;
    unsigned char bytes[4] = {};
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK) return std::nullopt;
    if (file == nullptr || file->pMethods == nullptr) return std::nullopt;
    const int code = file->pMethods->xRead(file, bytes, sizeof bytes, 24);
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) return std::nullopt;
    std::uint32_t counter = 0;
    for (const unsigned char byte : bytes) counter = counter << 8 | byte;
    return counter;
  }

  /// True when the file is known to be as it was at `before`.
  bool is_unchanged_since(std::optional<std::uint32_t> before) {
    roll_back();
    const bool readable = attempt(db, "BEGIN") == SQLITE_OK && wait_for("PRAGMA schema_version") == SQLITE_OK;
    const auto now = readable ? change_counter() : std::nullopt;
    roll_back();
    return now.has_value() && now == before;
  }

  [[noreturn]] void refuse_undone() const {
    throw Error(ErrorCode::kStorageIo,
                concat(file_name(db), ": an earlier failure undid the transaction; nothing was written"));
  }

  void commit() {
    reset_statements();
    if (sqlite3_get_autocommit(db) != 0) refuse_undone();
    const bool writes = sqlite3_txn_state(db, "main") == SQLITE_TXN_WRITE;
    const auto before = writes ? change_counter() : std::nullopt;
    is_next = true;
    const int code = wait_for("COMMIT");
    is_next = false;
    if (code == SQLITE_OK) return;
    // Busy leaves the transaction open: readers were still there. After any other failure SQLite
    // has dropped it, and the journal decides. While the journal holds the old pages (its own
    // write or sync failed, or the database's), the next reader puts them back: not written. The
    // commit point is the truncation of the journal. When the truncation, the sync after it or the
    // unlocking reports an error, the journal may be empty, so that others already read the new
    // state, or whole again after a power cut. IOERR_FSYNC comes from before and from after that
    // point, so the code cannot tell. The file can: reading it plays back and syncs a journal that
    // is still there, and the change counter shows which state stands. The old one is certain;
    // all else (the new one, another writer's, no answer) is not.
    const Error error = error_of(db, code, "COMMIT");
    const bool known = (code & 0xff) == SQLITE_BUSY || !writes || sqlite3_get_autocommit(db) == 0 ||
                       is_unchanged_since(before);
    roll_back();
    if (known) throw error;
    throw Error(ErrorCode::kOutcomeUnknown,
                concat("the disk failed while the changes became durable; they may or may not be in ",
                       file_name(db), ": ", reason(nullptr, code)))
        .with_hint("check the disk, then repeat the command with the same idempotency key");
  }
};

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

// Both kinds open the file for writing, because a reader too must be able to roll back what a
// killed writer left; SQLite falls back to reading a file that may not be written.
//
// The journal is truncated and synced at each commit (DELETE can lose a commit in a power cut).
// WAL stays out even where the library has no fault in it: the file remembers the mode, so an
// older library that opens it later would bring the fault back.
Connection Connection::open(const std::string& path, const OpenOptions& options) {
  for (const char* beside : {"", "-journal", "-wal", "-shm"}) require_plain_file(path + beside);
  auto impl = std::make_unique<Impl>();
  impl->lock_timeout = options.lock_timeout;
  impl->open_file(plain_path(path).c_str(), SQLITE_OPEN_READWRITE);
  impl->protect();
  sqlite3* db = impl->db;
  if (options.read_only) {
    impl->run("PRAGMA cell_size_check=ON; PRAGMA query_only=ON");
    check(db, impl->wait_for("PRAGMA schema_version"), "open");
    return Connection(std::move(impl));
  }
  if (sqlite3_db_readonly(db, "main") == 1) throw error_of(db, SQLITE_READONLY, "open");
  impl->run("PRAGMA cell_size_check=ON");
  {
    Statement journal(opaque(db), "PRAGMA journal_mode=TRUNCATE");
    if (!journal.step() || journal.text(0) != "truncate") throw error_of(db, SQLITE_BUSY, "open");
  }
  // 16 MiB saves a quarter of the time of bulk inserts into a random index; reading gains nothing.
  impl->run("PRAGMA synchronous=EXTRA; PRAGMA cache_size=-16384");
  return Connection(std::move(impl));
}

Connection Connection::create(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0664);
  if (file < 0) {
    throw Error(ErrorCode::kStorageIo, concat("cannot create ", path, ": ", std::strerror(errno)));
  }
  ::close(file);
  return open(path);
}

Connection Connection::scratch() {
  auto impl = std::make_unique<Impl>();
  impl->open_file("", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  impl->run(
      "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;"
      "PRAGMA cache_size=-32768");
  return Connection(std::move(impl));
}

Statement& Connection::prepared(std::string_view sql) {
  // A full disk undoes the transaction by itself; what came after would be a transaction of its own.
  if (impl_->in_transaction && sqlite3_get_autocommit(impl_->db) != 0) impl_->refuse_undone();
  const auto found = impl_->statements.find(sql.data());
  if (found == impl_->statements.end()) {
    return impl_->statements.emplace(sql.data(), Statement(opaque(impl_->db), sql, true)).first->second;
  }
  // SQLite keeps the text without what follows the statement.
  if (!sql.starts_with(found->second.sql())) {
    throw Error(ErrorCode::kInternal, concat("database: not a literal: ", first_words(sql)));
  }
  if (found->second.in_use()) {
    throw Error(ErrorCode::kInternal, concat("database: still in use: ", first_words(sql)));
  }
  return found->second;
}

void Connection::run_script(const std::string& sql) { impl_->run(sql.c_str()); }

Statement Connection::prepare_once(std::string_view sql) { return {opaque(impl_->db), sql}; }

Statement Connection::prepare_reading(std::string_view sql) {
  sqlite3_set_authorizer(
      impl_->db,
      [](void*, int action, const char*, const char*, const char*, const char*) {
        const bool reads = action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION ||
                           action == SQLITE_RECURSIVE;
        return reads ? SQLITE_OK : SQLITE_DENY;
      },
      nullptr);
  sqlite3_stmt* made = nullptr;
  const char* tail = sql.data();  // stays where it is when the text is not even looked at
  const int code = sqlite3_prepare_v2(impl_->db, sql.data(), static_cast<int>(sql.size()), &made, &tail);
  const std::string message = sqlite3_errmsg(impl_->db);
  sqlite3_set_authorizer(impl_->db, nullptr, nullptr);
  const std::string_view rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  const bool alone = rest.find_first_not_of(" \t\r\n;") == std::string_view::npos;
  // What only the transaction would stop, as VACUUM, asks for nothing that can be denied.
  const bool writes = made != nullptr && sqlite3_stmt_readonly(made) == 0;
  const bool fits =
      code == SQLITE_OK && made != nullptr && alone && !writes && sqlite3_bind_parameter_count(made) == 0;
  if (fits) return Statement::adopt(reinterpret_cast<NativeStatement*>(made));
  sqlite3_finalize(made);
  if ((code & 0xff) == SQLITE_AUTH || writes) {
    throw Error(ErrorCode::kUsage, "sql reads: one SELECT, over the export tables and those of the store")
        .with_hint("changes go through the commands, which guard them and keep the history");
  }
  if ((code & 0xff) == SQLITE_ERROR || (code & 0xff) == SQLITE_TOOBIG)
    throw Error(ErrorCode::kUsage, concat("sql: ", message));
  if (code != SQLITE_OK) throw error_of(impl_->db, code, sql);
  throw Error(ErrorCode::kUsage, made == nullptr && alone ? "sql: there is no statement"
                                 : !alone                 ? "sql: one statement at a time"
                                                          : "sql: a statement without parameters");
}

std::int64_t Connection::scalar(const std::string& sql) {
  Statement statement = prepare_once(sql);
  if (!statement.step())
    throw Error(ErrorCode::kInternal, concat("database: no answer to: ", first_words(sql)));
  return statement.integer(0);
}

Connection::Identity Connection::identity() {
  return {scalar("PRAGMA application_id"), scalar("PRAGMA user_version")};
}

void Connection::set_identity(const Identity& identity) {
  run_script(
      concat("PRAGMA application_id = ", identity.application, "; PRAGMA user_version = ", identity.schema));
}

void Connection::use_small_cache() { run_script("PRAGMA cache_size = -2048"); }
void Connection::use_large_cache() { run_script("PRAGMA cache_size = -32768"); }

std::string Connection::path() const { return file_of(impl_->db); }

Transaction::Transaction(Connection& connection, Kind kind) : connection_(&connection) {
  Connection::Impl& impl = *connection.impl_;
  const bool writes = kind != Kind::kRead;
  if (kind == Kind::kSchema) {
    changes_schema_ = true;
    // These take effect outside of a transaction only.
    sqlite3_db_config(impl.db, SQLITE_DBCONFIG_ENABLE_FKEY, -1, &enforced_references_);
    sqlite3_db_config(impl.db, SQLITE_DBCONFIG_DEFENSIVE, -1, &was_defensive_);
    impl.configure(SQLITE_DBCONFIG_ENABLE_FKEY, 0);
    impl.configure(SQLITE_DBCONFIG_DEFENSIVE, 0);
    impl.run("PRAGMA writable_schema = ON");
  }
  int code = writes ? impl.begin_writing() : attempt(impl.db, "BEGIN");
  if (code != SQLITE_OK) {
    const Error error = error_of(impl.db, code, writes ? "BEGIN IMMEDIATE" : "BEGIN");
    end_schema_change();
    throw error;
  }
  impl.in_transaction = true;
  if (writes) return;
  // BEGIN alone reads nothing: the first read takes the snapshot.
  code = impl.wait_for("PRAGMA schema_version");
  if (code == SQLITE_OK) return;
  const Error error = error_of(impl.db, code, "BEGIN");
  impl.in_transaction = false;
  impl.roll_back();
  throw error;
}

void Transaction::end_schema_change() noexcept {
  if (!changes_schema_) return;
  changes_schema_ = false;
  Connection::Impl& impl = *connection_->impl_;
  // The texts were changed under the schema that the connection knows: it reads them again.
  attempt(impl.db, "PRAGMA writable_schema = RESET");
  sqlite3_db_config(impl.db, SQLITE_DBCONFIG_ENABLE_FKEY, enforced_references_, static_cast<int*>(nullptr));
  sqlite3_db_config(impl.db, SQLITE_DBCONFIG_DEFENSIVE, was_defensive_, static_cast<int*>(nullptr));
}

Transaction::~Transaction() { rollback(); }

void Transaction::commit() {
  open_ = false;
  connection_->impl_->in_transaction = false;
  try {
    connection_->impl_->commit();
  } catch (...) {
    end_schema_change();
    throw;
  }
  end_schema_change();
}

void Transaction::rollback() noexcept {
  if (!open_) return;
  open_ = false;
  connection_->impl_->in_transaction = false;
  connection_->impl_->roll_back();
  end_schema_change();
}

Savepoint::Savepoint(Connection& connection) : connection_(&connection) {
  connection.impl_->run("SAVEPOINT part");
}

Savepoint::~Savepoint() { roll_back(); }

void Savepoint::release() {
  open_ = false;
  connection_->impl_->run("RELEASE part");
}

void Savepoint::roll_back() noexcept {
  if (!open_) return;
  open_ = false;
  connection_->impl_->reset_statements();
  attempt(connection_->impl_->db, "ROLLBACK TO part; RELEASE part");
}

}  // namespace traveler::store
