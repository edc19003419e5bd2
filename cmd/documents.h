#pragma once

#include <cstddef>
#include <string>

#include "streams.h"
#include "traveler/operations.h"

namespace traveler::cmd {

/// The text of a file, `-` being standard input; at most `limit` bytes of it.
/// Throws Error(not_found) for a missing file and Error(storage.io) for one that cannot be read.
std::string read_file(const std::string& path, std::size_t limit, const Streams& streams);

/// Throws Error(not_found) or Error(storage.io) for a file that could not be read, for the reason `why`
/// (errno).
[[noreturn]] void refuse_read(const std::string& path, int why);

/// The name under which a file is reported: `-` is "<stdin>".
std::string shown_file(const std::string& path);

/// Replaces the file names of a request's documents by {"file", "text"}.
void load_documents(const OperationSpec& operation, Value& arguments, const Streams& streams);

/// How much of a procedure document is read: one byte more than is allowed, so that it is noticed.
inline constexpr std::size_t kDocumentBytes = (std::size_t{4} << 20U) + 1;

}  // namespace traveler::cmd
