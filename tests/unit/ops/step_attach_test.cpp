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

}  // namespace

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
