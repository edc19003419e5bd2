#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

namespace traveler::store {

/// A file descriptor that closes itself; negative when the file could not be opened (`errno` says why).
class File {
 public:
  explicit File(int file) : file_(file) {}
  ~File();
  File(File&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  File& operator=(File&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }

  explicit operator bool() const { return file_ >= 0; }
  int get() const { return file_; }

 private:
  int file_;
};

/// Makes the names in a folder durable. Throws Error(storage.io), but not where folders cannot be synced.
void sync_folder(const File& folder, const std::string& path);
void sync_folder(const std::string& path);

/// Throws Error(storage.io) for what is there and no plain file: a FIFO would hang who opens it, and a link
/// leads elsewhere.
void require_plain_file(const std::string& path);

/// Throws Error(storage.io) with the reason of `errno`.
[[noreturn]] void refuse_io(const std::string& what);

/// The rights of a new file in a folder: those of the folder, so that whoever shares it shares the file,
/// whatever the umask is.
constexpr mode_t mode_in(mode_t folder) { return folder & 0666U; }

}  // namespace traveler::store
