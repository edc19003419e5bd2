#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "store/db.h"

namespace traveler::store {

/// SHA-256 of the content of a file that an attachment could be made of; keeps nothing.
/// Throws Error: not_found, usage, storage.io.
Digest digest_of_file(const std::string& path);

/// Keeps a copy of a file under the digest of its content, in `attachments/` beside the database: read
/// once, piece by piece, durable when this returns. The path is not kept.
/// Throws Error: not_found, storage.io.
Digest keep_attachment(Connection& db, const std::string& path);

/// Calls `report` for each attachment that a reading names and that is missing or changed.
void check_attachments(Connection& db, const std::function<void(std::string message)>& report);

}  // namespace traveler::store
