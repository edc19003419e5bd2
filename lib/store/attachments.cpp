#include "store/attachments.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/concat.h"
#include "store/files.h"
#include "store/rows.h"
#include "traveler/error.h"

namespace traveler::store {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;
constexpr int kFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
// A FIFO or a device must not hold us up before we know what it is.
constexpr int kRead = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

std::string folder_of(const std::string& database) {
  return concat(database.substr(0, database.rfind('/')), "/attachments");
}

bool is_plain(const File& file) {
  struct stat info {};
  return ::fstat(file.get(), &info) == 0 && S_ISREG(info.st_mode);
}

/// Opens a folder in another, made when it is not there, with the rights of the workspace's folder.
File open_or_make_folder(int parent, const std::string& name, mode_t rights, const std::string& path) {
  const bool made = ::mkdirat(parent, name.c_str(), 0700) == 0;
  if (!made && errno != EEXIST) refuse_io(concat("cannot make ", path));
  File folder(::openat(parent, name.c_str(), kFolder));
  if (!folder) refuse_io(concat("cannot open ", path));
  if (made && ::fchmod(folder.get(), rights) != 0) refuse_io(concat("cannot make ", path));
  return folder;
}

/// Reads a file piece by piece into `take`; false when it cannot be read to its end.
template <class Take>
bool read_file(const File& file, Take take) {
  std::array<char, kPiece> piece{};
  while (true) {
    const ssize_t got = ::read(file.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    take(std::string_view(piece.data(), static_cast<std::size_t>(got)));
  }
}

void write_all(const File& file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file.get(), bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) refuse_io(concat("cannot write ", path));
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

File open_source(const std::string& path) {
  File source(::open(path.c_str(), kRead));
  if (!source && errno == ENOENT)
    throw Error(ErrorCode::kNotFound, concat("there is no file ", path)).with_subject(path);
  // What nobody listens at is a socket or a device.
  if (source ? !is_plain(source) : errno == ENXIO)
    throw Error(ErrorCode::kUsage, concat(path, " is not a plain file")).with_subject(path);
  if (!source) refuse_io(concat("cannot read ", path));
  return source;
}

/// What is wrong with an attachment, or nothing.
std::string fault_of(const File& folder, const std::string& hex) {
  const auto unopened = [](int why) -> std::string {
    if (why == ENOENT) return "is missing";
    if (why == ELOOP || why == ENOTDIR || why == ENXIO) return "is not a plain file";
    return concat("cannot be read: ", std::strerror(why));
  };
  if (!folder) return unopened(errno);
  const File shelf(::openat(folder.get(), hex.substr(0, 2).c_str(), kFolder));
  if (!shelf) return unopened(errno);
  const File file(::openat(shelf.get(), hex.c_str(), kRead | O_NOFOLLOW));
  if (!file) return unopened(errno);
  if (!is_plain(file)) return "is not a plain file";
  Sha256 hash;
  if (!read_file(file, [&](std::string_view piece) { hash.add(piece); })) return unopened(errno);
  return hash.finish().hex() == hex ? "" : "was changed";
}

}  // namespace

AttachmentDraft::AttachmentDraft(const std::string& database, const std::string& path, bool copies) {
  const File source = open_source(path);
  Sha256 hash;
  const auto read_all_of_it = [&](const auto& take) {
    if (!read_file(source, take)) refuse_io(concat("cannot read ", path));
    digest_ = hash.finish();
  };
  if (!copies) {
    read_all_of_it([&](std::string_view piece) { hash.add(piece); });
    return;
  }
  workspace_path_ = database.substr(0, database.rfind('/'));
  folder_path_ = folder_of(database);
  workspace_ = File(::open(workspace_path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat info {};
  if (!workspace_ || ::fstat(workspace_.get(), &info) != 0)
    refuse_io(concat("cannot open ", workspace_path_));
  rights_ = info.st_mode & 02777U;
  folder_ = open_or_make_folder(workspace_.get(), "attachments", rights_, folder_path_);
  const std::string name = concat("new-", random_uuid());
  const std::string shown = concat(folder_path_, '/', name);
  const File copy(
      ::openat(folder_.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!copy) refuse_io(concat("cannot write ", shown));
  draft_ = name;
  try {
    read_all_of_it([&](std::string_view piece) {
      hash.add(piece);
      write_all(copy, piece, shown);
    });
    if (::fchmod(copy.get(), mode_in(rights_)) != 0 || ::fsync(copy.get()) != 0)
      refuse_io(concat("cannot write ", shown));
  } catch (...) {
    remove();
    throw;
  }
}

AttachmentDraft::~AttachmentDraft() { remove(); }

void AttachmentDraft::remove() noexcept {
  if (!draft_.empty()) ::unlinkat(folder_.get(), draft_.c_str(), 0);
  draft_.clear();
}

void AttachmentDraft::keep() {
  if (draft_.empty()) return;
  const std::string hex = digest_.hex();
  const std::string shelf_path = concat(folder_path_, '/', hex.substr(0, 2));
  const File shelf = open_or_make_folder(folder_.get(), hex.substr(0, 2), rights_, shelf_path);
  if (::renameat(folder_.get(), draft_.c_str(), shelf.get(), hex.c_str()) != 0)
    refuse_io(concat("cannot write ", shelf_path, '/', hex));
  draft_.clear();
  // Who made a folder may not have come to sync it yet.
  sync_folder(shelf, shelf_path);
  sync_folder(folder_, folder_path_);
  sync_folder(workspace_, workspace_path_);
}

void check_attachments(Connection& db, const std::function<void(std::string)>& report) {
  const auto names = read_all(
      db.query("SELECT DISTINCT attachment FROM reading WHERE attachment IS NOT NULL ORDER BY attachment"),
      [](const Statement& row) { return row.string(0); });
  if (names.empty()) return;
  const File folder(::open(folder_of(db.path()).c_str(), kFolder));
  const int why = errno;
  for (const std::string& hex : names) {
    errno = why;
    if (const std::string fault = fault_of(folder, hex); !fault.empty())
      report(concat("attachment ", hex, ' ', fault));
  }
}

}  // namespace traveler::store
