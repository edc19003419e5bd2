#include "material_shop.h"

using namespace traveler;
using namespace traveler::testing;

// What an ended run gives back, and what a canceled step leaves in. Spec sections 6 and 9.

namespace {

Ask act(const std::string& verb, const std::string& item) {
  return Ask("inventory." + verb).with("inventory", item);
}

/// "INV-2 available", item by item.
Texts given_back(const Value& answer) {
  Texts out;
  const Value& items = answer["inventory"];
  if (!items.is_list()) return out;
  for (const Value& item : items.as_list())
    out.push_back(item["id"].as_text() + ' ' + item["status"].as_text());
  return out;
}

}  // namespace

TEST_CASE("run end: a failed run gives back what is kitted for it and not installed") {
  MaterialShop shop;
  shop.fit_procedure("fit", "[{part: BOLT, quantity: 2}]");
  const std::string run = shop.lot_run("GADGET", "fit", "2");
  const std::string other = shop.lot_run("GADGET", "fit", "2");
  const std::string bolts = shop.stock("BOLT", "20");
  shop.run(act("kit", bolts).with("run", run));
  const std::string elsewhere = shop.stock("BOLT", "5");
  shop.run(act("kit", elsewhere).with("run", other));
  const std::string aside = shop.stock("BOLT", "3");
  shop.run(act("kit", aside).with("run", run));
  shop.run(act("quarantine", aside));
  shop.put(run + "/fit", bolts, "BOLT", "4");
  const Value failed = shop.run(Ask("run.fail").with("run", run).because("cracked"));
  CHECK(given_back(failed) == Texts{"INV-1 quarantined", bolts + " available", aside + " quarantined"});
  CHECK(shop.item(elsewhere) == "BOLT 5 kitted -");
  // There is no run to be kitted for.
  shop.run(act("release", aside));
  CHECK(shop.item(aside) == "BOLT 3 available -");
  CHECK(shop.verified());
}

TEST_CASE("run end: a complete run does, by its last step or by `run complete`, each of a batch") {
  MaterialShop shop;
  shop.fit_procedure("fit", "[{part: BOLT, quantity: 1}]");
  Texts runs;
  for (int i = 0; i < 2; ++i) {
    const Value made = shop.run(Ask("run.create")
                                    .with("part", "GADGET")
                                    .with("procedure", "fit")
                                    .with("lot", "auto")
                                    .with("quantity", "1"));
    runs.push_back(made["runs"].as_list().front()["id"].as_text());
  }
  shop.run(Ask("batch.create").with_all("runs", runs).with("title", "Two"));
  shop.start({runs[0] + "/fit"});
  Texts kits;
  for (const std::string& run : runs) {
    kits.push_back(shop.stock("BOLT", "3"));
    shop.run(act("kit", kits.back()).with("run", run));
    shop.put(run + "/fit", kits.back());
  }
  const Value dry = shop.run(Ask("step.complete").with_all("steps", {runs[0] + "/fit"}).dry_run());
  CHECK(given_back(dry) == Texts{kits[0] + " available", kits[1] + " available"});
  CHECK(shop.item(kits[0]) == "BOLT 2 kitted -");
  const Value done = shop.complete({runs[0] + "/fit"});
  CHECK(given_back(done) == given_back(dry));
  CHECK(shop.item(kits[1]) == "BOLT 2 available -");

  // Opened again it has no kit; what it is given then it gives back again.
  shop.run(Ask("run.reopen").with("run", runs[0]).because("one more"));
  CHECK(shop.item(kits[0]) == "BOLT 2 available -");
  shop.run(act("kit", kits[0]).with("run", runs[0]));
  CHECK(given_back(shop.run(Ask("run.complete").with("run", runs[0]))) == Texts{kits[0] + " available"});
  CHECK(shop.verified());
}

TEST_CASE("run end: a canceled step names what it leaves in, and lets it out while the run is open") {
  MaterialShop shop;
  shop.make_procedure(
      "procedure: nest\ntitle: Nest\nsteps:\n  - id: outer\n    title: Outer\n    requires: [{part: NUT, quantity: "
      "1}]\n    steps:\n      - {id: inner, title: Inner, requires: [{part: BOLT, quantity: 2}]}\n"
      "  - {id: rest, title: Rest, after: []}\n");
  const std::string run = shop.make_run("RIG", "nest");
  const std::string bolts = shop.stock("BOLT", "9");
  const std::string nuts = shop.stock("NUT", "9");
  shop.start({run + "/outer"});
  shop.start({run + "/inner"});
  const std::string nut = shop.put(run + "/outer", nuts);
  const std::string bolt = shop.put(run + "/inner", bolts);
  const Value canceled =
      shop.run(Ask("step.cancel").with_all("steps", {run + "/outer"}).because("bought complete"));
  CHECK(column(canceled["installs"], "id") == Texts{nut, bolt});
  CHECK(column(canceled["installs"], "step") == Texts{run + "/outer", run + "/inner"});
  // Nothing goes into it any more.
  shop.refused(MaterialShop::install(run + "/inner", bolts), ErrorCode::kStateRefused);
  shop.run(MaterialShop::uninstall(run + "/inner", bolt));
  CHECK(shop.item("INV-5") == "BOLT 2 available -");
  // A step that leaves nothing in names nothing.
  const Value none = shop.run(Ask("step.cancel").with_all("steps", {run + "/rest"}).because("not needed"));
  CHECK(none.find("installs") == nullptr);
  shop.run(Ask("run.fail").with("run", run).because("dropped"));
  shop.refused(MaterialShop::uninstall(run + "/outer", nut), ErrorCode::kRunLocked);
  CHECK(shop.verified());
}
