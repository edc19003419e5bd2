#include "written_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/concat.h"
#include "base/digest.h"
#include "traveler/error.h"

namespace traveler::cmd {

namespace {

namespace fs = std::filesystem;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

/// Where a path really leads; what is not there stays as it is written.
fs::path real_path(const std::string& path) {
  std::error_code failed;
  fs::path real = fs::weakly_canonical(fs::absolute(path, failed), failed);
  return failed ? fs::absolute(path, failed).lexically_normal() : real;
}

}  // namespace

void refuse_workspace_folder(const std::string& path) {
  const fs::path real = real_path(path);
  fs::path above = real;
  // Not only `.traveler`: a copy under another name may be a workspace, with two folders in it.
  constexpr int kDeepest = 4;
  bool inside =
      std::any_of(real.begin(), real.end(), [](const fs::path& name) { return name == ".traveler"; });
  std::error_code failed;
  for (int i = 0; i < kDeepest && !inside; ++i) {
    inside = (i > 0 || fs::is_directory(above, failed)) && fs::is_regular_file(above / "traveler.db", failed);
    above = above.parent_path();
  }
  if (!inside) return;
  throw Error(ErrorCode::kUsage,
              concat(path, " is in the folder of a workspace: nothing else is written there"))
      .with_subject(path)
      .with_hint("choose another place");
}

WrittenFile::WrittenFile(std::string path) : path_(std::move(path)) {
  refuse_workspace_folder(path_);
  struct stat info {};
  if (::lstat(path_.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) {
    throw Error(ErrorCode::kUsage, concat(path_, " is not a plain file: it is not replaced"))
        .with_subject(path_)
        .with_hint("choose another name, or write to standard output");
  }
  const std::size_t slash = path_.rfind('/') + 1;  // npos + 1 is 0
  draft_ = concat(path_.substr(0, slash), '.', path_.substr(slash), ".tmp-", random_uuid());
  file_ = ::open(draft_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (file_ < 0) {
    draft_.clear();
    refuse_write(path_, errno);
  }
}

WrittenFile::WrittenFile(WrittenFile&& other) noexcept
    : path_(std::move(other.path_)), draft_(std::move(other.draft_)), file_(std::exchange(other.file_, -1)) {
  other.draft_.clear();
}

WrittenFile::~WrittenFile() {
  if (file_ >= 0) ::close(file_);
  if (!draft_.empty()) ::unlink(draft_.c_str());
}

void WrittenFile::write(std::string_view bytes) { write_to(file_, path_, bytes); }

void WrittenFile::finish() {
  const int file = std::exchange(file_, -1);
  const bool synced = ::fsync(file) == 0;
  const int why = errno;
  if (::close(file) != 0) refuse_write(path_, errno);
  if (!synced && why != EINVAL) refuse_write(path_, why);
}

void WrittenFile::publish() {
  if (::rename(draft_.c_str(), path_.c_str()) != 0) refuse_write(path_, errno);
  draft_.clear();
  const int folder = ::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = folder >= 0 && (::fsync(folder) == 0 || errno == EINVAL || errno == ENOTSUP);
  // A folder that may be written and not read cannot be synced.
  const bool cannot = folder < 0 && errno == EACCES;
  const int why = errno;
  if (folder >= 0) ::close(folder);
  if (synced || cannot) return;
  throw Error(ErrorCode::kOutcomeUnknown,
              concat(path_, " was written, but may not last: ", std::strerror(why)))
      .with_subject(path_)
      .with_hint("check the disk and repeat the command");
}

bool is_folder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

bool is_same_file(const std::string& a, const std::string& b) {
  struct stat info_a {};
  struct stat info_b {};
  const bool there_a = ::stat(a.c_str(), &info_a) == 0;
  const bool there_b = ::stat(b.c_str(), &info_b) == 0;
  if (there_a && there_b) return info_a.st_dev == info_b.st_dev && info_a.st_ino == info_b.st_ino;
  const auto plain = [](const std::string& path) {
    std::error_code failed;
    return std::filesystem::absolute(path, failed).lexically_normal();
  };
  return there_a == there_b && plain(a) == plain(b);
}

bool takes_bytes(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && !S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode);
}

void append_to(const std::string& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file < 0) refuse_write(path, errno);
  try {
    write_to(file, path, bytes);
  } catch (...) {
    ::close(file);
    throw;
  }
  ::close(file);
}

void write_to(int file, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse_write(path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void refuse_write(const std::string& path, int why) {
  throw Error(ErrorCode::kStorageIo, concat("cannot write ", path, ": ", std::strerror(why)))
      .with_subject(path);
}

}  // namespace traveler::cmd
