#include "store/request_keys.h"

#include "store/rows.h"

namespace traveler::store {

std::optional<AnsweredRequest> find_answer(Connection& db, std::string_view key) {
  return read_one(db.query("SELECT request, answer FROM answered_request WHERE key = $1", key),
                  [](const Statement& row) {
                    return AnsweredRequest{row.digest(0), row.string(1)};
                  });
}

void put_answer(Connection& db, std::string_view key, const AnsweredRequest& answered, Timestamp at) {
  db.execute("INSERT INTO answered_request (key, request, answer, at) VALUES ($1, $2, $3, $4)", key,
             answered.request, answered.answer, at);
}

}  // namespace traveler::store
