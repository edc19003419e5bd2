#pragma once

#include <string>

#include "ops/operation.h"
#include "store/db.h"

namespace traveler::testing {

/// Acts within a command of alice's, for states that no operation leads to: `act(db, command)`.
template <class Act>
void raw_command(const std::string& database, const char* operation, const Act& act) {
  auto db = store::Connection::open(database);
  store::Transaction transaction(db, store::Transaction::Kind::kWrite);
  ops::UnitOfWork work(db, "shop-pc");
  Request request;
  request.operation = operation;
  request.actor = "alice";
  ops::Command command(work, request, Timestamp::now());
  act(db, command);
  command.flush();
  transaction.commit();
}

}  // namespace traveler::testing
