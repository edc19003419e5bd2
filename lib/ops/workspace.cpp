#include "traveler/workspace.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "base/concat.h"
#include "base/digest.h"
#include "base/text.h"
#include "model/roles.h"
#include "ops/boundary.h"
#include "ops/carry_out.h"
#include "ops/database.h"
#include "ops/export.h"
#include "ops/operation.h"
#include "ops/sql.h"
#include "ops/workspace_impl.h"
#include "store/exports.h"
#include "store/files.h"
#include "store/history.h"
#include "store/people.h"
#include "store/schema.h"
#include "traveler/error.h"

namespace traveler {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFolder = ".traveler";

using ops::database_path;

bool is_directory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

/// Makes a folder with those above it that are missing, and their names durable.
void make_folders(const std::string& directory) {
  std::error_code failed;
  fs::path there = fs::absolute(directory, failed).lexically_normal();
  if (!there.has_filename()) there = there.parent_path();
  std::vector<fs::path> made;
  while (!fs::exists(there, failed) && there != there.parent_path()) {
    made.push_back(there);
    there = there.parent_path();
  }
  fs::create_directories(directory, failed);
  if (!is_directory(directory)) {
    throw Error(ErrorCode::kStorageIo, concat("cannot make the folder ", directory, ": ", failed.message()));
  }
  for (const fs::path& folder : made) store::sync_folder(folder.parent_path().string());
}

/// Gives a file another name unless that is taken; false, with the reason in `errno`, when it did not.
bool rename_to_free(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // A file system that cannot: a link refuses as well.
  return ::link(from.c_str(), to.c_str()) == 0;
}

/// A database under construction, with the journal that was emptied and left beside it.
void remove_draft(const std::string& draft) {
  ::unlink(draft.c_str());
  ::unlink((draft + "-journal").c_str());
}

}  // namespace

Workspace::Workspace(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;
Workspace::~Workspace() = default;

const std::string& Workspace::path() const { return impl_->path; }

Workspace Workspace::init(const std::string& directory, std::string_view actor, std::string_view printed_name,
                          const std::optional<std::string>& idempotency_key,
                          const WorkspaceOptions& options) {
  return ops::within_library(
      [&] { return Impl::init(directory, actor, printed_name, idempotency_key, options); });
}

Workspace Workspace::Impl::init(const std::string& directory, std::string_view actor,
                                std::string_view printed_name,
                                const std::optional<std::string>& idempotency_key,
                                const WorkspaceOptions& options) {
  if (!is_key(actor)) {
    throw Error(ErrorCode::kUsage, concat("'", actor, "' cannot be a user name"))
        .with_hint("names are letters, digits, '.', '_', '-'; choose one with `as=`");
  }
  make_folders(directory);
  const std::string folder = concat(directory, '/', kFolder);
  if (idempotency_key) ops::check_key(*idempotency_key);
  const Digest wanted = sha256({"init\n", actor});
  const auto there_already = [&]() -> Workspace {
    if (idempotency_key) {
      Workspace there = Workspace::open(folder, options);
      if (there.kept_answer(*idempotency_key, wanted.hex())) {
        there.impl_->replayed = true;
        return there;
      }
    }
    throw Error(ErrorCode::kWorkspaceExists, concat("there is a workspace in ", folder, " already"));
  };
  struct stat info {};
  if (::stat(database_path(folder).c_str(), &info) == 0) return there_already();
  // Never for everybody to write, whatever the umask: such a workspace is not opened.
  if (::mkdir(folder.c_str(), 0775) != 0 && errno != EEXIST) store::refuse_io(concat("cannot make ", folder));

  ops::refuse_danger(folder, options);

  // Built under another name and then renamed: a workspace is there whole or not at all.
  const std::string draft = concat(database_path(folder), ".new-", ::getpid());
  try {
    auto db = store::Connection::create(draft);
    const Timestamp now = time_of(options);
    const std::string uuid = random_uuid();
    const User admin{std::string(actor), std::string(printed_name), {"admin"}, true, 1};
    store::Transaction transaction(db, store::Transaction::Kind::kSchema);
    store::create_schema(db);
    store::put_workspace(db, uuid, now);
    Request request;
    request.operation = "init";
    request.actor = admin.name;
    ops::UnitOfWork work(db, login_of(options));
    // The first entry has nobody before it who could allow it.
    work.introduce({admin, {}});
    ops::Command command(work, request, now);
    const WorkspaceIdentity identity{uuid, now};
    command.record("workspace",
                   {change_of<WorkspaceIdentity>(nullptr, identity), change_of<User>(nullptr, admin)});
    command.flush();
    if (idempotency_key) ops::keep_answer(db, *idempotency_key, wanted, Value("init"), now);
    transaction.commit();
    store::sync_folder(directory);
  } catch (...) {
    remove_draft(draft);
    ::rmdir(folder.c_str());  // goes only when nothing else is in it
    throw;
  }
  const bool made = rename_to_free(draft, database_path(folder));
  const int why = errno;
  remove_draft(draft);
  if (!made) {
    if (why == EEXIST) return there_already();
    ::rmdir(folder.c_str());
    errno = why;
    store::refuse_io(concat("cannot make ", database_path(folder)));
  }
  // From here on it is there: whoever is told that it is not would make another one elsewhere.
  try {
    store::sync_folder(folder);
    return Workspace::open(folder, options);
  } catch (const Error& error) {
    throw Error(ErrorCode::kOutcomeUnknown,
                concat("the workspace ", folder, " was made, but may not last: ", error.message()))
        .with_hint("check the disk, then look with `status`");
  }
}

Workspace Workspace::open(const std::string& path, const WorkspaceOptions& options) {
  return ops::within_library([&] { return Impl::open(path, options); });
}

Workspace Workspace::Impl::open(const std::string& path, const WorkspaceOptions& options) {
  std::string folder = path;
  struct stat info {};
  if (::stat(database_path(folder).c_str(), &info) != 0) folder = concat(path, '/', kFolder);
  if (::stat(database_path(folder).c_str(), &info) != 0) {
    if (errno == EACCES) store::refuse_io(concat("cannot read ", folder));
    throw Error(ErrorCode::kWorkspaceNotFound, concat("there is no workspace at ", path))
        .with_hint("`init` makes one");
  }
  auto db = ops::open_database(folder, options);
  return Workspace(std::unique_ptr<Impl>(new Impl(std::move(folder), std::move(db), options)));
}

std::string Workspace::discover(const std::string& start) {
  std::error_code failed;
  fs::path here = fs::absolute(start, failed).lexically_normal();
  struct stat info {};
  if (::stat(here.c_str(), &info) != 0) return {};
  const dev_t device = info.st_dev;
  while (true) {
    const std::string folder = (here / kFolder).string();
    if (is_directory(folder)) return folder;
    const fs::path above = here.parent_path();
    if (above == here || ::stat(above.c_str(), &info) != 0 || info.st_dev != device) return {};
    here = above;
  }
}

Answer Workspace::execute(const Request& request) {
  return impl_->carry_out([&]() -> Answer {
    ops::PreparedRequest prepared(request);
    if (prepared.reads()) {
      return impl_->within_snapshot(
          [&]() -> Answer { return ops::read_all(impl_->db, prepared, impl_->now()); });
    }
    if (impl_->snapshot) throw Error(ErrorCode::kUsage, "a snapshot is for reading; nothing can be changed");
    prepared.copy_file(impl_->db);
    store::Transaction transaction(impl_->db, store::Transaction::Kind::kWrite);
    ops::UnitOfWork work(impl_->db, impl_->login());
    Answer answer = ops::carry_out(work, prepared, impl_->now());
    work.flush();
    if (request.dry_run || answer.replayed) {
      transaction.rollback();
    } else {
      transaction.commit();
    }
    return answer;
  });
}

void Workspace::execute(const Request& request, const RowSink& row) {
  impl_->carry_out([&] {
    const ops::PreparedRequest prepared(request);
    if (!prepared.reads()) {
      Answer answer = execute(request);
      ops::of_caller([&] { row(std::move(answer)); });
      return;
    }
    impl_->within_snapshot([&] {
      ops::Query query{impl_->db, impl_->now(), request.actor, request.explain};
      ops::read_until_enough(prepared, query, row);
    });
  });
}

bool Workspace::replayed() const { return impl_->replayed; }

Head Workspace::head() const {
  return impl_->carry_out([&]() -> Head {
    const store::Head head = store::history_head(impl_->db);
    return {head.seq, head.hash.hex()};
  });
}

std::optional<Value> Workspace::kept_answer(const std::string& key, const std::string& request_digest) {
  return impl_->carry_out([&] {
    ops::check_key(key);
    return impl_->within_snapshot(
        [&] { return ops::find_kept_answer(impl_->db, key, ops::request_digest(request_digest)); });
  });
}

void Workspace::export_table(std::string_view name, ExportFormat format, const ByteSink& bytes) {
  const store::ExportTable* table = store::find_export_table(name);
  if (table == nullptr) {
    const auto near = closest(name, export_tables());
    std::vector<std::string> all;
    for (const std::string_view known : export_tables()) all.emplace_back(known);
    throw Error(ErrorCode::kUsage, concat("there is no export table '", name, "'"))
        .with_hint(near ? concat("did you mean '", *near, "'?") : concat("the tables are ", join_words(all)));
  }
  impl_->carry_out([&] {
    impl_->db.use_small_cache();
    impl_->within_snapshot([&] {
      ops::write_export(impl_->db, *table, format,
                        [&](std::string_view piece) { ops::of_caller([&] { bytes(piece); }); });
    });
  });
}

void Workspace::query(std::string_view sql, ExportFormat format, const ByteSink& bytes) {
  impl_->carry_out([&] {
    impl_->need_views();
    impl_->within_snapshot([&] {
      ops::write_query(impl_->db, sql, format,
                       [&](std::string_view piece) { ops::of_caller([&] { bytes(piece); }); });
    });
  });
}

void Workspace::query(std::string_view sql,
                      const std::function<void(const std::vector<std::string>&)>& columns,
                      const RowSink& row) {
  impl_->carry_out([&] {
    impl_->need_views();
    impl_->within_snapshot([&] {
      ops::read_query(
          impl_->db, sql,
          [&](const std::vector<std::string>& names) { ops::of_caller([&] { columns(names); }); },
          [&](Value found) { return ops::of_caller([&] { return row(std::move(found)); }); });
    });
  });
}

Snapshot::Snapshot(Workspace& workspace) : workspace_(&workspace) {
  ops::within_library([&] {
    if (workspace.impl_->snapshot)
      throw Error(ErrorCode::kUsage, "the workspace is held by another snapshot already");
    workspace.impl_->snapshot.emplace(workspace.impl_->db, store::Transaction::Kind::kRead);
  });
}

Snapshot::~Snapshot() { workspace_->impl_->snapshot.reset(); }

std::vector<std::string_view> export_tables() {
  std::vector<std::string_view> names;
  for (const store::ExportTable& table : store::export_table_specs()) names.push_back(table.name);
  return names;
}

std::string_view version() { return TRAVELER_VERSION; }

}  // namespace traveler
