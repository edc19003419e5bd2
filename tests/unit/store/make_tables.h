#pragma once

#include "store/schema.h"

namespace traveler::testing {

/// The tables of a workspace in an empty database.
inline void make_tables(store::Connection& db) {
  store::Transaction transaction(db, store::Transaction::Kind::kSchema);
  store::create_schema(db);
  transaction.commit();
}

}  // namespace traveler::testing
