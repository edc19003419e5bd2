#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/concat.h"
#include "base/text.h"
#include "commands.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

[[noreturn]] void refuse_write(const std::string& path, int why) {
  throw Error(ErrorCode::kStorageIo, concat("cannot write ", path, ": ", std::strerror(why)))
      .with_subject(path);
}

void write_to(int file, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse_write(path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// A file that appears under its name when it is whole, and not before.
class Draft {
 public:
  explicit Draft(std::string path) : path_(std::move(path)) {
    const std::size_t slash = path_.rfind('/') + 1;  // npos + 1 is 0
    draft_ = concat(path_.substr(0, slash), '.', path_.substr(slash), ".tmp-", ::getpid());
    file_ = ::open(draft_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file_ < 0) refuse_write(path_, errno);
  }
  Draft(Draft&& other) noexcept
      : path_(std::move(other.path_)),
        draft_(std::move(other.draft_)),
        file_(std::exchange(other.file_, -1)) {
    other.draft_.clear();
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  Draft& operator=(Draft&&) = delete;
  ~Draft() {
    if (file_ >= 0) ::close(file_);
    if (!draft_.empty()) ::unlink(draft_.c_str());
  }

  void write(std::string_view bytes) { write_to(file_, path_, bytes); }

  void finish() {
    const int file = std::exchange(file_, -1);
    const bool synced = ::fsync(file) == 0;
    const int why = errno;
    if (::close(file) != 0) refuse_write(path_, errno);
    if (!synced && why != EINVAL) refuse_write(path_, why);
  }

  void publish() {
    if (::rename(draft_.c_str(), path_.c_str()) != 0) refuse_write(path_, errno);
    draft_.clear();
  }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::string draft_;
  int file_ = -1;
};

bool is_folder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

/// A device or a pipe takes bytes as they come: there is nothing to rename.
bool takes_bytes(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && !S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode);
}

std::string_view suffix_of(ExportFormat format) {
  return format == ExportFormat::kCsv ? ".csv" : format == ExportFormat::kJson ? ".json" : ".ndjson";
}

ExportFormat export_format(const Context& context) {
  switch (context.options.format_or(Format::kCsv)) {
    case Format::kCsv:
      return ExportFormat::kCsv;
    case Format::kJson:
      return ExportFormat::kJson;
    case Format::kNdjson:
      return ExportFormat::kNdjson;
    default:
      throw Error(ErrorCode::kUsage, "export writes csv, json or ndjson")
          .with_hint("see `traveler help export`");
  }
}

std::vector<std::string> tables_of(const Request& request) {
  std::vector<std::string> tables;
  const auto known = export_tables();
  for (const Value& name : request.arguments["tables"].as_list()) {
    const std::string& table = name.as_text();
    if (std::find(known.begin(), known.end(), table) == known.end()) {
      const auto near = closest(table, known);
      throw Error(ErrorCode::kUsage, concat("there is no export table '", table, "'"))
          .with_hint(near ? concat("did you mean '", *near, "'?")
                          : concat("the tables are ", join_words({known.begin(), known.end()})));
    }
    if (std::find(tables.begin(), tables.end(), table) == tables.end()) tables.push_back(table);
  }
  return tables;
}

}  // namespace

int run_export(const Context& context, const Request& request) {
  const ExportFormat format = export_format(context);
  const auto tables = tables_of(request);
  const Value& output = request.arguments["output"];
  std::string path = output.is_text() ? output.as_text() : "-";
  if (path.empty()) throw Error(ErrorCode::kUsage, "--output is empty");
  if (path == "-" || takes_bytes(path)) {
    if (tables.size() > 1) {
      throw Error(ErrorCode::kUsage, "several tables need a folder to go to").with_hint("add --output DIR");
    }
  }
  Workspace workspace = open_workspace(context);
  if (path == "-") {
    workspace.export_table(tables.front(), format,
                           [&](std::string_view bytes) { context.streams.out(bytes); });
    return 0;
  }
  if (takes_bytes(path)) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) refuse_write(path, errno);
    workspace.export_table(tables.front(), format,
                           [&](std::string_view bytes) { write_to(file, path, bytes); });
    ::close(file);
    return 0;
  }
  const bool into_folder = tables.size() > 1 || path.ends_with('/') || is_folder(path);
  if (into_folder) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    if (::mkdir(path.c_str(), 0777) != 0 && !is_folder(path)) refuse_write(path, errno);
  }
  std::vector<Draft> drafts;
  for (const std::string& table : tables) {
    Draft& draft = drafts.emplace_back(into_folder ? concat(path, '/', table, suffix_of(format)) : path);
    workspace.export_table(table, format, [&](std::string_view bytes) { draft.write(bytes); });
    draft.finish();
  }
  for (Draft& draft : drafts) {
    draft.publish();
    if (!context.options.quiet) context.streams.err(concat("wrote ", draft.path(), '\n'));
  }
  return 0;
}

}  // namespace traveler::cmd
