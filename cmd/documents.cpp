#include "documents.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include "base/concat.h"
#include "procedure_files.h"
#include "traveler/error.h"
#include "written_file.h"

namespace traveler::cmd {
namespace {

/// Lists of material have no limit; spec section 2.
std::size_t limit_of(const OperationSpec& operation) {
  const bool material = operation.name == "part.add" || operation.name == "inventory.receive";
  return material ? std::numeric_limits<std::size_t>::max() : kDocumentBytes;
}

}  // namespace

void refuse_read(const std::string& path, int why) {
  const bool missing = why == ENOENT || why == ENOTDIR;
  throw Error(
      missing ? ErrorCode::kNotFound : ErrorCode::kStorageIo,
      missing ? concat("there is no file ", path) : concat("cannot read ", path, ": ", std::strerror(why)))
      .with_subject(path);
}

namespace {

Value load(const std::string& path, std::size_t limit, const Streams& streams) {
  Value document = Value::object();
  document.add("file", shown_file(path)).add("text", read_file(path, limit, streams));
  return document;
}

}  // namespace

std::string shown_file(const std::string& path) { return path == "-" ? "<stdin>" : path; }

std::string read_file(const std::string& path, std::size_t limit, const Streams& streams) {
  if (path == "-") return streams.in(limit);
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) refuse_read(path, errno);
  auto text = read_all(file, limit);
  const int why = errno;
  ::close(file);
  if (!text) refuse_read(path, why);
  return std::move(*text);
}

void load_documents(const OperationSpec& operation, Value& arguments, const Streams& streams) {
  for (const ArgumentSpec& argument : operation.arguments) {
    if (argument.type != ArgumentType::kDocument) continue;
    Value* value = arguments.find(request_name(argument));
    if (value == nullptr) continue;
    if (value->is_text()) {
      *value = load(value->as_text(), limit_of(operation), streams);
    } else if (value->is_list()) {
      std::vector<std::string> paths;
      for (const Value& path : value->as_list()) paths.push_back(path.as_text());
      if (std::count(paths.begin(), paths.end(), "-") > 1)
        throw Error(ErrorCode::kUsage, "standard input is named more than once");
      if (operation.name == "procedure.add") paths = procedure_files(paths);
      Value documents = Value::list();
      for (const std::string& path : paths) {
        if (is_folder(path)) throw no_procedure_files(path);
        documents.push(load(path, limit_of(operation), streams));
      }
      *value = std::move(documents);
    }
  }
}

}  // namespace traveler::cmd
