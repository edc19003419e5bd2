#include "store/attachments.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/concat.h"
#include "store/rows.h"
#include "traveler/error.h"

namespace traveler::store {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;

class File {
 public:
  File(const std::string& path, int flags) : file_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~File() {
    if (file_ >= 0) ::close(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  explicit operator bool() const { return file_ >= 0; }
  int get() const { return file_; }

 private:
  int file_;
};

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::kStorageIo, concat(what, ": ", std::strerror(errno)));
}

std::string folder_of(Connection& db) {
  const std::string path = db.path();
  return concat(path.substr(0, path.rfind('/')), "/attachments");
}

std::string place_of(const std::string& folder, const std::string& hex) {
  return concat(folder, '/', hex.substr(0, 2), '/', hex);
}

void make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) refuse(concat("cannot make ", path));
}

/// Reads a file piece by piece into `take`; false when it cannot be read to its end.
template <class Take>
bool read_file(int file, Take take) {
  std::array<char, kPiece> piece{};
  while (true) {
    const ssize_t got = ::read(file, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    take(std::string_view(piece.data(), static_cast<std::size_t>(got)));
  }
}

void write_all(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) refuse(concat("cannot write ", path));
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

void sync_folder(const std::string& path) {
  const File folder(path, O_RDONLY | O_DIRECTORY);
  if (folder) ::fsync(folder.get());
}

void check_source(const File& source, const std::string& path) {
  if (!source && errno == ENOENT) {
    throw Error(ErrorCode::kNotFound, concat("there is no file ", path)).with_subject(path);
  }
  struct stat info {};
  if (!source || ::fstat(source.get(), &info) != 0) refuse(concat("cannot read ", path));
  if (!S_ISREG(info.st_mode)) {
    throw Error(ErrorCode::kUsage, concat(path, " is not a plain file")).with_subject(path);
  }
}

}  // namespace

Digest digest_of_file(const std::string& path) {
  const File source(path, O_RDONLY);
  check_source(source, path);
  Sha256 hash;
  const bool whole = read_file(source.get(), [&](std::string_view piece) { hash.add(piece); });
  if (!whole) refuse(concat("cannot read ", path));
  return hash.finish();
}

Digest keep_attachment(Connection& db, const std::string& path) {
  const File source(path, O_RDONLY);
  check_source(source, path);
  const std::string folder = folder_of(db);
  make_folder(folder);
  const std::string draft = concat(folder, "/new-", ::getpid());
  try {
    Sha256 hash;
    {
      const File copy(draft, O_WRONLY | O_CREAT | O_TRUNC);
      if (!copy) refuse(concat("cannot write ", draft));
      const bool whole = read_file(source.get(), [&](std::string_view piece) {
        hash.add(piece);
        write_all(copy.get(), piece, draft);
      });
      if (!whole) refuse(concat("cannot read ", path));
      if (::fsync(copy.get()) != 0) refuse(concat("cannot write ", draft));
    }
    const Digest digest = hash.finish();
    const std::string place = place_of(folder, digest.hex());
    const std::string shelf = place.substr(0, place.rfind('/'));
    make_folder(shelf);
    if (::rename(draft.c_str(), place.c_str()) != 0) refuse(concat("cannot write ", place));
    sync_folder(shelf);
    sync_folder(folder);
    return digest;
  } catch (...) {
    ::unlink(draft.c_str());
    throw;
  }
}

void check_attachments(Connection& db, const std::function<void(std::string)>& report) {
  const std::string folder = folder_of(db);
  const auto names = read_all(
      db.query("SELECT DISTINCT attachment FROM reading WHERE attachment IS NOT NULL ORDER BY attachment"),
      [](const Statement& row) { return row.string(0); });
  for (const std::string& hex : names) {
    const File file(place_of(folder, hex), O_RDONLY);
    if (!file) {
      report(concat("attachment ", hex, " is missing"));
      continue;
    }
    Sha256 hash;
    const bool whole = read_file(file.get(), [&](std::string_view piece) { hash.add(piece); });
    if (!whole || hash.finish().hex() != hex) report(concat("attachment ", hex, " was changed"));
  }
}

}  // namespace traveler::store
