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

#include "traveler/export_macro.h"
#include "traveler/operations.h"
#include "traveler/value.h"

namespace traveler {

/// Takes the rows of a list one by one: any callable with one Value. One that returns bool ends the list
/// by returning false; what it throws passes through the library unchanged.
class RowSink {
 public:
  template <class Callable>
  requires(!std::same_as<std::remove_cvref_t<Callable>, RowSink> && std::invocable<Callable&, Value>)
      RowSink(Callable callable)
      : take_([callable = std::move(callable)](Value row) mutable {
          if constexpr (std::same_as<std::invoke_result_t<Callable&, Value>, bool>) {
            return callable(std::move(row));
          } else {
            callable(std::move(row));
            return true;
          }
        }) {}

  /// False when no further row is wanted.
  bool operator()(Value row) const { return take_(std::move(row)); }

 private:
  std::function<bool(Value)> take_;
};

/// What an operation answered: the object of cli.md section 3, or the list of rows.
struct Answer : Value {
  Answer() = default;
  Answer(Value value, bool kept = false) : Value(std::move(value)), replayed(kept) {}

  bool replayed = false;  ///< it is the one kept under the idempotency key: nothing was done now
  /// What a change that was asked to `explain` did and what can be done next, as of the same transaction:
  /// `entries` (how many were appended; the last one is `seq`), `warnings` ({run, warnings}: what runs were
  /// completed in spite of), `next` (calls {op, args}, of which a null is to be filled in) and `out_of_spec`
  /// (fields of the step that is worked on). Null otherwise; later versions may add members.
  Value happened;
  std::string clock_behind;  ///< a warning when the machine's clock is behind the history; empty else
};

/// The end of the history: whoever keeps it elsewhere notices a history that was cut short.
struct Head {
  std::int64_t seq = 0;  ///< of the newest entry
  std::string hash;      ///< of the newest entry, 64 hexadecimal digits
};

/// How a table is written.
enum class ExportFormat : std::uint8_t { kCsv, kJson, kNdjson };

/// Takes the bytes of an export piece by piece.
using ByteSink = std::function<void(std::string_view)>;

struct WorkspaceOptions {
  std::chrono::milliseconds lock_timeout{10'000};  ///< how long to wait for another writer
  /// The time now, in microseconds since 1970 UTC; empty: the system's clock.
  std::function<std::int64_t()> clock = {};
  /// Who is logged in at the machine, for each entry of the history; empty: the system's account.
  std::function<std::string()> login = {};
  /// Folders (`.traveler`, or what holds it) that are opened although others may have tampered with them.
  std::vector<std::string> trusted = {};
};

/// One workspace: the `.traveler` folder with its database.
/// The library neither prints nor reads the environment. Not for use by two threads at once; any
/// number of objects and processes may work on one folder.
class TRAVELER_API Workspace {
 public:
  /// Makes `directory/.traveler` and in it a new workspace with `actor` as its admin.
  /// Throws Error(workspace.exists) when there is one; when it was made under the same idempotency key by the
  /// same actor, that one is opened (and `replayed` is true).
  static Workspace init(const std::string& directory, std::string_view actor, std::string_view printed_name,
                        const std::optional<std::string>& idempotency_key = std::nullopt,
                        const WorkspaceOptions& options = {});

  /// Opens a workspace by its `.traveler` folder or the folder that holds it. Older schemas are
  /// migrated. Throws Error: workspace.not_found, storage.io, storage.corrupt, storage.newer.
  static Workspace open(const std::string& path, const WorkspaceOptions& options = {});

  /// The nearest `.traveler` at or above `start`, not past a file system boundary; empty when none.
  static std::string discover(const std::string& start);

  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;
  ~Workspace();

  /// Carries out one operation. A change is one transaction: it happened when this returns, and
  /// nothing was written when it throws (but for Error(outcome.unknown)).
  /// Arguments are taken by meaning: null is as good as absent, one value does where a list is meant, and an
  /// integer or a bool where a text is meant is its text. Throws Error, and nothing else.
  Answer execute(const Request& request);

  /// The same for a list, row by row in constant memory, until the sink has enough.
  void execute(const Request& request, const RowSink& row);

  /// True when `init` found the workspace that it had made under the same idempotency key.
  bool replayed() const;

  /// The newest entry of the history.
  Head head() const;

  /// The answer that is kept under the key for a whole input (Bulk::keep_answer), if there is one.
  /// Throws Error(idempotency.mismatch) when it is that of another input.
  std::optional<Value> kept_answer(const std::string& key, const std::string& request_digest);

  /// Writes one export table (spec section 16) in constant memory, in a deterministic order.
  void export_table(std::string_view table, ExportFormat format, const ByteSink& bytes);

  /// Runs one reading SQL statement over the export tables by their names (booleans are 0 and 1) and the
  /// store's own tables as `main.NAME`, and writes its rows in constant memory. Throws Error(usage) for
  /// anything else than one such statement.
  void query(std::string_view sql, ExportFormat format, const ByteSink& bytes);
  /// The same row by row, blobs and reals as text; `columns` gets the names first.
  void query(std::string_view sql, const std::function<void(const std::vector<std::string>&)>& columns,
             const RowSink& row);

  /// The `.traveler` folder.
  const std::string& path() const;

 private:
  friend class Bulk;
  friend class Snapshot;
  struct Impl;
  explicit Workspace(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// One moment of a workspace: while it lives, all that is read and exported through the workspace is as it
/// was at the beginning, and changes through it are refused (Error(usage)). Writers wait for its end only
/// where they must: keep it short.
class TRAVELER_API Snapshot {
 public:
  /// The workspace must live longer. Throws Error(usage) when it is held by a snapshot already.
  explicit Snapshot(Workspace& workspace);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Workspace* workspace_;
};

/// The names of the export tables, in the order of spec section 16.
TRAVELER_API std::vector<std::string_view> export_tables();

/// The version of the library, "0.1.0".
TRAVELER_API std::string_view version();

}  // namespace traveler
