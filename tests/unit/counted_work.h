// The work that SQLite does, as a number that does not depend on how fast or busy the machine is.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace traveler::testing {

/// Counts what all connections do that are opened while this lives: make it before them, and end it after
/// them.
class CountedWork {
 public:
  CountedWork() {
    if (is_counting()++ != 0) throw std::logic_error("work is counted once at a time");
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&watch));
  }
  ~CountedWork() {
    sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&watch));
    --is_counting();
  }
  CountedWork(const CountedWork&) = delete;
  CountedWork& operator=(const CountedWork&) = delete;

  struct Count {
    std::int64_t statements = 0;    ///< that were begun
    std::int64_t after_commit = 0;  ///< that were begun since the last COMMIT
    std::int64_t steps = 0;         ///< of SQLite's virtual machine, in statements that ended
  };

  /// What `body` costs.
  template <class Body>
  Count of(Body body) const {
    counted() = {};
    body();
    return counted();
  }

 private:
  static int& is_counting() {
    static int count = 0;
    return count;
  }
  static Count& counted() {
    static Count count;
    return count;
  }
  static int watch(sqlite3* db, char** /*error*/, const void* /*api*/) {
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE, &note, nullptr);
  }
  static int note(unsigned event, void* /*context*/, void* statement, void* text) {
    if (event == SQLITE_TRACE_STMT) {
      // A trigger's statement comes as a comment: it is a part of the one that fired it.
      const std::string_view sql = static_cast<const char*>(text);
      if (sql.starts_with('-')) return 0;
      ++counted().statements;
      ++counted().after_commit;
      if (sql.starts_with("COMMIT")) counted().after_commit = 0;
    } else {
      counted().steps +=
          sqlite3_stmt_status(static_cast<sqlite3_stmt*>(statement), SQLITE_STMTSTATUS_VM_STEP, 1);
    }
    return 0;
  }
};

}  // namespace traveler::testing
