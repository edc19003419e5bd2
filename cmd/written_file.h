#pragma once

#include <string>
#include <string_view>

namespace traveler::cmd {

/// Throws Error(usage) for a path into the folder of a workspace, whatever links and `..` lead there: the
/// store alone writes there.
void refuse_workspace_folder(const std::string& path);

/// A file that appears under its name when it is whole, and not before.
/// Every member throws Error(storage.io) for what cannot be written.
class WrittenFile {
 public:
  /// Throws Error(usage) too, for what is no plain file or in the folder of a workspace.
  explicit WrittenFile(std::string path);
  WrittenFile(WrittenFile&& other) noexcept;
  WrittenFile(const WrittenFile&) = delete;
  WrittenFile& operator=(const WrittenFile&) = delete;
  WrittenFile& operator=(WrittenFile&&) = delete;
  /// Removes what was not published.
  ~WrittenFile();

  void write(std::string_view bytes);
  /// Makes what was written durable.
  void finish();
  /// Lets it appear under its name, in the place of an earlier plain file. Throws Error(outcome.unknown)
  /// when it has, and the disk may lose it again.
  void publish();

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::string draft_;
  int file_ = -1;
};

bool is_folder(const std::string& path);

/// Whether two paths lead to one file, be it there or not.
bool is_same_file(const std::string& a, const std::string& b);

/// A device or a pipe takes bytes as they come: there is nothing to rename.
bool takes_bytes(const std::string& path);

/// Writes to a device or pipe as it is.
void append_to(const std::string& path, std::string_view bytes);

/// Writes all bytes to an open file; `path` is for the error.
void write_to(int file, const std::string& path, std::string_view bytes);

/// Throws Error(storage.io) for a path that cannot be written, with the reason of an errno.
[[noreturn]] void refuse_write(const std::string& path, int why);

}  // namespace traveler::cmd
