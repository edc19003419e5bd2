#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "traveler/export_macro.h"
#include "traveler/operations.h"
#include "traveler/value.h"
#include "traveler/workspace.h"

namespace traveler {

/// Many requests in one transaction: each is judged on what those before it left, and all of them happen
/// at `commit`, or none does. Other writers wait from the beginning to the end. Memory does not grow with
/// the number of requests. Source: cli.md, "Bulk: apply".
class TRAVELER_API Bulk {
 public:
  /// Begins the transaction. The workspace must live longer, and do nothing else meanwhile.
  /// `undo_refused`: a refused request leaves no trace and the next one may follow; otherwise the first
  /// Error ends it. Throws Error(busy) when another writer does not finish within the lock timeout.
  explicit Bulk(Workspace& workspace, bool undo_refused = false);
  /// Undoes everything that was not committed.
  ~Bulk();
  Bulk(const Bulk&) = delete;
  Bulk& operator=(const Bulk&) = delete;

  /// Carries out one request, which counts only with `commit`. Returns what Workspace::execute does.
  Answer execute(const Request& request);

  /// Whether something was done under the idempotency key. Throws Error(usage) for a text that is no key.
  bool knows_key(const std::string& key);

  /// Keeps `answer` under an idempotency key for the input as a whole; part of the transaction.
  /// `request_digest`: SHA-256 of the input, 64 hexadecimal digits.
  void keep_answer(const std::string& key, const std::string& request_digest, const Value& answer);

  /// Sequence of the newest entry of the history.
  std::int64_t head() const;

  /// Makes the changes durable; nothing can follow.
  void commit();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace traveler
