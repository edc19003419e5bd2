#include "traveler/bulk.h"

#include <optional>

#include "ops/boundary.h"
#include "ops/carry_out.h"
#include "ops/workspace_impl.h"
#include "store/request_keys.h"
#include "traveler/error.h"

namespace traveler {

struct Bulk::Impl {
  Impl(Workspace::Impl& of, bool undo)
      : workspace(of), db(of.db), transaction(of.db, store::Transaction::Kind::kWrite), undo_refused(undo) {
    work.emplace(db, of.login());
  }
  /// The workspace, unless a snapshot holds it.
  static Workspace::Impl& writable(Workspace::Impl& of) {
    if (of.snapshot) throw Error(ErrorCode::kUsage, "a snapshot is for reading; nothing can be changed");
    return of;
  }

  Answer execute(const Request& request);

  Workspace::Impl& workspace;
  store::Connection& db;
  store::Transaction transaction;
  std::optional<ops::UnitOfWork> work;
  bool undo_refused;
  bool is_over = false;
};

Bulk::Bulk(Workspace& workspace, bool undo_refused)
    : impl_(ops::within_library(
          [&] { return std::make_unique<Impl>(Impl::writable(*workspace.impl_), undo_refused); })) {}
Bulk::~Bulk() = default;

Answer Bulk::Impl::execute(const Request& request) {
  if (is_over) throw Error(ErrorCode::kInternal, "a request of this transaction was refused already");
  ops::PreparedRequest prepared(request);
  if (prepared.reads()) {
    work->flush();
    return ops::read_all(db, prepared, workspace.now());
  }
  prepared.copy_file(db);
  if (!undo_refused) {
    is_over = true;
    Answer answer = ops::carry_out(*work, prepared, workspace.now());
    is_over = false;
    return answer;
  }
  // Rows in memory are of what happened before, which a refusal does not undo.
  work->flush();
  store::Savepoint savepoint(db);
  try {
    Answer answer = ops::carry_out(*work, prepared, workspace.now());
    savepoint.release();
    return answer;
  } catch (...) {
    savepoint.roll_back();
    // What is in memory is of the rows that were undone.
    work.emplace(db, workspace.login());
    throw;
  }
}

Answer Bulk::execute(const Request& request) {
  return impl_->workspace.carry_out([&] { return impl_->execute(request); });
}

bool Bulk::knows_key(const std::string& key) {
  return ops::within_library([&] {
    ops::check_key(key);
    return store::find_answer(impl_->db, key).has_value();
  });
}

void Bulk::keep_answer(const std::string& key, const std::string& request_digest, const Value& answer) {
  ops::within_library([&] {
    const Digest digest = ops::request_digest(request_digest);
    // A line may have taken the key of the whole.
    if (store::find_answer(impl_->db, key)) ops::refuse_key(key);
    ops::keep_answer(impl_->db, key, digest, answer, impl_->workspace.now());
  });
}

std::int64_t Bulk::head() const { return impl_->work->head(); }

void Bulk::commit() {
  ops::within_library([&] {
    if (impl_->is_over) throw Error(ErrorCode::kInternal, "a request of this transaction was refused");
    impl_->is_over = true;
    impl_->work->flush();
    impl_->transaction.commit();
  });
}

}  // namespace traveler
