#pragma once

#include <optional>
#include <string>

#include "base/login.h"
#include "base/time.h"
#include "ops/boundary.h"
#include "ops/database.h"
#include "store/db.h"
#include "store/exports.h"
#include "traveler/workspace.h"

namespace traveler {

struct Workspace::Impl {
  Impl(std::string folder, store::Connection connection, WorkspaceOptions opened)
      : path(std::move(folder)), db(std::move(connection)), options(std::move(opened)) {}

  static Workspace init(const std::string& directory, std::string_view actor, std::string_view printed_name,
                        const std::optional<std::string>& idempotency_key, const WorkspaceOptions& options);
  static Workspace open(const std::string& path, const WorkspaceOptions& options);

  Timestamp now() const { return time_of(options); }
  static Timestamp time_of(const WorkspaceOptions& options) {
    return options.clock ? Timestamp{options.clock()} : Timestamp::now();
  }

  /// Looked up once: reading needs none.
  const std::string& login() {
    if (login_name.empty()) login_name = login_of(options);
    return login_name;
  }
  static std::string login_of(const WorkspaceOptions& options) {
    return options.login ? options.login() : system_login().name;
  }

  /// Calls `read` within the snapshot that is held, or else one of its own.
  template <class Read>
  auto within_snapshot(const Read& read) {
    std::optional<store::Transaction> own;
    if (!snapshot) own.emplace(db, store::Transaction::Kind::kRead);
    return read();
  }

  /// Makes the export tables readable by name, for this connection, once.
  void need_views() {
    if (!has_views) store::create_export_views(db);
    has_views = true;
  }

  /// Does what a caller of the library asks for with the tables.
  template <class Work>
  auto carry_out(const Work& work) {
    return ops::within_library([&] { return ops::with_tables(db, work); });
  }

  std::string path;
  store::Connection db;
  WorkspaceOptions options;
  std::string login_name;
  std::optional<store::Transaction> snapshot;  ///< while somebody holds one
  bool has_views = false;
  bool replayed = false;  ///< by `init`
};

}  // namespace traveler
