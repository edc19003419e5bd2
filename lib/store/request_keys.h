#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/time.h"
#include "store/db.h"

namespace traveler::store {

/// A request that was carried out under an idempotency key; cli.md section 1.
struct AnsweredRequest {
  Digest request;
  std::string answer;  ///< JSON
};

std::optional<AnsweredRequest> find_answer(Connection& db, std::string_view key);
/// Keeps the answer; part of the transaction that made the change.
void put_answer(Connection& db, std::string_view key, const AnsweredRequest& answered, Timestamp at);

}  // namespace traveler::store
