#include "material_shop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

Value abom(MaterialShop& shop, const std::string& run, bool now = false) {
  return shop.run(Ask("run.abom").with("run", run).with("now", now));
}

/// "INV-2 4.00 shared (INV-6 1)" of all that stands below an item.
std::string tree(const Value& children) {
  std::string out;
  for (const Value& child : children.as_list()) {
    if (!out.empty()) out += ", ";
    out += child["inventory"].as_text() + ' ' + child["quantity"].as_text();
    if (child["shared"] == Value(true)) out += " shared";
    if (!child["children"].as_list().empty()) out += " (" + tree(child["children"]) + ')';
  }
  return out;
}
std::string tree(MaterialShop& shop, const std::string& run, bool now = false) {
  return tree(abom(shop, run, now)["children"]);
}

/// The same from the export, "level item quantity" of each row.
std::string exported(MaterialShop& shop, const std::string& run) {
  std::string out;
  shop.workspace().query(
      "SELECT group_concat(level || ' ' || inventory || ' ' || quantity || "
      "CASE WHEN shared = 1 THEN ' shared' ELSE '' END, ', ') AS tree FROM abom "
      "WHERE run = '" +
          run + "'",
      ExportFormat::kNdjson, [&](std::string_view bytes) { out += bytes; });
  const std::size_t begin = out.find(":\"") + 2;
  return out.substr(begin, out.rfind('"') - begin);
}

std::string used(MaterialShop& shop, const std::string& item) {
  std::string out;
  const Value rows = shop.run(Ask("inventory.where-used").with("inventory", item));
  for (const Value& row : rows.as_list()) {
    out += (out.empty() ? "" : ", ") + row["inventory"].as_text() +
           (row["shared"] == Value(true) ? " shared" : "");
  }
  return out;
}

/// Four gadgets of one lot with a washer of lot `W-1` each (INV-1, piece INV-3), and the case that takes one.
struct Lots : MaterialShop {
  Lots() {
    fit_procedure("gadget", "[{part: WASHER, quantity: 1}]");
    fit_procedure("case", "[{part: GADGET, quantity: 1}]");
    washers = lot("WASHER", "W-1", "10");
    gadgets = lot_run("GADGET", "gadget", "4");
    put(gadgets + "/fit", washers);
    complete({gadgets + "/fit"});
    made = show_run(gadgets)["inventory"].as_text();
  }
  /// Puts one piece of an item into a new case; the answer is the case's run.
  std::string into_case(const std::string& item) {
    const std::string box = make_run("CASE", "case");
    start({box + "/fit"});
    put(box + "/fit", item);
    return box;
  }
  /// A run of `gadget` that goes on with the lot number of an item.
  std::string lot_of(const std::string& quantity, const std::string& item) {
    const Value lot = run(Ask("inventory.show").with("inventory", item))["lot"];
    const Value answer = run(Ask("run.create")
                                 .with("part", "GADGET")
                                 .with("procedure", "gadget")
                                 .with("lot", lot)
                                 .with("quantity", quantity));
    return started(answer);
  }
  /// A run that works on an item once more.
  std::string run_on(const std::string& item, const std::string& part, const std::string& procedure) {
    return started(
        run(Ask("run.create").with("part", part).with("procedure", procedure).with("inventory", item)));
  }
  std::string started(const Value& answer) {
    const std::string id = answer["runs"].as_list().front()["id"].as_text();
    start({id + "/fit"});
    return id;
  }
  std::string washers;
  std::string gadgets;
  std::string made;
};

}  // namespace

TEST_CASE("genealogy: a piece takes along what had gone into its lot") {
  Lots shop;
  REQUIRE(shop.made == "INV-2");
  const std::string box = shop.into_case(shop.made);  // INV-4, the piece INV-5
  CHECK(tree(shop, box) == "INV-5 1 (INV-3 4 shared)");
  CHECK(exported(shop, box) == "1 INV-5 1, 2 INV-3 4 shared");
  // The lot itself holds it still, and is told of with the piece that left it and with what that went into.
  CHECK(tree(shop, shop.gadgets) == "INV-3 4");
  CHECK(used(shop, "INV-3") == "INV-2, INV-5 shared, INV-4");
  CHECK(shop.verified());
}

TEST_CASE("genealogy: it goes through splits, splits of splits and merges") {
  Lots shop;
  shop.run(Ask("inventory.split").with("inventory", shop.made).with("into", 2));  // INV-4: two of them
  const std::string first = shop.into_case("INV-4");                              // INV-5, INV-6
  CHECK(tree(shop, first) == "INV-6 1 (INV-3 4 shared)");
  // Another lot of gadgets is merged with what is left; a piece of it may hold the washers of either.
  const std::string more = shop.lot("WASHER", "W-2", "10");  // INV-7
  const std::string second = shop.lot_of("3", shop.made);
  shop.put(second + "/fit", more);  // INV-9
  shop.complete({second + "/fit"});
  const std::string other = shop.show_run(second)["inventory"].as_text();
  shop.run(Ask("inventory.merge").with_all("inventories", {shop.made, other}));
  CHECK(used(shop, "INV-9") == other + ", INV-2");
  const std::string last = shop.into_case(shop.made);
  CHECK(tree(shop, last) == "INV-11 1 (INV-3 4 shared, INV-9 3 shared)");
  CHECK(exported(shop, last) == "1 INV-11 1, 2 INV-3 4 shared, 2 INV-9 3 shared");
  // What left before the merge has nothing of it.
  CHECK(tree(shop, first) == "INV-6 1 (INV-3 4 shared)");
  CHECK(used(shop, "INV-3") == "INV-2, INV-4 shared, INV-6 shared, INV-11 shared, INV-5, INV-10");
  CHECK(shop.verified());
}

TEST_CASE("genealogy: of what is taken out of a lot later the rest may be in the piece that left before") {
  Lots shop;
  const std::string box = shop.into_case(shop.made);
  const std::string rework = shop.run_on(shop.made, "GADGET", "gadget");
  shop.run(MaterialShop::uninstall(rework + "/fit", "IN-1").with("quantity", "3"));
  CHECK(tree(shop, box) == "INV-5 1 (INV-3 4 shared)");
  CHECK(used(shop, "INV-3") == "INV-2, INV-5 shared, INV-4");
  // All of it was in what was left, then, and nowhere else.
  shop.run(MaterialShop::uninstall(rework + "/fit", "IN-1"));
  CHECK(tree(shop, box) == "INV-5 1");
  CHECK(exported(shop, box) == "1 INV-5 1");
  CHECK(used(shop, "INV-3").empty());
  shop.put(rework + "/fit", shop.lot("WASHER", "W-3", "3"));
  shop.complete({rework + "/fit"});
  const std::string next = shop.into_case(shop.made);
  CHECK(tree(abom(shop, next)["children"].as_list()[0]["children"]) == "INV-7 3 shared");
  CHECK(tree(shop, box) == "INV-5 1");
  CHECK(shop.verified());
}

TEST_CASE("genealogy: what a merged record holds can be taken out of it") {
  MaterialShop shop;
  shop.fit_procedure("gadget", "[{part: WASHER, quantity: 1}]");
  const auto built = [&](const std::string& lot) {
    const Value made = shop.run(Ask("run.create")
                                    .with("part", "GADGET")
                                    .with("procedure", "gadget")
                                    .with("lot", "G")
                                    .with("quantity", "1"));
    const std::string run = made["runs"].as_list().front()["id"].as_text();
    shop.start({run + "/fit"});
    shop.put(run + "/fit", shop.lot("WASHER", lot, "1"));
    shop.complete({run + "/fit"});
    return shop.show_run(run)["inventory"].as_text();
  };
  const std::string one = built("W-1");
  const std::string other = built("W-2");
  shop.run(Ask("inventory.merge").with_all("inventories", {one, other}));
  const Value made =
      shop.run(Ask("run.create").with("part", "GADGET").with("procedure", "gadget").with("inventory", one));
  const std::string rework = made["runs"].as_list().front()["id"].as_text();
  shop.start({rework + "/fit"});
  REQUIRE(tree(shop, rework) == "INV-2 1, INV-4 1");
  shop.run(MaterialShop::uninstall(rework + "/fit", "IN-2"));
  CHECK(tree(shop, rework) == "INV-2 1");
  CHECK(used(shop, "INV-4").empty());
  CHECK(shop.verified());
}

TEST_CASE("as-built: the tree of an ended run is what was there at its end, all the way down") {
  Lots shop;
  const std::string box = shop.into_case(shop.made);
  shop.complete({box + "/fit"});
  REQUIRE(shop.show_run(box)["lifecycle"] == Value("complete"));
  const std::string built = tree(shop, box);
  const std::string needs = shop.needs(box + "/fit", "GADGET");
  const std::string item = shop.show_run(box)["inventory"].as_text();
  // A later run takes the piece out and puts another in.
  const std::string repair = shop.run_on(item, "CASE", "case");
  shop.run(MaterialShop::uninstall(repair + "/fit", "IN-2"));
  shop.put(repair + "/fit", shop.lot("GADGET", "G-9", "1"));
  CHECK(tree(shop, box) == built);
  CHECK(exported(shop, box) == "1 INV-5 1, 2 INV-3 4 shared");
  CHECK(shop.needs(box + "/fit", "GADGET") == needs);
  CHECK(tree(shop, box, true) == "INV-6 1");
  CHECK(tree(shop, repair) == "INV-6 1");
  shop.complete({repair + "/fit"});
  CHECK(tree(shop, repair) == "INV-6 1");
  // A run that is opened again tells the present, and its new end from then on.
  shop.run(Ask("run.reopen").with("run", box).because("wrong piece"));
  CHECK(tree(shop, box) == "INV-6 1");
  CHECK(shop.verified());
}

TEST_CASE("as-built: a part taken out of an installed assembly stays in the record of the ended run") {
  Lots shop;
  const std::string box = shop.into_case(shop.made);
  shop.complete({box + "/fit"});
  const std::string partly = tree(shop, shop.gadgets);
  const std::string rework = shop.run_on(shop.made, "GADGET", "gadget");
  // Part of it goes: the record of the lot's own run keeps the quantity that it was completed with.
  shop.run(MaterialShop::uninstall(rework + "/fit", "IN-1").with("quantity", "1"));
  CHECK(tree(shop, shop.gadgets) == partly);
  CHECK(tree(shop, shop.gadgets, true) == "INV-3 3");
  CHECK(shop.needs(shop.gadgets + "/fit", "WASHER") == "4 4 0");
  CHECK(tree(shop, box) == "INV-5 1 (INV-3 4 shared)");
  CHECK(shop.verified());
}

TEST_CASE("genealogy: what is resolved after a merge is resolved in the merged record too") {
  MaterialShop shop;
  shop.fit_procedure("gadget", "[{part: WASHER, quantity: 1}]");
  const std::string run = shop.lot_run("GADGET", "gadget", "4");
  const std::string item = shop.show_run(run)["inventory"].as_text();
  const std::string install = shop.put(run + "/fit", shop.lot("WASHER", "W-1", "4"));
  const std::string washers =
      shop.run(Ask("run.abom").with("run", run))["children"].as_list()[0]["inventory"].as_text();
  const std::string group = shop.run(MaterialShop::split(run, "1"))["inventory"].as_list()[1]["id"].as_text();
  shop.run(Ask("run.fail").with("run", run).with("inventory", "keep").because("scratched"));
  const std::string lot = shop.run(Ask("inventory.show").with("inventory", item))["lot"].as_text();
  const std::string rest = shop.lot("GADGET", lot, "2");
  shop.run(Ask("inventory.merge").with_all("inventories", {rest, item}));
  CHECK(used(shop, washers) == item + " shared, " + group + " shared, " + rest + " shared");
  shop.run(MaterialShop::resolve(install, {{group, "1"}, {item, "3"}}));
  // The merged record's share is an install of its own, of another piece.
  CHECK(used(shop, washers) == group);
  CHECK(used(shop, "INV-5") == item + ", " + rest);
  CHECK(shop.scalar("SELECT quantity FROM holding WHERE until IS NULL AND parent = " + rest.substr(4)) ==
        3'000'000);
  CHECK(shop.verified());
}
