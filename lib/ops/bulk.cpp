#include "traveler/bulk.h"

#include <optional>

#include "ops/carry_out.h"
#include "ops/workspace_impl.h"
#include "store/request_keys.h"
#include "traveler/error.h"

namespace traveler {

struct Bulk::Impl {
  Impl(store::Connection& connection, bool undo)
      : db(connection), transaction(connection, store::Transaction::Kind::kWrite), undo_refused(undo) {
    work.emplace(db);
  }

  store::Connection& db;
  store::Transaction transaction;
  std::optional<ops::UnitOfWork> work;
  bool undo_refused;
  bool is_over = false;
};

Bulk::Bulk(Workspace& workspace, bool undo_refused)
    : impl_(std::make_unique<Impl>(workspace.impl_->db, undo_refused)) {}
Bulk::~Bulk() = default;

Value Bulk::execute(const Request& request) {
  Impl& impl = *impl_;
  if (impl.is_over) throw Error(ErrorCode::kInternal, "a request of this transaction was refused already");
  const ops::Operation& operation = ops::operation_of(request);
  if (operation.read != nullptr) return ops::read_all(impl.db, operation, request);
  if (!impl.undo_refused) {
    impl.is_over = true;
    Value answer = ops::carry_out(*impl.work, operation, request).value;
    impl.is_over = false;
    return answer;
  }
  store::Savepoint savepoint(impl.db);
  try {
    Value answer = ops::carry_out(*impl.work, operation, request).value;
    savepoint.release();
    return answer;
  } catch (...) {
    savepoint.roll_back();
    // What is in memory is of the rows that were undone.
    impl.work.emplace(impl.db);
    throw;
  }
}

bool Bulk::knows_key(const std::string& key) {
  ops::check_key(key);
  return store::find_answer(impl_->db, key).has_value();
}

void Bulk::keep_answer(const std::string& key, const std::string& request_digest, const Value& answer) {
  const Digest digest = ops::request_digest(request_digest);
  // A line may have taken the key of the whole.
  if (store::find_answer(impl_->db, key)) ops::refuse_key(key);
  ops::keep_answer(impl_->db, key, digest, answer);
}

std::int64_t Bulk::head() const { return impl_->work->head(); }

void Bulk::commit() {
  if (impl_->is_over) throw Error(ErrorCode::kInternal, "a request of this transaction was refused");
  impl_->is_over = true;
  impl_->transaction.commit();
}

}  // namespace traveler
