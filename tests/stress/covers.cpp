// Compares what an older program said with what this one says of the same workspace: new columns may have
// come at the end, new keys anywhere, and nothing else. usage: covers OLD_FOLDER NEW_FOLDER   Exits 1 and
// says where, when not.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("there is no " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The first place where `now` does not hold what `old` says; empty when it holds all.
std::string uncovered(const json& old, const json& now, const std::string& place) {
  if (old.is_object() && now.is_object()) {
    for (const auto& [key, value] : old.items()) {
      if (!now.contains(key)) return place + "/" + key + " is gone";
      if (std::string found = uncovered(value, now.at(key), place + "/" + key); !found.empty()) return found;
    }
    return {};
  }
  if (old.is_array() && now.is_array() && old.size() == now.size()) {
    for (std::size_t i = 0; i < old.size(); ++i) {
      if (std::string found = uncovered(old[i], now[i], place + "/" + std::to_string(i)); !found.empty())
        return found;
    }
    return {};
  }
  return old == now ? std::string() : place + ": " + old.dump() + " became " + now.dump();
}

/// True when `now` is `old`, or that with more behind a comma; both end in `tail`, as the records of a table
/// do.
bool extends(std::string_view old, std::string_view now, std::string_view tail) {
  if (old == now) return true;
  if (!old.ends_with(tail) || !now.ends_with(tail)) return false;
  old.remove_suffix(tail.size());
  return now.starts_with(old) && now.size() > old.size() && now[old.size()] == ',';
}

std::string uncovered_lines(std::string_view old, std::string_view now, std::string_view tail) {
  for (std::size_t line = 1; !old.empty() || !now.empty(); ++line) {
    const auto next = [](std::string_view& text) {
      const std::string_view taken = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), taken.size() + 1));
      return taken;
    };
    const bool both = !old.empty() && !now.empty();
    const std::string_view before = next(old);
    const std::string_view after = next(now);
    if (!both || !extends(before, after, tail)) {
      return "line " + std::to_string(line) + ": " + std::string(before) + "\nbecame " + std::string(after);
    }
  }
  return {};
}

std::string compare(const fs::path& old, const fs::path& now) {
  const std::string before = content_of(old);
  const std::string after = content_of(now);
  const std::string kind = old.extension().string();
  if (kind == ".json") return uncovered(json::parse(before), json::parse(after), "");
  if (kind == ".csv") return uncovered_lines(before, after, "\r");
  if (kind == ".ndjson") return uncovered_lines(before, after, "}");
  return before == after ? std::string() : "differs";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: covers OLD_FOLDER NEW_FOLDER\n", stderr);
    return 2;
  }
  int differing = 0;
  int compared = 0;
  try {
    for (const fs::directory_entry& entry : fs::directory_iterator(argv[1])) {
      const fs::path name = entry.path().filename();
      ++compared;
      const std::string found = compare(entry.path(), fs::path(argv[2]) / name);
      if (found.empty()) continue;
      ++differing;
      std::fprintf(stderr, "%s: %s\n", name.c_str(), found.c_str());
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "covers: %s\n", error.what());
    return 2;
  }
  if (compared == 0) std::fputs("covers: nothing to compare\n", stderr);
  return differing > 0 || compared == 0 ? 1 : 0;
}
