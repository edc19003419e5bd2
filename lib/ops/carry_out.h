#pragma once

#include "ops/operation.h"
#include "ops/unit_of_work.h"

namespace traveler::ops {

/// A request with the operation that it names, its arguments checked and as operations take them.
class PreparedRequest {
 public:
  /// `request` must live longer. Throws Error(usage) or Error(value.invalid).
  explicit PreparedRequest(const Request& request);
  PreparedRequest(const PreparedRequest&) = delete;
  PreparedRequest& operator=(const PreparedRequest&) = delete;

  const Operation& operation() const { return *operation_; }
  const Request& request() const { return normalised_ ? *normalised_ : *given_; }
  bool reads() const { return operation_->read != nullptr; }
  /// Copies the file that the request attaches, if it does: before the transaction, where that is possible.
  void copy_file(const store::Connection& db);
  FileToAttach* file() { return file_ ? &*file_ : nullptr; }

 private:
  const Request* given_;
  const Operation* operation_;
  std::optional<FileToAttach> file_;
  std::optional<Request> normalised_;  ///< when it was not so already
};

/// Carries out a change as a part of a transaction, or finds the answer that is kept under its key.
Answer carry_out(UnitOfWork& work, PreparedRequest& prepared, Timestamp now);

/// The answer of a read: its one object, or the list of its rows. The snapshot is the caller's.
Value read_all(store::Connection& db, const PreparedRequest& prepared, Timestamp now);

/// Gives the rows of a read to a caller's sink until that has enough. The snapshot is the caller's.
void read_until_enough(const PreparedRequest& prepared, Query& query, const RowSink& row);

/// Throws Error(usage) for a key that cannot be one.
void check_key(const std::string& key);

/// Throws Error(idempotency.mismatch).
[[noreturn]] void refuse_key(const std::string& key);

/// The answer kept under a key; throws Error(idempotency.mismatch) when it is that of another request.
std::optional<Value> find_kept_answer(store::Connection& db, const std::string& key, const Digest& request);

/// Keeps an answer under a key.
void keep_answer(store::Connection& db, const std::string& key, const Digest& request, const Value& answer,
                 Timestamp now);

/// Reads 64 hexadecimal digits; throws Error(internal) for anything else.
Digest request_digest(const std::string& hex);

/// Throws Error(revision.stale) when an object that the request is about is not of that revision, and
/// Error(usage) when it is about none that has one.
void check_revision(Command& command, const OperationSpec& spec, const Arguments& args,
                    std::int64_t revision);

}  // namespace traveler::ops
