#include "written_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "../ops/workshop.h"

namespace traveler::testing {
namespace {

using cmd::WrittenFile;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_refused(const std::string& path) {
  try {
    WrittenFile file(path);
  } catch (const Error& error) {
    return error.code() == ErrorCode::kUsage;
  }
  return false;
}

/// How many files of that folder are left.
std::ptrdiff_t files_in(const std::string& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

}  // namespace

TEST_CASE("written file: it replaces a plain file, whole or not at all") {
  const Folder folder;
  const std::string path = folder.path() + "/out.csv";
  std::ofstream(path) << "old";
  {
    WrittenFile file(path);
    file.write("half");
  }
  CHECK(content_of(path) == "old");
  CHECK(files_in(folder.path()) == 1);
  WrittenFile file(path);
  file.write("new");
  file.finish();
  CHECK(content_of(path) == "old");
  file.publish();
  CHECK(content_of(path) == "new");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("written file: nothing goes into the folder of a workspace, whatever leads there") {
  const Folder folder;
  Workspace::init(folder.path(), "alice", "Alice");
  const std::string inner = folder.path() + "/.traveler";
  REQUIRE(::mkdir((folder.path() + "/sub").c_str(), 0700) == 0);
  REQUIRE(::mkdir((inner + "/attachments").c_str(), 0700) == 0);
  REQUIRE(::symlink(inner.c_str(), (folder.path() + "/way").c_str()) == 0);
  REQUIRE(::symlink((inner + "/traveler.db").c_str(), (folder.path() + "/db").c_str()) == 0);
  for (const char* path : {"/.traveler/traveler.db", "/.traveler/new.csv", "/.traveler/attachments/x",
                           "/sub/../.traveler/x", "/way/x", "/way/traveler.db", "/db"}) {
    CAPTURE(path);
    CHECK(is_refused(folder.path() + path));
  }
  CHECK_FALSE(is_refused(folder.path() + "/sub/x"));
  CHECK_FALSE(is_refused(folder.path() + "/x"));
  // A copy of it is a workspace under any name.
  std::filesystem::copy(inner, folder.path() + "/copy", std::filesystem::copy_options::recursive);
  CHECK(is_refused(folder.path() + "/copy/x"));
  CHECK(is_refused(folder.path() + "/copy/attachments/x"));
}

TEST_CASE("written file: what is no plain file stays") {
  const Folder folder;
  const std::string target = folder.path() + "/target";
  const std::string path = folder.path() + "/out";
  std::ofstream(target) << "old";
  SECTION("a link") { REQUIRE(::symlink(target.c_str(), path.c_str()) == 0); }
  SECTION("a link to nothing") { REQUIRE(::symlink((target + "-missing").c_str(), path.c_str()) == 0); }
  SECTION("a FIFO") { REQUIRE(::mkfifo(path.c_str(), 0600) == 0); }
  SECTION("a folder") { REQUIRE(::mkdir(path.c_str(), 0700) == 0); }
  CHECK(is_refused(path));
  CHECK(content_of(target) == "old");
}

}  // namespace traveler::testing
