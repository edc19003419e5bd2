#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

/// R-1 with one step that takes a number and a file and is signed by a peer. Ann is operator and quality.
class FileShop : public Workshop {
 public:
  FileShop() {
    run(Ask("user.add").with("user", "ann").with("name", "Ann").with_all("roles", {"operator", "quality"}));
    add_part("BRKT", "serial");
    make_procedure(R"(procedure: p
title: P
steps:
  - id: a
    title: A
    fields:
      - {id: photo, type: file}
      - {id: inspector, type: signoff, role: quality, peer: true, required: true}
)");
    make_run("BRKT", "p");
    std::ofstream(file()) << "a picture";
    start({"R-1/a"});
  }
  std::string file() const { return folder() + "/photo.png"; }
  Value attach(std::string_view actor) {
    return run(
        Ask("step.attach").with("step", "R-1/a").with("field", "photo").with("file", file()).by(actor));
  }
};

std::string shelf_of(const FileShop& shop) {
  for (const auto& shelf : std::filesystem::directory_iterator(shop.folder() + "/.traveler/attachments"))
    return shelf.path().string();
  return {};
}
std::string kept_by(const FileShop& shop) {
  for (const auto& file : std::filesystem::directory_iterator(shelf_of(shop))) return file.path().string();
  return {};
}
mode_t rights_of(const std::string& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777U;
}
std::string damage_of(FileShop& shop) {
  const Value report = shop.run(Ask("verify"));
  const auto& damage = report["damage"].as_list();
  return damage.empty() ? "" : damage.front()["message"].as_text();
}

}  // namespace

TEST_CASE("step attach: nothing but a plain file is taken, at once") {
  FileShop shop;
  const std::string other = shop.folder() + "/other";
  SECTION("a FIFO that nobody writes to") { REQUIRE(::mkfifo(other.c_str(), 0600) == 0); }
  SECTION("a folder") { REQUIRE(::mkdir(other.c_str(), 0700) == 0); }
  const Ask ask = Ask("step.attach").with("step", "R-1/a").with("field", "photo");
  shop.refused(Ask(ask).with("file", other), ErrorCode::kUsage);
  shop.refused(Ask(ask).with("file", "/dev/zero"), ErrorCode::kUsage);
  shop.refused(Ask(ask).with("file", other + "-missing"), ErrorCode::kNotFound);
}

TEST_CASE("step attach: a refusal leaves no copy behind") {
  FileShop shop;
  shop.refused(Ask("step.attach").with("step", "R-1/a").with("field", "none").with("file", shop.file()),
               ErrorCode::kNotFound);
  CHECK(std::filesystem::is_empty(shop.folder() + "/.traveler/attachments"));
}

TEST_CASE("step attach: the answer under a key needs no file any more") {
  FileShop shop;
  Request request =
      Ask("step.attach").with("step", "R-1/a").with("field", "photo").with("file", shop.file()).request();
  request.idempotency_key = "once";
  shop.workspace().execute(request);
  REQUIRE(::unlink(shop.file().c_str()) == 0);
  CHECK(shop.workspace().execute(request).replayed);
}

TEST_CASE("step attach: what is kept has the rights of the folder, whatever the umask") {
  FileShop shop;
  const std::string folder = shop.folder() + "/.traveler";
  REQUIRE(::chmod(folder.c_str(), 02770) == 0);
  const mode_t before = ::umask(077);
  shop.attach("alice");
  ::umask(before);
  CHECK(rights_of(folder + "/attachments") == 02770U);
  CHECK(rights_of(shelf_of(shop)) == 02770U);
  CHECK(rights_of(kept_by(shop)) == 0660U);
}

TEST_CASE("step attach: no link inside of the workspace is followed") {
  FileShop shop;
  const std::string elsewhere = shop.folder() + "/elsewhere";
  REQUIRE(::mkdir(elsewhere.c_str(), 0700) == 0);
  REQUIRE(::symlink(elsewhere.c_str(), (shop.folder() + "/.traveler/attachments").c_str()) == 0);
  shop.refused(Ask("step.attach").with("step", "R-1/a").with("field", "photo").with("file", shop.file()),
               ErrorCode::kStorageIo);
  CHECK(std::filesystem::is_empty(elsewhere));
}

TEST_CASE("verify: an attachment is a plain file of its own that can be read") {
  FileShop shop;
  shop.attach("alice");
  CHECK(damage_of(shop).empty());
  const std::string kept = kept_by(shop);
  const std::string moved = shop.folder() + "/moved";
  std::filesystem::rename(kept, moved);
  CHECK(damage_of(shop).ends_with(" is missing"));
  REQUIRE(::symlink(moved.c_str(), kept.c_str()) == 0);
  CHECK(damage_of(shop).ends_with(" is not a plain file"));
  REQUIRE(::unlink(kept.c_str()) == 0);
  REQUIRE(::mkfifo(kept.c_str(), 0600) == 0);
  CHECK(damage_of(shop).ends_with(" is not a plain file"));
  REQUIRE(::unlink(kept.c_str()) == 0);
  std::ofstream(kept) << "another picture";
  CHECK(damage_of(shop).ends_with(" was changed"));
  if (::geteuid() != 0) {
    REQUIRE(::chmod(kept.c_str(), 0) == 0);
    CHECK(damage_of(shop).ends_with(" cannot be read: Permission denied"));
  }
}

TEST_CASE("step attach: who attached a file is no peer any more") {
  FileShop shop;
  shop.attach("ann");
  const Error refusal = shop.refused(Workshop::sign("R-1/a", "inspector", "ann"), ErrorCode::kRuleRefused);
  CHECK(refusal.subject() == "R-1/a#inspector");
  shop.run(Workshop::sign("R-1/a", "inspector", "quinn"));
}

TEST_CASE("step attach: who has done nothing on the step is a peer") {
  FileShop shop;
  shop.attach("bob");
  shop.run(Workshop::sign("R-1/a", "inspector", "ann"));
}

TEST_CASE("step attach: a file supersedes the sign-offs given before") {
  FileShop shop;
  shop.run(Workshop::sign("R-1/a", "inspector"));
  CHECK(shop.field("R-1/a", "inspector")["superseded"] == Value(false));
  shop.attach("bob");
  CHECK(shop.field("R-1/a", "inspector")["superseded"] == Value(true));
  const Error refusal =
      shop.refused(Ask("step.complete").with_all("steps", {"R-1/a"}).by("bob"), ErrorCode::kGateUnmet);
  CHECK(blockers(refusal) == Texts{"signoff.missing R-1/a#inspector"});
  shop.run(Workshop::sign("R-1/a", "inspector"));
  shop.complete({"R-1/a"});
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}
