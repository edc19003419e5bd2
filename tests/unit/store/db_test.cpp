#include "store/db.h"
#include "model/records.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>  // only to make the disk fail
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "traveler/error.h"

using namespace std::chrono_literals;
using namespace traveler;
using namespace traveler::store;

namespace {

using Kind = Transaction::Kind;
using Clock = std::chrono::steady_clock;
// Less than the default lock timeout, and enough for a machine that does a hundred other things.
constexpr auto kNotTheDefault = 8s;

/// A folder with a database of one table `t` that holds the rows (1, 'one').
class Fixture {
 public:
  Fixture() {
    std::string pattern = (std::filesystem::temp_directory_path() / "traveler-db-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    Connection c = Connection::create(path());
    c.run_script("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT, y BLOB, z INTEGER UNIQUE) STRICT;");
    c.execute("INSERT INTO t (id, x) VALUES (1, 'one')");
  }
  ~Fixture() { std::filesystem::remove_all(folder_); }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  std::string path(const char* name = "t.db") const { return (folder_ / name).string(); }
  std::string journal() const { return path("t.db-journal"); }
  std::int64_t rows() const { return count(Connection::open(path(), {.read_only = true})); }
  static std::int64_t count(Connection&& c) { return c.scalar("SELECT count(*) FROM t"); }

 private:
  std::filesystem::path folder_;
};

template <class Action>
Error error_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  throw std::logic_error("no error");
}

template <class Action>
ErrorCode code_of(Action action) {
  return error_of(action).code();
}

/// Runs `action` in a process of its own, which says with its exit status whether it went well.
template <class Action>
int in_child(Action action) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int status = 99;
    try {
      status = action();
    } catch (...) {
    }
    ::_exit(status);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void insert_many(Connection& c, int from, int count) {
  const std::string filler(1000, 'x');
  for (int i = from; i < from + count; ++i) c.execute("INSERT INTO t (id, x) VALUES ($1, $2)", i, filler);
}

/// Replaces a system call of SQLite's file layer while it lives.
class BrokenCall {
 public:
  template <class Function>
  BrokenCall(const char* name, Function* function) : name_(name) {
    sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
    REQUIRE(vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(function)) == SQLITE_OK);
  }
  ~BrokenCall() {
    sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
    vfs->xSetSystemCall(vfs, name_, nullptr);
  }
  BrokenCall(const BrokenCall&) = delete;
  BrokenCall& operator=(const BrokenCall&) = delete;

 private:
  const char* name_;
};

int truncate_failures = 0;

int truncate_then_fail(int file, off_t size) {
  if (truncate_failures == 0) return ::ftruncate(file, size);
  --truncate_failures;
  if (::ftruncate(file, size) == 0) errno = EIO;
  return -1;
}

int fail_to_truncate(int file, off_t size) {
  if (truncate_failures == 0) return ::ftruncate(file, size);
  --truncate_failures;
  errno = EIO;
  return -1;
}

ssize_t write_on_full_disk(int, const void*, size_t, off_t) {
  errno = ENOSPC;
  return -1;
}

}  // namespace

TEST_CASE("values come back as they went in", "[store]") {
  Fixture f;
  Connection c = Connection::open(f.path());
  const std::string text("a\0b \xc3\xa9", 6);
  const std::string bytes("\0\xff\x01", 3);
  const Digest digest = sha256({"x"});
  c.run_script("CREATE TABLE v (a, b, c, d, e, f, g, h, i, j)");
  c.execute("INSERT INTO v VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", std::int64_t{-5'000'000'000},
            true, text, Blob{bytes}, digest, Timestamp{1234567}, Quantity::from_micros(-1), Tracking::kLot,
            nullptr, std::optional<std::string>("here"));
  Statement& s = c.query("SELECT * FROM v");
  REQUIRE(s.step());
  CHECK(s.columns() == 10);
  CHECK(s.column_name(9) == "j");
  CHECK(s.integer(0) == -5'000'000'000);
  CHECK(s.boolean(1));
  CHECK(s.string(2) == text);
  CHECK(s.blob(3) == bytes);
  CHECK(s.value_class(3) == ValueClass::kBlob);
  CHECK(s.digest(4) == digest);
  CHECK(s.time(5).micros == 1234567);
  CHECK(s.optional_time(5).has_value());
  CHECK(s.quantity(6) == Quantity::from_micros(-1));
  CHECK(s.enumeration<Tracking>(7) == Tracking::kLot);
  CHECK_THROWS_AS(s.enumeration<Tracking>(0), Error);
  CHECK(s.is_null(8));
  CHECK_FALSE(s.optional_integer(8).has_value());
  CHECK_FALSE(s.optional_text(8).has_value());
  CHECK(s.text(8).empty());
  CHECK(s.optional_text(9) == "here");
  CHECK_FALSE(s.step());
}

TEST_CASE("an empty text and an empty blob are not NULL", "[store]") {
  Fixture f;
  Connection c = Connection::open(f.path());
  c.execute("INSERT INTO t (id, x, y) VALUES ($1, $2, $3)", 2, std::string_view(), Blob{});
  Statement& s = c.query("SELECT x, y FROM t WHERE id = $1", 2);
  REQUIRE(s.step());
  CHECK(s.value_class(0) == ValueClass::kText);
  CHECK(s.text(0).empty());
  CHECK(s.value_class(1) == ValueClass::kBlob);
  CHECK(s.blob(1).empty());
}

TEST_CASE("execute_many runs one statement for each item", "[store]") {
  Fixture f;
  Connection c = Connection::open(f.path());
  c.execute_many("INSERT INTO t (id) VALUES ($1)", std::vector{5, 6, 7},
                 [](Statement& s, int id) { s.bind(id); });
  CHECK(c.scalar("SELECT count(*) FROM t") == 4);
  c.execute("UPDATE t SET x = $1 WHERE id > $2", "new", 5);
  CHECK(c.scalar("SELECT count(*) FROM t WHERE x = 'new'") == 2);
}

TEST_CASE("our own mistakes are internal errors", "[store]") {
  Fixture f;
  Connection c = Connection::open(f.path());
  CHECK(code_of([&] { c.execute("INSERT INTO t (id) VALUES ($1)", 1, 2); }) == ErrorCode::kInternal);
  CHECK(code_of([&] { c.prepare_once("SELECT 1; SELECT 2"); }) == ErrorCode::kInternal);
  CHECK(code_of([&] { c.prepare_once(" "); }) == ErrorCode::kInternal);
  CHECK(code_of([&] { c.prepare_once("SELECT \"x as a text\""); }) == ErrorCode::kInternal);
  CHECK(code_of([&] { c.scalar("SELECT id FROM t WHERE id = 77"); }) == ErrorCode::kInternal);

  const Error constraint = error_of([&] { c.execute("INSERT INTO t (id) VALUES (1)"); });
  CHECK(constraint.code() == ErrorCode::kInternal);
  CHECK_THAT(constraint.message(), Catch::Contains("UNIQUE constraint failed: t.id"));
  CHECK_THAT(constraint.message(), Catch::Contains("INSERT INTO t (id) VALUES (1)"));

  constexpr std::string_view kQuery = "SELECT id FROM t";
  Statement& s = c.query(kQuery);
  REQUIRE(s.step());
  CHECK(code_of([&] { c.query(kQuery); }) == ErrorCode::kInternal);
  s.reset();
  CHECK(&c.query(kQuery) == &s);

  std::string built = "SELECT 1 FROM t";
  c.query(built);
  built = "SELECT 2 FROM t";
  CHECK(code_of([&] { c.query(built); }) == ErrorCode::kInternal);
}

TEST_CASE("a file that is missing, a folder or no database is refused", "[store]") {
  Fixture f;
  for (const bool read_only : {false, true}) {
    const OpenOptions options{.read_only = read_only};
    CHECK(code_of([&] { Connection::open(f.path("none.db"), options); }) == ErrorCode::kStorageIo);
    CHECK_FALSE(std::filesystem::exists(f.path("none.db")));
    CHECK(code_of([&] { Connection::open("", options); }) == ErrorCode::kStorageIo);
    CHECK(code_of([&] { Connection::open(":memory:", options); }) == ErrorCode::kStorageIo);
    CHECK(code_of([&] { Connection::open("file:x?mode=memory", options); }) == ErrorCode::kStorageIo);

    std::filesystem::create_directories(f.path("folder"));
    const Error folder = error_of([&] { Connection::open(f.path("folder"), options); });
    CHECK(folder.code() == ErrorCode::kStorageIo);
    CHECK_THAT(folder.message(), Catch::Contains("Is a directory"));

    std::ofstream(f.path("text.db")) << std::string(5000, 'x');
    CHECK(code_of([&] {
            Connection c = Connection::open(f.path("text.db"), options);
            c.scalar("SELECT count(*) FROM sqlite_schema");
          }) == ErrorCode::kStorageCorrupt);
  }
  CHECK(code_of([&] { Connection::create(f.path()); }) == ErrorCode::kStorageIo);
  CHECK(f.rows() == 1);
}

TEST_CASE("damage inside a database is storage.corrupt", "[store]") {
  Fixture f;
  {
    Connection c = Connection::open(f.path());
    Transaction t(c, Kind::kWrite);
    insert_many(c, 2, 50);
    t.commit();
  }
  {
    std::fstream file(f.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(4096, '\xee');
  }
  Connection c = Connection::open(f.path());
  CHECK(code_of([&] { c.scalar("SELECT max(x) FROM t"); }) == ErrorCode::kStorageCorrupt);
}

TEST_CASE("the settings hold on the connection", "[store]") {
  Fixture f;
  Connection c = Connection::open(f.path());
  Statement journal = c.prepare_once("PRAGMA journal_mode");
  REQUIRE(journal.step());
  CHECK(journal.text(0) == "truncate");
  journal.reset();
  CHECK(c.scalar("PRAGMA synchronous") == 3);
  CHECK(c.scalar("PRAGMA foreign_keys") == 1);
  CHECK(c.scalar("PRAGMA trusted_schema") == 0);
  CHECK(c.scalar("PRAGMA cell_size_check") == 1);

  c.run_script("PRAGMA writable_schema = ON");
  CHECK(code_of([&] { c.execute("UPDATE sqlite_schema SET sql = ''"); }) == ErrorCode::kInternal);
  CHECK(code_of([&] { c.execute("SELECT load_extension('x')"); }) == ErrorCode::kInternal);
  c.run_script("CREATE TABLE child (t INTEGER REFERENCES t (id)) STRICT");
  CHECK(code_of([&] { c.execute("INSERT INTO child (t) VALUES (77)"); }) == ErrorCode::kInternal);
}

TEST_CASE("a database in WAL mode is taken back to the truncated journal", "[store]") {
  Fixture f;
  Connection::open(f.path()).run_script("PRAGMA journal_mode = WAL");
  Connection c = Connection::open(f.path());
  Statement journal = c.prepare_once("PRAGMA journal_mode");
  REQUIRE(journal.step());
  CHECK(journal.text(0) == "truncate");
}

TEST_CASE("a connection for reading refuses changes", "[store]") {
  Fixture f;
  Connection c = Connection::open(f.path(), {.read_only = true});
  CHECK(code_of([&] { c.execute("DELETE FROM t"); }) == ErrorCode::kInternal);
  CHECK(c.scalar("PRAGMA foreign_keys") == 1);
  CHECK(f.rows() == 1);
}

TEST_CASE("a file that may not be written is read but not changed", "[store]") {
  Fixture f;
  ::chmod(f.path().c_str(), 0444);
  ::chmod(std::filesystem::path(f.path()).parent_path().c_str(), 0555);
  // The superuser may write everything, so the child becomes nobody.
  const int status = in_child([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) return 1;
    if (f.rows() != 1) return 2;
    return code_of([&] { Connection::open(f.path()); }) == ErrorCode::kStorageIo ? 0 : 3;
  });
  ::chmod(std::filesystem::path(f.path()).parent_path().c_str(), 0755);
  CHECK(status == 0);
}

TEST_CASE("a transaction is rolled back unless committed", "[store]") {
  Fixture f;
  Connection c = Connection::open(f.path());
  try {
    Transaction t(c, Kind::kWrite);
    c.execute("INSERT INTO t (id) VALUES (2)");
    c.query("SELECT id FROM t").step();
    throw std::runtime_error("stop");
  } catch (const std::runtime_error&) {
  }
  CHECK(f.rows() == 1);
  {
    Transaction t(c, Kind::kWrite);
    CHECK(code_of([&] { Transaction nested(c, Kind::kWrite); }) == ErrorCode::kInternal);
    c.execute("INSERT INTO t (id) VALUES (2)");
    t.commit();
  }
  CHECK(f.rows() == 2);
  // The query that was left open above does not stand in the way.
  CHECK(c.query("SELECT id FROM t").step());
}

TEST_CASE("a read transaction sees one state and makes COMMIT wait", "[store]") {
  Fixture f;
  Connection reader = Connection::open(f.path(), {.read_only = true});
  Connection writer = Connection::open(f.path(), {.lock_timeout = 200ms});
  Transaction read(reader, Kind::kRead);
  const auto start = Clock::now();
  CHECK(code_of([&] {
          Transaction write(writer, Kind::kWrite);
          writer.execute("INSERT INTO t (id) VALUES (2)");
          write.commit();
        }) == ErrorCode::kBusy);
  CHECK(Clock::now() - start >= 200ms);
  CHECK(Clock::now() - start < kNotTheDefault);
  CHECK(reader.scalar("SELECT count(*) FROM t") == 1);
  read.commit();
  {
    Transaction write(writer, Kind::kWrite);
    writer.execute("INSERT INTO t (id) VALUES (2)");
    write.commit();
  }
  CHECK(f.rows() == 2);
}

TEST_CASE("a full cache does not wait for readers at each statement", "[store]") {
  Fixture f;
  Connection reader = Connection::open(f.path(), {.read_only = true});
  Connection writer = Connection::open(f.path(), {.lock_timeout = 2s});
  writer.run_script("PRAGMA cache_size = 5");
  Transaction read(reader, Kind::kRead);
  Transaction write(writer, Kind::kWrite);
  const auto start = Clock::now();
  insert_many(writer, 2, 500);
  CHECK(Clock::now() - start < kNotTheDefault);
  read.commit();
  write.commit();
  CHECK(f.rows() == 501);
}

TEST_CASE("the lock timeout is kept", "[store]") {
  Fixture f;
  Connection holder = Connection::open(f.path());
  Connection other = Connection::open(f.path(), {.lock_timeout = 200ms});
  Transaction held(holder, Kind::kWrite);
  const auto start = Clock::now();
  CHECK(code_of([&] { Transaction t(other, Kind::kWrite); }) == ErrorCode::kBusy);
  CHECK(Clock::now() - start >= 200ms);
  CHECK(Clock::now() - start < kNotTheDefault);
  Connection hasty = Connection::open(f.path(), {.lock_timeout = 0ms});
  CHECK(code_of([&] { Transaction t(hasty, Kind::kWrite); }) == ErrorCode::kBusy);
}

TEST_CASE("a writer waits for another one", "[store]") {
  Fixture f;
  Connection first = Connection::open(f.path());
  std::optional<Transaction> held(std::in_place, first, Kind::kWrite);
  std::thread second([&] {
    Connection c = Connection::open(f.path());
    Transaction t(c, Kind::kWrite);
    c.execute("INSERT INTO t (id) VALUES (2)");
    t.commit();
  });
  std::this_thread::sleep_for(100ms);
  first.execute("INSERT INTO t (id) VALUES (3)");
  held->commit();
  second.join();
  CHECK(f.rows() == 3);
}

TEST_CASE("a file size limit gives storage.io and keeps the old content", "[store]") {
  Fixture f;
  const int status = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{40'000, 40'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    Connection c = Connection::open(f.path());
    const ErrorCode code = code_of([&] {
      Transaction t(c, Kind::kWrite);
      insert_many(c, 2, 500);
      t.commit();
    });
    if (code != ErrorCode::kStorageIo) return 1;
    // The same connection goes on with the old state.
    if (c.scalar("SELECT count(*) FROM t") != 1) return 2;
    Transaction t(c, Kind::kWrite);
    c.execute("INSERT INTO t (id) VALUES (2)");
    t.commit();
    return 0;
  });
  CHECK(status == 0);
  CHECK(f.rows() == 2);
  Connection c = Connection::open(f.path());
  CHECK(c.scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") == 1);
}

TEST_CASE("a full disk says so", "[store]") {
  Fixture f;
  Connection c = Connection::open(f.path());
  {
    Transaction t(c, Kind::kWrite);
    insert_many(c, 2, 20);
    const BrokenCall pwrite64("pwrite64", &write_on_full_disk);
    const Error error = error_of([&] { t.commit(); });
    CHECK(error.code() == ErrorCode::kStorageIo);
    CHECK_THAT(error.message(), Catch::Contains("disk is full"));
  }
  CHECK(f.rows() == 1);
}

TEST_CASE("a failure while writing pages early ends the transaction", "[store]") {
  Fixture f;
  Connection c = Connection::open(f.path());
  c.run_script("PRAGMA cache_size = 5");
  Transaction t(c, Kind::kWrite);
  {
    const BrokenCall pwrite64("pwrite64", &write_on_full_disk);
    CHECK(code_of([&] { insert_many(c, 2, 500); }) == ErrorCode::kStorageIo);
  }
  CHECK(code_of([&] { t.commit(); }) == ErrorCode::kStorageIo);
  CHECK(f.rows() == 1);
}

TEST_CASE("a commit whose journal stays is undone", "[store]") {
  Fixture f;
  Connection c = Connection::open(f.path());
  {
    Transaction t(c, Kind::kWrite);
    c.execute("INSERT INTO t (id) VALUES (2)");
    const BrokenCall ftruncate("ftruncate", &fail_to_truncate);
    truncate_failures = 1;
    CHECK(code_of([&] { t.commit(); }) == ErrorCode::kStorageIo);
  }
  CHECK(f.rows() == 1);
  {
    Transaction t(c, Kind::kWrite);
    c.execute("INSERT INTO t (id) VALUES (2)");
    t.commit();
  }
  CHECK(f.rows() == 2);
}

TEST_CASE("a commit that failed after its point of no return has an unknown outcome", "[store]") {
  Fixture f;
  Connection c = Connection::open(f.path());
  {
    Transaction t(c, Kind::kWrite);
    c.execute("INSERT INTO t (id) VALUES (2)");
    const BrokenCall ftruncate("ftruncate", &truncate_then_fail);
    truncate_failures = 1;
    CHECK(code_of([&] { t.commit(); }) == ErrorCode::kOutcomeUnknown);
  }
  // Here it was written; the connection is still of use.
  CHECK(c.scalar("SELECT count(*) FROM t") == 2);

  // A disk that stays broken cannot tell what it holds.
  {
    Transaction t(c, Kind::kWrite);
    c.execute("INSERT INTO t (id) VALUES (3)");
    const BrokenCall ftruncate("ftruncate", &fail_to_truncate);
    truncate_failures = 1000;
    CHECK(code_of([&] { t.commit(); }) == ErrorCode::kOutcomeUnknown);
  }
  truncate_failures = 0;
  CHECK(f.rows() == 2);
}

TEST_CASE("what a killed writer left is rolled back by the next reader", "[store]") {
  Fixture f;
  int pipe_ends[2];
  REQUIRE(::pipe(pipe_ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    Connection c = Connection::open(f.path());
    c.run_script("PRAGMA cache_size = 5");  // pages reach the file before the commit
    Transaction t(c, Kind::kWrite);
    c.execute("UPDATE t SET x = 'changed'");
    insert_many(c, 2, 500);
    const bool told = ::write(pipe_ends[1], "x", 1) == 1;
    ::pause();
    ::_exit(told ? 0 : 1);
  }
  char byte = 0;
  REQUIRE(::read(pipe_ends[0], &byte, 1) == 1);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);

  REQUIRE(std::filesystem::file_size(f.journal()) > 0);
  REQUIRE(std::filesystem::file_size(f.path()) > 100'000);
  Connection c = Connection::open(f.path(), {.read_only = true});
  CHECK(c.scalar("SELECT count(*) FROM t WHERE x = 'one'") == 1);
  CHECK(c.scalar("SELECT count(*) FROM t") == 1);
  CHECK(std::filesystem::file_size(f.path()) < 100'000);
}

TEST_CASE("a scratch database works and is its own", "[store]") {
  Connection c = Connection::scratch();
  c.run_script("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)");
  Transaction t(c, Kind::kWrite);
  insert_many(c, 1, 2000);
  t.commit();
  CHECK(c.scalar("SELECT count(*) FROM t") == 2000);
  CHECK(c.scalar("PRAGMA synchronous") == 0);
  CHECK(Connection::scratch().scalar("SELECT count(*) FROM sqlite_schema") == 0);
}

TEST_CASE("connections and statements move", "[store]") {
  Fixture f;
  Connection a = Connection::open(f.path());
  Statement s = a.prepare_once("SELECT x FROM t WHERE id = $1");
  Connection b = std::move(a);
  Statement moved = std::move(s);
  REQUIRE(moved.bind(1).step());
  CHECK(moved.text(0) == "one");
  b = Connection::scratch();
  CHECK(moved.text(0) == "one");
}
