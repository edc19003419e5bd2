#include "ops/database.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/concat.h"
#include "store/schema.h"

namespace traveler::ops {
namespace {

namespace fs = std::filesystem;

bool is_trusted(const std::string& folder, const std::vector<std::string>& trusted) {
  std::error_code failed;
  const fs::path here = fs::canonical(folder, failed);
  return std::any_of(trusted.begin(), trusted.end(), [&](const std::string& path) {
    const fs::path there = fs::canonical(path, failed);
    return !failed && (there == here || there == here.parent_path());
  });
}

bool is_of_my_groups(gid_t group) {
  if (group == ::getegid()) return true;
  std::vector<gid_t> groups(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
  const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
  groups.resize(static_cast<std::size_t>(std::max(0, count)));
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

/// Why somebody may have put into this what its users never would; nothing when it is safe.
std::string danger_of(const struct stat& info) {
  if ((info.st_mode & S_IWOTH) != 0) return "everybody may write it";
  if (!S_ISDIR(info.st_mode) && info.st_nlink > 1) return "it has another name elsewhere (a hard link)";
  const bool ours =
      info.st_uid == ::geteuid() || ((info.st_mode & S_IWGRP) != 0 && is_of_my_groups(info.st_gid));
  return ours ? "" : "it is another user's, and not shared with a group of yours";
}

}  // namespace

std::string database_path(const std::string& folder) { return concat(folder, "/traveler.db"); }

store::Connection open_database(const std::string& folder, const WorkspaceOptions& options) {
  const std::string path = database_path(folder);
  refuse_danger(folder, options);
  store::OpenOptions open_options;
  open_options.lock_timeout = options.lock_timeout;
  // A change is then refused by the store with its reason.
  open_options.read_only = ::access(path.c_str(), W_OK) != 0;
  auto db = store::Connection::open(path, open_options);
  store::migrate(db);
  return db;
}

void refuse_danger(const std::string& folder, const WorkspaceOptions& options) {
  for (const std::string& path : {folder, database_path(folder)}) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) continue;
    const std::string danger = danger_of(info);
    if (danger.empty() || is_trusted(folder, options.trusted)) continue;
    throw Error(ErrorCode::kStorageIo, concat(path, " is not safe to open: ", danger))
        .with_hint(
            "mend its owner or rights (chmod, chown); if you trust whoever can write there, name the folder in "
            "TRAVELER_SAFE_WORKSPACES");
  }
}

void refuse_foreign_schema(store::Connection& db) {
  const auto fault = store::schema_fault(db);
  if (!fault) return;
  throw Error(ErrorCode::kStorageCorrupt, concat(db.path(), " is damaged: ", *fault, "; nothing was written"))
      .with_hint(
          "`verify` names what is damaged; keep a copy of the file as it is and restore the last backup");
}

}  // namespace traveler::ops
