#pragma once

#include "ops/operation.h"
#include "ops/unit_of_work.h"

namespace traveler::ops {

/// The operation that a request names, its arguments checked against the declaration.
/// Throws Error(usage) or Error(value.invalid).
const Operation& operation_of(const Request& request);

/// What a change answered.
struct Answer {
  Value value;
  bool replayed = false;  ///< it is the one kept under the idempotency key; nothing was done
};

/// Carries out a change as a part of a transaction, or finds the answer that is kept under its key.
Answer carry_out(UnitOfWork& work, const Operation& operation, const Request& request);

/// The answer of a read: its one object, or the list of its rows. The snapshot is the caller's.
Value read_all(store::Connection& db, const Operation& operation, const Request& request);

/// Throws Error(usage) for a key that cannot be one.
void check_key(const std::string& key);

/// Throws Error(idempotency.mismatch).
[[noreturn]] void refuse_key(const std::string& key);

/// The answer kept under a key; throws Error(idempotency.mismatch) when it is that of another request.
std::optional<Value> find_kept_answer(store::Connection& db, const std::string& key, const Digest& request);

/// Keeps an answer under a key.
void keep_answer(store::Connection& db, const std::string& key, const Digest& request, const Value& answer);

/// Reads 64 hexadecimal digits; throws Error(internal) for anything else.
Digest request_digest(const std::string& hex);

/// Throws Error(revision.stale) when an object that the request is about is not of that revision, and
/// Error(usage) when it is about none that has one.
void check_revision(Command& command, const OperationSpec& spec, const Arguments& args,
                    std::int64_t revision);

}  // namespace traveler::ops
