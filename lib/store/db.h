#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/digest.h"
#include "base/enum_text.h"
#include "base/time.h"

namespace traveler::store {

// The driver's own connection and statement; nobody else looks inside.
struct NativeConnection;
struct NativeStatement;

/// What a value of a row is.
enum class ValueClass : std::uint8_t { kInteger, kReal, kText, kBlob, kNull };

/// Bytes to be bound or read as a BLOB.
struct Blob {
  std::string_view bytes;
};

/// True for values that own the bytes they would be bound with. SQLite keeps a pointer to them, so
/// a temporary one would be gone before the statement runs: `bind` refuses it at compile time.
template <class T>
constexpr bool kOwnsBytes = std::is_same_v<T, std::string> || std::is_same_v<T, Digest>;
template <class T>
constexpr bool kOwnsBytes<std::optional<T>> = kOwnsBytes<T>;
template <class T>
constexpr bool kOwnsBytes<const T> = kOwnsBytes<T>;

/// A prepared statement: binds by position, steps, reads columns. Texts and blobs that are bound
/// must live until the statement is reset; those read live until the next step.
class Statement {
 public:
  /// `kept` tells the driver that the statement will be used many times.
  Statement(NativeConnection* connection, std::string_view sql, bool kept = false);
  /// Takes over a statement that the driver has prepared.
  static Statement adopt(NativeStatement* statement) { return Statement(statement); }
  ~Statement();
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) noexcept;

  /// Resets and binds all parameters `$1…`; their number is checked against the statement.
  template <class... Args>
  Statement& bind(Args&&... args) {
    // A forwarding parameter that took a temporary is no reference type.
    static_assert((!kOwnsBytes<Args> && ...), "bind a named value or a string_view, not a temporary");
    begin_bind(static_cast<int>(sizeof...(args)));
    int index = 0;
    (bind_value(++index, args), ...);
    return *this;
  }

  /// Binds the columns of another statement's row, as they are.
  void bind_row(const Statement& row);

  /// Moves to the next row; false at the end, when the statement is reset by itself.
  bool step();
  void reset();
  /// True after a row until the end or a reset.
  bool in_use() const;
  std::string_view sql() const;

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  /// A flag that is stored as 0 or 1; throws Error(storage.corrupt) for another number.
  bool boolean(int column) const {
    const std::int64_t flag = integer(column);
    if (flag < 0 || flag > 1) refuse_number(column);
    return flag == 1;
  }
  std::string_view text(int column) const;
  std::string_view blob(int column) const;
  std::string string(int column) const { return std::string(text(column)); }
  std::optional<std::int64_t> optional_integer(int column) const;
  std::optional<std::string> optional_text(int column) const;
  Timestamp time(int column) const { return Timestamp{integer(column)}; }
  std::optional<Timestamp> optional_time(int column) const;
  Quantity quantity(int column) const { return Quantity::from_micros(integer(column)); }
  Digest digest(int column) const { return Digest::from_bytes(blob(column)); }
  /// An enum that is stored as its index; throws Error(storage.corrupt) for an index that it does not have.
  template <TextEnum E>
  E enumeration(int column) const {
    const std::int64_t index = integer(column);
    if (index < 0 || index >= static_cast<std::int64_t>(EnumText<E>::kTexts.size())) refuse_number(column);
    return static_cast<E>(index);
  }

  int columns() const;
  std::string_view column_name(int column) const;
  ValueClass value_class(int column) const;
  double real(int column) const;

 private:
  explicit Statement(NativeStatement* statement) : statement_(statement) {}
  [[noreturn]] void refuse_number(int column) const;
  void begin_bind(int count);
  void bind_value(int index, std::nullptr_t);
  void bind_value(int index, std::int64_t value);
  void bind_value(int index, std::string_view text);
  void bind_value(int index, Blob blob);
  void bind_value(int index, const Digest& digest) { bind_value(index, Blob{digest.view()}); }
  void bind_value(int index, Timestamp time) { bind_value(index, time.micros); }
  void bind_value(int index, Quantity quantity) { bind_value(index, quantity.micros()); }
  void bind_value(int index, const std::string& text) { bind_value(index, std::string_view(text)); }
  void bind_value(int index, const char* text) { bind_value(index, std::string_view(text)); }
  template <std::integral T>
  requires(!std::same_as<T, std::int64_t>) void bind_value(int index, T value) {
    bind_value(index, static_cast<std::int64_t>(value));
  }
  template <class E>
  requires std::is_enum_v<E>
  void bind_value(int index, E value) { bind_value(index, static_cast<std::int64_t>(value)); }
  template <class T>
  void bind_value(int index, const std::optional<T>& value) {
    if (value) {
      bind_value(index, *value);
    } else {
      bind_value(index, nullptr);
    }
  }

  NativeStatement* statement_ = nullptr;
};

/// A table, index, trigger or view as the file keeps it.
struct SchemaObject {
  std::string type;
  std::string name;
  std::string table;
  std::string sql;  ///< empty for an index that follows from its table
  bool operator==(const SchemaObject&) const = default;
};

struct OpenOptions {
  /// Refuses changes. What a killed writer left behind is still rolled back when the file system
  /// lets us write; a file that we may only read is opened all the same.
  bool read_only = false;
  /// How long to wait for others at BEGIN, at COMMIT and for one statement outside a transaction.
  std::chrono::milliseconds lock_timeout{10'000};
};

/// One connection to one database file: settings, transactions, statements prepared on first use.
/// SQLite's errors become Error with the codes of cli.md: `busy`, `storage.io`, `storage.corrupt`.
class Connection {
 public:
  /// Opens an existing database file; throws Error(storage.io) when it cannot be read and
  /// Error(storage.corrupt) when it is no database.
  static Connection open(const std::string& path, const OpenOptions& options = {});
  /// Makes a new, empty database file; throws Error(storage.io), also when there is a file already.
  static Connection create(const std::string& path);
  /// A private temporary database that the file system forgets; journal, syncs and foreign keys
  /// off. Without a journal nothing can be rolled back: throw it away after an error.
  static Connection scratch();

  ~Connection();
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;

  /// The statement of this text, prepared at its first use and kept. `sql` must be a literal
  /// (the cache is keyed by its address). Throws Error(internal) for a statement still in use:
  /// one that returned a row and was neither stepped to its end nor reset.
  Statement& prepared(std::string_view sql);

  /// Binds and runs a statement without rows of interest.
  template <class... Args>
  void execute(std::string_view sql, const Args&... args) {
    Statement& statement = prepared(sql);
    statement.bind(args...);
    while (statement.step()) {
    }
  }

  /// Binds a query; the caller steps it to the end or resets it.
  template <class... Args>
  Statement& query(std::string_view sql, Args&&... args) {
    return prepared(sql).bind(std::forward<Args>(args)...);
  }

  /// Runs one statement for each item: `bind_item(statement, item)` binds it.
  template <class Range, class BindItem>
  void execute_many(std::string_view sql, const Range& items, BindItem bind_item) {
    Statement& statement = prepared(sql);
    for (const auto& item : items) {
      bind_item(statement, item);
      while (statement.step()) {
      }
    }
  }

  /// Runs a script of several statements without parameters (migrations).
  void run_script(const std::string& sql);
  /// A one-off statement that is not kept.
  Statement prepare_once(std::string_view sql);
  /// A statement that somebody has typed, which may only read. Throws Error(usage) for anything else: one
  /// that changes something, several statements, a parameter, what SQL does not know.
  Statement prepare_reading(std::string_view sql);
  /// The integer answer of a one-value query built at run time.
  std::int64_t scalar(const std::string& sql);

  /// What the file says that it is.
  struct Identity {
    std::int64_t application = 0;  ///< which program's file
    std::int64_t schema = 0;       ///< version of its schema
  };
  Identity identity();
  void set_identity(const Identity& identity);
  /// Takes comments and needless blanks out of the kept schema, which is read at every open. Part of a
  /// transaction that changes the schema.
  void compact_schema();
  /// What the schema holds, in order of type and name.
  std::vector<SchemaObject> schema();
  /// The table that has a row with a reference to nothing, or nullopt.
  std::optional<std::string> broken_reference();
  /// Checks pages and indexes; tells at most `limit` faults.
  void check_pages(int limit, const std::function<void(std::string)>& tell);

  /// Keeps few pages from now on: for a long read that comes by each page once.
  void use_small_cache();
  /// Keeps many pages: for a read that comes by the same ones again and again.
  void use_large_cache();
  /// The absolute path of the database file; empty for a temporary one.
  std::string path() const;

 private:
  friend class Transaction;
  friend class Savepoint;
  struct Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A transaction; rolled back unless committed. Its end resets every statement still open.
class Transaction {
 public:
  enum class Kind : std::uint8_t { kRead, kWrite, kSchema };
  /// kWrite: waits for other writers up to the lock timeout, then Error(busy). kRead: one consistent
  /// snapshot. kSchema: writes, and may change the schema; references are not enforced meanwhile.
  Transaction(Connection& connection, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Makes the changes durable. Error(busy) or Error(storage.io): nothing was written;
  /// Error(outcome.unknown): the disk failed in the middle of it.
  void commit();
  void rollback() noexcept;

 private:
  void end_schema_change() noexcept;

  Connection* connection_;
  bool open_ = true;
  bool changes_schema_ = false;
  int enforced_references_ = 1;  ///< before the schema was changed
  int was_defensive_ = 1;
};

/// A part of a transaction that can be undone by itself; undone unless released.
class Savepoint {
 public:
  explicit Savepoint(Connection& connection);
  ~Savepoint();
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;

  void release();
  void roll_back() noexcept;

 private:
  Connection* connection_;
  bool open_ = true;
};

}  // namespace traveler::store
