#include "ops/item_history.h"

#include "material_shop.h"

using namespace traveler;
using namespace traveler::testing;

// What `log` tells of an item. Spec section 15.

namespace {

class HistoryShop : public MaterialShop {
 public:
  HistoryShop() { fit_procedure("fit", "[{part: BOLT, quantity: 2}]"); }

  /// The operations in the log of an item, which are the same when the whole history is read.
  Texts told(const std::string& item) {
    const Value log = run(Ask("log").with("subject", item));
    auto db = store::Connection::open(database(), {.read_only = true});
    std::vector<std::int64_t> all;
    for (const Value& entry : log.as_list()) all.push_back(entry["seq"].as_integer());
    CHECK(ops::ItemHistory(db, std::stoll(item.substr(4)), 0).entries(1) == all);
    return column(log, "op");
  }
  std::string split_off(const std::string& item, const std::string& quantity) {
    const Value made = run(Ask("inventory.split").with("inventory", item).with_all("quantities", {quantity}));
    return made["inventory"].as_list().at(1)["id"].as_text();
  }
};

}  // namespace

TEST_CASE("item history: what went in tells it, and what it went into") {
  HistoryShop shop;
  const std::string bolts = shop.stock("BOLT", "9");
  const std::string run = shop.lot_run("GADGET", "fit", "1");
  const std::string made = shop.show_run(run)["inventory"].as_text();
  const std::string install = shop.put(run + "/fit", bolts);                       // INV-3
  shop.run(MaterialShop::uninstall(run + "/fit", install).with("quantity", "1"));  // INV-4
  CHECK(shop.told(bolts) == Texts{"inventory.receive", "step.install"});
  CHECK(shop.told("INV-3") == Texts{"step.install", "step.uninstall"});
  CHECK(shop.told("INV-4") == Texts{"step.uninstall"});
  shop.run(MaterialShop::uninstall(run + "/fit", install));
  shop.run(Ask("run.fail").with("run", run).because("cracked"));
  // A step that starts is the run's.
  CHECK(shop.told(made) ==
        Texts{"run.create", "step.install", "step.uninstall", "step.uninstall", "run.fail"});
  const Value later = shop.run(Ask("log").with("subject", bolts).with("op", "step.install"));
  CHECK(later.as_list().size() == 1);
  shop.refused(Ask("log").with("subject", "INV-99"), ErrorCode::kNotFound);
}

TEST_CASE("item history: pieces of splits and merges, and kits that were given back") {
  HistoryShop shop;
  const std::string bolts = shop.stock("BOLT", "9");
  const std::string run = shop.lot_run("GADGET", "fit", "4");
  const std::string piece = shop.split_off(bolts, "3");
  const std::string kit = shop.split_off(piece, "1");
  CHECK(shop.told(piece) == Texts{"inventory.split", "inventory.split"});
  CHECK(shop.told(kit) == Texts{"inventory.split"});
  shop.run(Ask("inventory.merge").with_all("inventories", {bolts, piece}));
  CHECK(shop.told(piece) == Texts{"inventory.split", "inventory.split", "inventory.merge"});
  shop.run(Ask("inventory.kit").with("inventory", kit).with("run", run));
  const Value left = shop.run(MaterialShop::split(run, "1"));
  shop.run(Ask("run.fail").with("run", run).because("cracked"));
  CHECK(shop.told(kit) == Texts{"inventory.split", "inventory.kit", "run.fail"});
  const std::string group = left["inventory"].as_list().at(1)["id"].as_text();
  CHECK(shop.told(group) == Texts{"split"});
  CHECK(shop.told(bolts) == Texts{"inventory.receive", "inventory.split", "inventory.merge"});
}

TEST_CASE("item history: what left with another group is no longer told") {
  HistoryShop shop;
  shop.fit_procedure("two", "[{part: BOLT, quantity: 2}]");
  const std::string run = shop.lot_run("GADGET", "two", "4");
  const std::string item = shop.show_run(run)["inventory"].as_text();
  const std::string install = shop.put(run + "/fit", shop.stock("BOLT", "4"));
  const std::string group =
      shop.run(MaterialShop::split(run, "1"))["inventory"].as_list().at(1)["id"].as_text();
  shop.run(MaterialShop::resolve(install, {{group, "4"}}));
  CHECK(shop.told(item) == Texts{"run.create", "step.install", "split", "inventory.resolve"});
  CHECK(shop.told(group) == Texts{"split", "inventory.resolve"});
  shop.run(Ask("inventory.release").with("inventory", group));
  shop.run(Ask("run.create").with("part", "GADGET").with("procedure", "two").with("inventory", group));
  shop.start({"R-2/fit"});
  shop.run(MaterialShop::uninstall("R-2/fit", install));
  CHECK(shop.told(item).back() == "inventory.resolve");
  CHECK(shop.told(group) ==
        Texts{"split", "inventory.resolve", "inventory.release", "run.create", "step.uninstall"});
  CHECK(shop.told("INV-2").back() == "step.uninstall");
}

TEST_CASE("item history: a piece that was installed into the item that it left") {
  HistoryShop shop;
  shop.fit_procedure("trace", "[{part: WASHER, quantity: 0, trace_only: true}]");
  const std::string lot = shop.lot("WASHER", "W-1", "5");
  const std::string piece = shop.split_off(lot, "1");
  const Value made =
      shop.run(Ask("run.create").with("part", "WASHER").with("procedure", "trace").with("inventory", lot));
  const std::string run = made["runs"].as_list().front()["id"].as_text();
  shop.start({run + "/fit"});
  shop.put(run + "/fit", piece);
  CHECK(shop.told(piece) == Texts{"inventory.split", "step.install"});
}
