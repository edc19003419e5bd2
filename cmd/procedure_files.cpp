#include "procedure_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "base/concat.h"
#include "written_file.h"

namespace traveler::cmd {
namespace {

namespace fs = std::filesystem;

bool is_procedure_file(std::string_view name) {
  constexpr std::array<std::string_view, 2> kKinds{".proc", ".std"};
  constexpr std::array<std::string_view, 3> kSyntaxes{".yaml", ".yml", ".json"};
  for (const std::string_view syntax : kSyntaxes) {
    if (!name.ends_with(syntax)) continue;
    const std::string_view stem = name.substr(0, name.size() - syntax.size());
    return std::any_of(kKinds.begin(), kKinds.end(), [&](std::string_view k) { return stem.ends_with(k); });
  }
  return false;
}

void walk(const fs::path& folder, std::vector<std::string>& out) {
  std::vector<fs::directory_entry> entries;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    entries.push_back(*at);
  }
  if (failed) {  // said by whoever reads it
    out.push_back(folder.string());
    return;
  }
  std::sort(entries.begin(), entries.end());
  for (const fs::directory_entry& entry : entries) {
    const std::string name = entry.path().filename().string();
    std::error_code unknown;
    if (entry.is_directory(unknown)) {
      if (!name.starts_with('.') && name != "node_modules" && !entry.is_symlink(unknown))
        walk(entry.path(), out);
    } else if (is_procedure_file(name) && !entry.is_other(unknown)) {  // reading a pipe may never end
      out.push_back(entry.path().lexically_normal().string());
    }
  }
}

}  // namespace

std::vector<std::string> procedure_files(const std::vector<std::string>& paths) {
  std::vector<std::string> out;
  for (const std::string& path : paths) {
    const std::size_t before = out.size();
    if (is_folder(path)) walk(path, out);
    if (out.size() == before) out.push_back(path);
  }
  return out;
}

Error no_procedure_files(const std::string& folder) {
  std::error_code failed;
  const fs::directory_iterator first(folder, failed);
  if (failed) {
    return Error(ErrorCode::kStorageIo, concat("cannot read ", folder, ": ", failed.message()))
        .with_subject(folder);
  }
  return Error(ErrorCode::kNotFound, concat("there is no procedure file in ", folder))
      .with_subject(folder)
      .with_hint("in folders, files are told by their names: *.proc.yaml, *.std.yaml, or .yml or .json");
}

Checkout find_checkout(const std::string& folder) {
  std::error_code failed;
  const fs::path start = fs::absolute(folder, failed).lexically_normal();
  for (fs::path at = start; !failed; at = at.parent_path()) {
    std::error_code unknown;
    if (fs::exists(at / ".git", unknown)) {
      const fs::path inside = start.lexically_relative(at);
      return {at.string(), inside == "." ? std::string() : inside.generic_string()};
    }
    if (at == at.parent_path()) break;
  }
  return {};
}

}  // namespace traveler::cmd
