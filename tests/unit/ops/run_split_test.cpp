#include "material_shop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

/// "id part quantity status" of the items of an answer, in order.
Texts items(const Value& answer) {
  Texts out;
  for (const Value& item : answer["inventory"].as_list()) {
    out.push_back(item["id"].as_text() + ' ' + item["part"].as_text() + ' ' + item["quantity"].as_text() +
                  ' ' + item["status"].as_text());
  }
  return out;
}

std::string sum_on_hand(const MaterialShop& shop, const std::string& number) {
  return Quantity::from_micros(
             shop.scalar("SELECT sum(quantity) FROM inventory_item WHERE number = '" + number + "'"))
      .text();
}

/// A run of four units, whose step holds the bolts that it asks for but does not need.
class BoltedShop : public MaterialShop {
 public:
  BoltedShop() {
    fit_procedure("fit", "[{part: BOLT, quantity: 4, minimum: 0}]");
    bolts = stock("BOLT", "100");
    first = lot_run("GADGET", "fit", "4");
    item = show_run(first)["inventory"].as_text();
    installed = put(first + "/fit", bolts);
  }
  /// Another run of the procedure, on an item that is there, with its step in progress.
  std::string run_on(const std::string& id) {
    const Value made =
        run(Ask("run.create").with("part", "GADGET").with("procedure", "fit").with("inventory", id));
    const std::string again = made["runs"].as_list().front()["id"].as_text();
    start({again + "/fit"});
    return again;
  }
  /// Splits units off a run; the answer is the item that they are now.
  std::string split_off(const std::string& from, const std::string& quantity) {
    return run(split(from, quantity))["inventory"].as_list()[1]["id"].as_text();
  }

  std::string bolts;
  std::string first;
  std::string item;  ///< that the run makes
  std::string installed;
};

}  // namespace

TEST_CASE("split: the troubled units leave, the run goes on with the rest") {
  MaterialShop shop;
  shop.fit_procedure("fit", "[{part: BOLT, quantity: 4}]");
  const std::string run = shop.lot_run("GADGET", "fit", "10");
  const std::int64_t head = shop.head();
  const Value made = shop.run(MaterialShop::split(run, "3"));
  CHECK(shop.head() == head + 2);  // the issue and the split
  CHECK(items(made) == Texts{"INV-1 GADGET 7 wip", "INV-2 GADGET 3 quarantined"});
  const Value& units = made["inventory"].as_list()[1];
  CHECK(units["origin"] == Value("INV-1"));
  CHECK(units["lot"] == made["inventory"].as_list()[0]["lot"]);
  CHECK(units["location"] == Value("MRB"));
  CHECK(units["issue"] == Value("I-1"));
  CHECK(made["runs"].as_list().front()["quantity"] == Value("7"));
  CHECK(made["installs"] == Value::list());
  CHECK(shop.show_run(run)["quantity"] == Value("7"));
  CHECK(shop.needs(run + "/fit", "BOLT") == "28 0 0");
  const Value issue = shop.run(Ask("issue.show").with("issue", "I-1"));
  CHECK(issue["title"] == Value("Bores oversize"));
  CHECK(issue["inventory"].as_list() == Value::List{"INV-2"});
  CHECK(issue["runs"].as_list() == Value::List{run});
  CHECK(sum_on_hand(shop, "GADGET") == "10");
  CHECK(shop.verified());
  // Again, through the same issue.
  const Value again = shop.run(
      Ask("split").with("run", run).with("quantity", "6").with("location", "MRB").with("issue", "I-1"));
  CHECK(items(again) == Texts{"INV-1 GADGET 1 wip", "INV-3 GADGET 6 quarantined"});
  CHECK(shop.needs(run + "/fit", "BOLT") == "4 0 0");
  CHECK(shop.scalar("SELECT count(*) FROM record WHERE kind = 'issue'") == 1);
  shop.refused(MaterialShop::split(run, "1"), ErrorCode::kRuleRefused);
  CHECK(shop.verified());
}

TEST_CASE("split: what cannot leave is refused") {
  MaterialShop shop;
  shop.fit_procedure("fit", "[{part: BOLT, quantity: 4}]");
  const std::string run = shop.lot_run("GADGET", "fit", "10");
  const auto no = [&](const Ask& ask, ErrorCode code) { shop.refused(ask, code); };
  no(MaterialShop::split(run, "10"), ErrorCode::kRuleRefused);
  no(MaterialShop::split(run, "11"), ErrorCode::kValueInvalid);
  no(MaterialShop::split(run, "0"), ErrorCode::kValueInvalid);
  no(MaterialShop::split(run, "-1"), ErrorCode::kValueInvalid);
  no(MaterialShop::split(run, "1.5"), ErrorCode::kValueInvalid);
  no(MaterialShop::split("R-9", "1"), ErrorCode::kNotFound);
  const auto base = [&] { return Ask("split").with("run", run).with("quantity", "3"); };
  no(base().with("location", "MRB"), ErrorCode::kUsage);
  no(base().with("location", "NOWHERE").with("issue_title", "x"), ErrorCode::kNotFound);
  no(base().with("issue_title", "x"), ErrorCode::kUsage);
  no(base().with("location", "MRB").with("issue", "I-9"), ErrorCode::kNotFound);
  no(base().with("location", "MRB").with("issue", shop.issue(IssueState::kResolved)),
     ErrorCode::kRuleRefused);
  no(base().with("location", "MRB").with("issue", shop.issue()).with("issue_title", "x"), ErrorCode::kUsage);
  no(base().with("location", "MRB").with("issue_title", ""), ErrorCode::kValueInvalid);
  no(base().with("location", "MRB").with("issue_title", " \t"), ErrorCode::kValueInvalid);
  no(base().with("location", "MRB").with("issue", "INV-1"), ErrorCode::kUsage);
  no(MaterialShop::split(run, "3").by("bob"), ErrorCode::kPermissionDenied);
  no(MaterialShop::split(shop.make_run("RIG", "rig"), "1"), ErrorCode::kRuleRefused);
  shop.run(Ask("run.fail").with("run", run).because("x"));
  no(MaterialShop::split(run, "3"), ErrorCode::kRunLocked);
  CHECK(shop.verified());
}

TEST_CASE("split: what is kitted is divided in proportion, the newest leaves") {
  MaterialShop shop;
  shop.fit_procedure("fit", "[{part: BOLT, quantity: 4}]");
  const std::string run = shop.lot_run("GADGET", "fit", "10");  // INV-1
  // 7 of 10 units: 3/10 of 11 is 3.3, so 3; from the newest, of which a part stays.
  shop.kitted("BOLT", "6", 1);  // INV-2
  shop.kitted("BOLT", "5", 1);  // INV-3
  // Two lots are one part: 3/10 of 15 is 4.5; of equal remainders the run keeps its own.
  Inventory lot;
  lot.lot = "W-1";
  shop.kitted("WASHER", "12", 1, lot);  // INV-4
  lot.lot = "W-2";
  shop.kitted("WASHER", "3", 1, lot);  // INV-5
  // Another revision is another kit: 3/10 of 2 is 0.6, so 1.
  shop.kitted("BOLT-X:B", "2", 1);  // INV-6
  shop.kitted("BOLT-X:C", "1", 1);  // INV-7: 0.3, none
  // The smallest unit of grease is 0.01: 3/10 of 0.25 is 0.075.
  lot.lot = "G-1";
  shop.kitted("GREASE", "0.25", 1, lot);                            // INV-8
  for (const char* number : {"T-1", "T-2", "T-3", "T-4", "T-5"}) {  // INV-9 to INV-13: 1.5, a tie
    Inventory tool;
    tool.serial = number;
    shop.kitted("TOOL", "1", 1, tool);
  }
  shop.kitted("NUT", "10", 1);  // INV-14
  const Value made = shop.run(MaterialShop::split(run, "3"));
  CHECK(items(made) ==
        Texts{"INV-1 GADGET 7 wip", "INV-15 GADGET 3 quarantined", "INV-3 BOLT 2 kitted",
              "INV-16 BOLT 3 quarantined", "INV-6 BOLT-X 1 kitted", "INV-17 BOLT-X 1 quarantined",
              "INV-8 GREASE 0.18 kitted", "INV-18 GREASE 0.07 quarantined", "INV-14 NUT 7 kitted",
              "INV-19 NUT 3 quarantined", "INV-13 TOOL 1 quarantined", "INV-5 WASHER 3 quarantined",
              "INV-4 WASHER 11 kitted", "INV-20 WASHER 1 quarantined"});
  for (const char* id : {"INV-16", "INV-13", "INV-5", "INV-20"}) {
    INFO(id);
    CHECK(shop.item(id).ends_with(" quarantined MRB"));
  }
  CHECK(shop.scalar("SELECT count(*) FROM inventory_item WHERE quarantined AND kitted IS NOT NULL") == 0);
  CHECK(shop.scalar("SELECT count(*) FROM inventory_item WHERE quarantined AND issue IS NULL") == 0);
  CHECK(sum_on_hand(shop, "WASHER") == "15");
  CHECK(sum_on_hand(shop, "GREASE") == "0.25");
  CHECK(shop.verified());
}

TEST_CASE("split: what is installed is shared until it is resolved") {
  MaterialShop shop;
  shop.fit_procedure("fit", "[{part: BOLT, quantity: 4}, {part: TOOL, quantity: 0, trace_only: true}]");
  const std::string run = shop.lot_run("GADGET", "fit", "10");
  const std::string step = run + "/fit";
  const std::string bolts = shop.stock("BOLT", "100");
  const std::string id = shop.put(step, bolts, {}, "30");
  shop.put(step, shop.serial("TOOL", "T-1"));
  const Value made = shop.run(MaterialShop::split(run, "3"));
  CHECK(column(made["installs"], "id") == Texts{id});  // what is only traced is in one place
  CHECK(made["installs"].as_list().front()["shared"] == Value(true));
  const std::string troubled = made["inventory"].as_list()[1]["id"].as_text();
  const Value shown = shop.show_step(step);
  CHECK(shown["requirements"].as_list().front()["installs"].as_list().front()["shared"] == Value(true));
  shop.refused(MaterialShop::uninstall(step, id), ErrorCode::kRuleRefused);
  shop.refused(MaterialShop::uninstall(step, id).with("quantity", "1"), ErrorCode::kRuleRefused);

  const auto no = [&](const Pairs& to, ErrorCode code) { shop.refused(MaterialShop::resolve(id, to), code); };
  no({{"INV-1", "20"}, {troubled, "9"}}, ErrorCode::kRuleRefused);
  no({{"INV-1", "20"}, {troubled, "11"}}, ErrorCode::kRuleRefused);
  no({{"INV-1", "20"}}, ErrorCode::kRuleRefused);
  no({{"INV-1", "31"}, {troubled, "-1"}}, ErrorCode::kValueInvalid);
  no({{"INV-1", "20.5"}, {troubled, "9.5"}}, ErrorCode::kValueInvalid);
  no({{"INV-1", "many"}}, ErrorCode::kValueInvalid);
  no({{bolts, "30"}}, ErrorCode::kRuleRefused);
  no({{"bolts", "30"}}, ErrorCode::kUsage);
  shop.refused(MaterialShop::resolve("IN-9", {{"INV-1", "30"}}), ErrorCode::kNotFound);
  shop.refused(MaterialShop::resolve("IN-2", {{"INV-1", "0"}}), ErrorCode::kRuleRefused);  // not shared

  const std::int64_t head = shop.head();
  const Value resolved = shop.run(MaterialShop::resolve(id, {{"INV-1", "18"}, {troubled, "12"}}));
  CHECK(shop.head() == head + 1);
  CHECK(column(resolved["installs"], "id") == Texts{id, "IN-3"});
  CHECK(column(resolved["installs"], "quantity") == Texts{"18", "12"});
  CHECK(resolved["installs"].as_list()[0]["shared"] == Value(false));
  CHECK(resolved["inventory"].as_list()[1]["origin"] == resolved["inventory"].as_list()[0]["id"]);
  CHECK(sum_on_hand(shop, "BOLT") == "100");
  // What went to the others no longer counts for the run.
  CHECK(shop.needs(step, "BOLT") == "28 18 0");
  CHECK(
      shop.refused(Ask("step.complete").with_all("steps", {step}), ErrorCode::kGateUnmet).blockers().size() ==
      1);
  shop.refused(MaterialShop::resolve(id, {{"INV-1", "18"}}), ErrorCode::kRuleRefused);
  shop.run(MaterialShop::uninstall(step, id).with("quantity", "2"));
  CHECK(shop.needs(step, "BOLT") == "28 16 0");
  shop.put(step, bolts);
  CHECK(shop.needs(step, "BOLT") == "28 28 0");
  const Value list =
      shop.run(Ask("inventory.where-used").with("inventory", resolved["inventory"].as_list()[1]["id"]));
  CHECK(column(list, "inventory") == Texts{troubled});
  CHECK(shop.verified());
}

TEST_CASE("split: a chain of splits, and everything to one group") {
  MaterialShop shop;
  shop.fit_procedure("fit", "[{part: BOLT, quantity: 1}, {part: TOOL, quantity: 0.1}]");
  const std::string run = shop.lot_run("GADGET", "fit", "10");
  const std::string step = run + "/fit";
  const std::string bolts = shop.put(step, shop.stock("BOLT", "10"));
  const std::string tool = shop.put(step, shop.serial("TOOL", "T-1"));
  shop.run(MaterialShop::split(run, "2"));  // INV-4
  shop.run(MaterialShop::split(run, "3"));  // INV-5
  CHECK(shop.scalar("SELECT count(*) FROM holding WHERE direct = 1") == 6);
  shop.refused(MaterialShop::resolve(tool, {{"INV-1", "0.5"}, {"INV-4", "0.5"}}), ErrorCode::kValueInvalid);
  const Value one = shop.run(MaterialShop::resolve(tool, {{"INV-1", "0"}, {"INV-5", "1"}}));
  CHECK(column(one["installs"], "id") == Texts{tool});
  const Value three =
      shop.run(MaterialShop::resolve(bolts, {{"INV-4", "2"}, {"INV-5", "3"}, {"INV-1", "5"}}));
  CHECK(column(three["installs"], "quantity") == Texts{"2", "3", "5"});
  CHECK(shop.needs(step, "BOLT") == "5 5 0");
  CHECK(shop.needs(step, "TOOL") == "1 0 0");
  // Another split shares only what the run still holds.
  const Value again = shop.run(MaterialShop::split(run, "1"));
  CHECK(column(again["installs"], "quantity") == Texts{"5"});
  CHECK(shop.verified());
}

TEST_CASE("split: shared installs warn, block or pass at completion") {
  for (const char* weight : {"warn", "block", "ignore"}) {
    INFO(weight);
    MaterialShop shop;
    shop.set("on_shared_install", weight);
    shop.set("on_open_issue", "ignore");
    shop.fit_procedure("fit", "[{part: BOLT, quantity: 1}]");
    const std::string run = shop.lot_run("GADGET", "fit", "10");
    const std::string id = shop.put(run + "/fit", shop.stock("BOLT", "10"));
    shop.run(MaterialShop::split(run, "3"));
    const Value check = shop.run(Ask("run.check").with("run", run));
    const auto has = [&](const char* list) {
      const auto codes = column(check[list], "code");
      return std::count(codes.begin(), codes.end(), "install.shared");
    };
    CHECK(has("warnings") == (std::string_view(weight) == "warn"));
    CHECK(has("blockers") == (std::string_view(weight) == "block"));
    shop.complete({run + "/fit"});
    const bool complete = shop.show_run(run)["lifecycle"] == Value("complete");
    CHECK(complete == (std::string_view(weight) != "block"));
    if (complete) {
      shop.refused(MaterialShop::resolve(id, {{"INV-1", "10"}}), ErrorCode::kRunLocked);
    } else {
      shop.run(MaterialShop::resolve(id, {{"INV-1", "10"}}));
      shop.run(Ask("run.complete").with("run", run));
    }
    CHECK(shop.verified());
  }
}

TEST_CASE("split: a run on an item that an earlier run filled asks for what is shared, and can say it") {
  BoltedShop shop;
  shop.complete({shop.first + "/fit"});
  CHECK(shop.show_run(shop.first)["lifecycle"] == Value("complete"));

  shop.set("on_shared_install", "block");
  const std::string run = shop.run_on(shop.item);
  const std::string left = shop.split_off(run, "1");
  shop.put(run + "/fit", shop.bolts);
  shop.complete({run + "/fit"});
  const Value check = shop.run(Ask("run.check").with("run", run));
  CHECK(check["blockers"].as_list().front()["code"] == Value("install.shared"));
  shop.run(MaterialShop::resolve(shop.installed, {{shop.item, "12"}, {left, "4"}}));
  shop.run(Ask("run.complete").with("run", run));
  CHECK(shop.verified());
}

TEST_CASE("split: what left with the other group is taken out by who works on that, not by the run it left") {
  BoltedShop shop;
  const std::string left = shop.split_off(shop.first, "2");
  const Value resolved = shop.run(MaterialShop::resolve(shop.installed, {{shop.item, "8"}, {left, "8"}}));
  const std::string gone = resolved["installs"].as_list().back()["id"].as_text();

  shop.refused(MaterialShop::uninstall(shop.first + "/fit", gone), ErrorCode::kRuleRefused);
  const std::string rework = shop.run_on(left);
  shop.run(MaterialShop::uninstall(rework + "/fit", gone).with("scrap", true));
  CHECK(shop.run(Ask("run.abom").with("run", rework))["children"].as_list().empty());
  CHECK(shop.run(Ask("run.abom").with("run", shop.first))["children"].as_list().size() == 1);
  CHECK(shop.verified());
}

TEST_CASE("split: a run that is opened again is of what its item holds by then") {
  BoltedShop shop;
  shop.complete({shop.first + "/fit"});
  shop.run(Ask("inventory.adjust").with("inventory", shop.item).with("to", "3").because("counted"));
  shop.run(Ask("run.reopen").with("run", shop.first).because("again"));
  CHECK(shop.show_run(shop.first)["quantity"] == Value("3"));
  CHECK(shop.verified());
}

TEST_CASE("split: asks for its own permission, not for that of opening an issue") {
  MaterialShop shop;
  shop.fit_procedure("fit", "[{part: BOLT, quantity: 4}]");
  const std::string run = shop.lot_run("GADGET", "fit", "10");
  shop.run(Ask("role.set").with("role", "splitter").with_all("allow", {"split"}));
  shop.add_user("sam", "Sam", "splitter");
  shop.run(MaterialShop::split(run, "3").by("sam"));
  CHECK(shop.run(Ask("issue.show").with("issue", "I-1"))["created_by"] == Value("sam"));
}
