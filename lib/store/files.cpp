#include "store/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/concat.h"
#include "traveler/error.h"

namespace traveler::store {

File::~File() {
  if (file_ >= 0) ::close(file_);
}

void sync_folder(const File& folder, const std::string& path) {
  if (folder && (::fsync(folder.get()) == 0 || errno == EINVAL || errno == ENOTSUP)) return;
  refuse_io(concat("cannot make durable what is in ", path));
}

void sync_folder(const std::string& path) {
  sync_folder(File(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)), path);
}

void require_plain_file(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0 || S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)) return;
  throw Error(ErrorCode::kStorageIo, concat("cannot open ", path, ": it is not a plain file"))
      .with_hint("look at what it is and who put it there");
}

void refuse_io(const std::string& what) {
  throw Error(ErrorCode::kStorageIo, concat(what, ": ", std::strerror(errno)));
}

}  // namespace traveler::store
