#pragma once

#include <functional>
#include <string>

#include "base/digest.h"
#include "store/db.h"
#include "store/files.h"

namespace traveler::store {

/// A copy of a file on its way into `attachments/` beside the database; gone again unless it is kept. Only
/// plain files are taken, and no link inside of the workspace is followed.
class AttachmentDraft {
 public:
  /// Reads `path` once, piece by piece, into a new file of a name that nobody can know before. With
  /// `copies` false nothing but the digest is made. Reads long and waits for disks: not for within a
  /// transaction. Throws Error: not_found, usage (no plain file), storage.io.
  AttachmentDraft(const std::string& database, const std::string& path, bool copies);
  ~AttachmentDraft();
  AttachmentDraft(const AttachmentDraft&) = delete;
  AttachmentDraft& operator=(const AttachmentDraft&) = delete;

  /// SHA-256 of the content.
  const Digest& digest() const { return digest_; }
  /// Gives it the name of its digest, durably. The path it came from is not kept. Throws Error(storage.io).
  void keep();

 private:
  void remove() noexcept;

  File workspace_{-1};
  File folder_{-1};  ///< `attachments`
  std::string workspace_path_;
  std::string folder_path_;
  mode_t rights_ = 0;  ///< of the workspace's folder
  std::string draft_;  ///< its name while there is something to remove
  Digest digest_;
};

/// Calls `report` for each attachment that a reading names and that is missing, changed, unreadable or no
/// plain file.
void check_attachments(Connection& db, const std::function<void(std::string message)>& report);

}  // namespace traveler::store
