#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

constexpr std::string_view kRefusal = "Part inventory is not in a state that allows a new run";

Ask attach(const std::string& item, const std::string& part = "BRKT") {
  return Ask("run.create").with("part", part).with("procedure", "bracket").with("inventory", item);
}

/// A second run, complete, which has made INV-2.
void finish_touch(BracketShop& shop) {
  shop.make_procedure("procedure: touch\ntitle: Touch\nparts: [BRKT]\nsteps: [{id: a, title: A}]\n");
  shop.run(Ask("run.create").with("part", "BRKT").with("procedure", "touch").with("serial", "T-1"));
  shop.start({"R-2/a"});
  shop.complete({"R-2/a"});
}

const Value& only_run(const Value& answer) { return answer["runs"].as_list().front(); }

}  // namespace

TEST_CASE("attach: a run of an item that is there") {
  BracketShop shop;
  shop.run(Ask("run.fail").with("run", "R-1").because("a crack"));
  const Value made = shop.run(attach("INV-1"));
  CHECK(only_run(made)["id"] == Value("R-2"));
  CHECK(only_run(made)["inventory"] == Value("INV-1"));
  CHECK(only_run(made)["title"] == Value("R-2: BRKT · SN-00001"));
  CHECK(shop.scalar("SELECT count(*) FROM inventory_item") == 1);
  CHECK(shop.exported("inventory").find("INV-1,BRKT,,SN-00001,,1,ea,,wip,,R-2,") != std::string::npos);
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("attach: an item on an open run, or scrapped, is refused word for word") {
  BracketShop shop;
  CHECK(shop.refused(attach("INV-1"), ErrorCode::kRuleRefused).message() == kRefusal);
  shop.run(Ask("run.fail").with("run", "R-1").with("inventory", "scrap").because("a crack"));
  const Error scrapped = shop.refused(attach("INV-1"), ErrorCode::kRuleRefused);
  CHECK(scrapped.message() == kRefusal);
  CHECK(scrapped.subject() == "INV-1");
  shop.refused(attach("INV-9"), ErrorCode::kNotFound);
  shop.refused(attach("R-1"), ErrorCode::kUsage);
}

TEST_CASE("attach: a quarantined item may be worked on, and stays so") {
  BracketShop shop;
  shop.run(Ask("run.fail").with("run", "R-1").with("inventory", "quarantine").because("a crack"));
  CHECK(shop.exported("inventory").find(",quarantined,") != std::string::npos);
  shop.run(attach("INV-1"));
  shop.run(Ask("run.fail").with("run", "R-2").because("no"));
  CHECK(shop.exported("inventory").find(",quarantined,") != std::string::npos);
}

TEST_CASE("attach: what does not go with an item is refused") {
  BracketShop shop;
  shop.run(Ask("run.fail").with("run", "R-1").because("a crack"));
  shop.add_part("OTHER", "serial");
  shop.refused(attach("INV-1", "OTHER"), ErrorCode::kRuleRefused);
  shop.refused(attach("INV-1").with("serial", "auto"), ErrorCode::kUsage);
  shop.refused(attach("INV-1").with("copies", 2), ErrorCode::kUsage);
}

TEST_CASE("attach: a part of a lot is split off for the run") {
  BracketShop shop;
  shop.add_part("WIRE", "lot", 2);
  shop.make_procedure("procedure: draw\ntitle: Draw\nsteps: [{id: a, title: A}]\n");
  shop.run(Ask("run.create")
               .with("part", "WIRE")
               .with("procedure", "draw")
               .with("lot", "L-1")
               .with("quantity", "10"));
  shop.run(Ask("run.fail").with("run", "R-2").because("broken"));
  const auto ask = [](const char* quantity) {
    return Ask("run.create")
        .with("part", "WIRE")
        .with("procedure", "draw")
        .with("inventory", "INV-2")
        .with("quantity", quantity);
  };
  for (const char* quantity : {"0", "-1", "10.01", "0.001"})
    shop.refused(ask(quantity), ErrorCode::kValueInvalid);
  const Value made = shop.run(ask("2.5"));
  CHECK(only_run(made)["inventory"] == Value("INV-3"));
  CHECK(only_run(made)["quantity"] == Value("2.50"));
  CHECK(shop.exported("inventory").find("INV-2,WIRE,,,L-1,7.50,") != std::string::npos);
  CHECK(shop.exported("inventory").find("INV-3,WIRE,,,L-1,2.50,ea,,wip,INV-2,R-3,") != std::string::npos);
  CHECK(only_run(shop.run(ask("7.5")))["inventory"] == Value("INV-2"));
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("attach: one document, one item twice: all or nothing") {
  BracketShop shop;
  shop.run(Ask("run.fail").with("run", "R-1").because("a crack"));
  shop.refused(Ask("run.create")
                   .with_file("file", "runs.yaml",
                              "runs:\n  - {part: BRKT, procedure: bracket, inventory: INV-1}\n"
                              "  - {part: BRKT, procedure: bracket, inventory: INV-1}\n"),
               ErrorCode::kRuleRefused);
}

TEST_CASE("attach: a run is reopened only when its item is there to be worked on") {
  BracketShop shop;
  shop.run(Ask("config.set").with("key", "auto_complete").with("value", "false"));
  shop.make_procedure("procedure: touch\ntitle: Touch\nparts: [BRKT]\nsteps: [{id: a, title: A}]\n");
  shop.run(Ask("run.create").with("part", "BRKT").with("procedure", "touch").with("serial", "T-1"));
  shop.start({"R-2/a"});
  shop.complete({"R-2/a"});
  shop.run(Ask("run.complete").with("run", "R-2"));
  shop.run(Ask("run.create").with("part", "BRKT").with("procedure", "touch").with("inventory", "INV-2"));
  const Error refusal =
      shop.refused(Ask("run.reopen").with("run", "R-2").because("again"), ErrorCode::kRuleRefused);
  CHECK(refusal.blockers().front().subject == "INV-2");
}

TEST_CASE("attach: what was counted as none is not worked on again, set aside or kitted") {
  for (const bool kitted : {false, true}) {
    CAPTURE(kitted);
    BracketShop shop;
    finish_touch(shop);
    if (kitted) {
      shop.run(Ask("inventory.kit").with("inventory", "INV-2").with("run", "R-1"));
    } else {
      shop.run(Ask("inventory.quarantine").with("inventory", "INV-2"));
    }
    shop.run(Ask("inventory.adjust").with("inventory", "INV-2").with("to", "0").because("lost"));
    shop.refused(Ask("run.reopen").with("run", "R-2").because("again"), ErrorCode::kRuleRefused);
    const Error attach_refusal = shop.refused(attach("INV-2"), ErrorCode::kRuleRefused);
    CHECK(attach_refusal.message() == kRefusal);
  }
}

TEST_CASE("attach: what is kitted for a run may be worked on, and is kitted no more") {
  BracketShop shop;
  finish_touch(shop);
  shop.run(Ask("inventory.kit").with("inventory", "INV-2").with("run", "R-1"));
  const Value made = shop.run(attach("INV-2"));
  CHECK(only_run(made)["inventory"] == Value("INV-2"));
  shop.run(Ask("run.fail").with("run", "R-3").with("inventory", "keep").because("no"));
  CHECK(shop.run(Ask("inventory.show").with("inventory", "INV-2"))["status"] == Value("available"));
}

TEST_CASE("attach: a run is reopened on what is set aside or kitted, and not on scrap") {
  const auto reopen = Ask("run.reopen").with("run", "R-2").because("again");
  BracketShop shop;
  finish_touch(shop);
  const auto status = [&] {
    return shop.run(Ask("inventory.show").with("inventory", "INV-2"))["status"].as_text();
  };
  shop.run(Ask("inventory.kit").with("inventory", "INV-2").with("run", "R-1"));
  shop.run(reopen);
  CHECK(status() == "wip");
  shop.run(Ask("run.complete").with("run", "R-2"));
  CHECK(status() == "available");
  shop.run(Ask("inventory.quarantine").with("inventory", "INV-2"));
  shop.run(reopen);
  CHECK(status() == "wip");
  shop.run(Ask("run.complete").with("run", "R-2"));
  CHECK(status() == "quarantined");
  shop.run(Ask("inventory.scrap").with("inventory", "INV-2").because("worn"));
  const Error refusal = shop.refused(reopen, ErrorCode::kRuleRefused);
  CHECK(refusal.blockers().front().message == "INV-2 is scrapped");
}
