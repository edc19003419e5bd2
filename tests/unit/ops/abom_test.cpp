#include "../counted_work.h"
#include "material_shop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

Value abom(MaterialShop& shop, const std::string& run) { return shop.run(Ask("run.abom").with("run", run)); }

Texts names(const Value& object) {
  Texts out;
  for (const auto& [name, value] : object.as_object()) out.push_back(name);
  return out;
}

}  // namespace

TEST_CASE("abom: what went in, through installed assemblies") {
  MaterialShop shop;
  shop.make_procedure(
      "procedure: pump\ntitle: Pump\nsteps:\n"
      "  - id: late\n    title: L\n    after: [early]\n    requires: [{part: NUT, quantity: 2, designators: "
      "[N1, N2]}]\n"
      "  - id: early\n    title: E\n    after: []\n    requires: [{part: WASHER, quantity: 1, substitutes: "
      "[BOLT]}]\n");
  shop.fit_procedure(
      "case",
      "[{part: PUMP, quantity: 1}, {part: TOOL, quantity: 0, trace_only: true}, {part: NUT, quantity: 3}]");
  const std::string pump = shop.make_run("PUMP", "pump");  // INV-1
  shop.start({pump + "/early"});
  shop.put(pump + "/early", shop.stock("BOLT", "1"));  // INV-2
  shop.complete({pump + "/early"});
  shop.start({pump + "/late"});
  shop.put(pump + "/late", shop.stock("NUT", "9"));  // INV-3, INV-4
  shop.complete({pump + "/late"});
  const std::string box = shop.make_run("CASE", "case");  // INV-5
  shop.start({box + "/fit"});
  shop.put(box + "/fit", shop.serial("TOOL", "T-1"));  // INV-6
  shop.put(box + "/fit", "INV-1");
  shop.put(box + "/fit", "INV-3", {}, "1");  // INV-7
  shop.run(MaterialShop::except(box + "/fit", "NUT", shop.issue()));

  const Value tree = abom(shop, box);
  CHECK(names(tree) ==
        Texts{"run", "inventory", "part", "serial", "lot", "quantity", "children", "exceptions", "unit"});
  CHECK(tree["run"] == Value(box));
  CHECK(tree["inventory"] == Value("INV-5"));
  CHECK(tree["serial"] == shop.show_run(box)["serial"]);
  CHECK(tree["lot"].is_null());
  CHECK(tree["quantity"] == Value("1"));
  CHECK(column(tree["children"], "inventory") == Texts{"INV-6", "INV-1", "INV-7"});
  const Value& traced = tree["children"].as_list()[0];
  CHECK(names(traced) == Texts{"install", "step", "part", "inventory", "serial", "lot", "quantity",
                               "designators", "installed_by", "installed_at", "substitute_for", "exception",
                               "shared", "unit", "children"});
  CHECK(traced["quantity"] == Value("0"));
  CHECK(traced["serial"] == Value("T-1"));
  CHECK(traced["exception"].is_null());
  const Value& inner = tree["children"].as_list()[1];
  CHECK(column(inner["children"], "step") ==
        Texts{pump + "/late", pump + "/early"});  // the order of the plan
  CHECK(column(inner["children"], "substitute_for") == Texts{"null", "WASHER"});
  CHECK(inner["children"].as_list()[0]["designators"] == Value(Value::List{"N1", "N2"}));
  CHECK(inner["children"].as_list()[0]["installed_by"] == Value("bob"));
  CHECK(tree["children"].as_list()[2]["exception"] == Value("I-1"));
  CHECK(column(tree["exceptions"], "quantity") == Texts{"2"});
  CHECK(column(tree["exceptions"], "issue") == Texts{"I-1"});
  CHECK(column(tree["exceptions"], "step") == Texts{box + "/fit"});

  const Value used = shop.run(Ask("inventory.where-used").with("inventory", "INV-2"));
  CHECK(column(used, "inventory") == Texts{"INV-1", "INV-5"});
  CHECK(column(used, "run") == Texts{pump, box});
  CHECK(column(used, "part") == Texts{"PUMP", "CASE"});
  CHECK(column(used, "quantity") == Texts{"1", "1"});
  CHECK(names(used.as_list().front()) ==
        Texts{"install", "inventory", "part", "serial", "lot", "run", "step", "quantity", "shared"});
  CHECK(shop.run(Ask("inventory.where-used").with("inventory", "INV-5")) == Value::list());
  // Of this record, not of the pieces split from it.
  CHECK(shop.run(Ask("inventory.where-used").with("inventory", "INV-3")) == Value::list());
  shop.refused(Ask("inventory.where-used").with("inventory", "INV-99"), ErrorCode::kNotFound);
  shop.refused(Ask("run.abom").with("run", "R-99"), ErrorCode::kNotFound);

  // What came out again is no part of it.
  shop.run(MaterialShop::uninstall(box + "/fit", "IN-4"));
  CHECK(column(abom(shop, box)["children"], "inventory") == Texts{"INV-6", "INV-7"});
  CHECK(shop.verified());
}

TEST_CASE("abom: shared installs stand in both groups, marked") {
  MaterialShop shop;
  shop.fit_procedure("fit", "[{part: GREASE, quantity: 0.5}]");
  const std::string run = shop.lot_run("GADGET", "fit", "4");
  shop.put(run + "/fit", shop.lot("GREASE", "G-1", "2"));
  CHECK(abom(shop, run)["children"].as_list()[0]["shared"] == Value(false));
  shop.run(MaterialShop::split(run, "1"));
  const Value tree = abom(shop, run);
  CHECK(tree["quantity"] == Value("3"));
  CHECK(tree["children"].as_list()[0]["shared"] == Value(true));
  CHECK(tree["children"].as_list()[0]["quantity"] == Value("2.00"));
  CHECK(tree["children"].as_list()[0]["lot"] == Value("G-1"));
  const Value used = shop.run(Ask("inventory.where-used").with("inventory", "INV-2"));
  CHECK(column(used, "inventory") == Texts{"INV-1", "INV-3"});
  CHECK(column(used, "install") == Texts{"IN-1", "IN-1"});
}

TEST_CASE("abom: what would be inside of itself is not entered again") {
  MaterialShop shop;
  shop.fit_procedure("nest", "[{part: PUMP, quantity: 1}]");
  const std::string box = shop.make_run("CASE", "nest");
  shop.start({box + "/fit"});
  shop.put(box + "/fit", shop.serial("PUMP", "P-1"));
  {
    // No command makes this; damage must not hang the program.
    auto db = store::Connection::open(shop.database());
    db.run_script(
        "INSERT INTO install SELECT 2, run, slot, part, 1, quantity, substitute, installed_by, installed_at, "
        "uninstalled_by, uninstalled_at FROM install WHERE id = 1; INSERT INTO holding SELECT 2, 2, since, NULL, quantity, 1, NULL FROM holding WHERE install = 1;");
  }
  const Value tree = abom(shop, box);
  const Value& inner = tree["children"].as_list()[0]["children"].as_list()[0];
  CHECK(inner["inventory"] == Value("INV-1"));
  CHECK(inner["children"] == Value::list());
  CHECK(shop.run(Ask("inventory.where-used").with("inventory", "INV-2")).as_list().size() == 2);
}

namespace {

struct Nested {
  CountedWork::Count install;
  CountedWork::Count tell;
};

/// So many pieces go in at once, and are told through five levels.
Nested nested(int pieces) {
  const CountedWork work;
  MaterialShop shop;
  const std::string count = std::to_string(pieces);
  shop.fit_procedure("bottom", "[{part: BOLT, quantity: " + count + "}]");
  shop.fit_procedure("nest", "[{part: PUMP, quantity: 1}]");
  const std::string first = shop.make_run("PUMP", "bottom");
  shop.start({first + "/fit"});
  const std::string bolts = shop.stock("BOLT", count);
  std::string text = "installs:\n";
  for (int i = 0; i < pieces; ++i) text += "  - {part: BOLT, from: " + bolts + ", quantity: 1}\n";
  Nested result;
  result.install = work.of([&] {
    shop.run(Ask("step.install").with("step", first + "/fit").with_file("file", "bolts.yaml", text));
  });
  shop.complete({first + "/fit"});
  std::string inner = first;
  for (int level = 0; level < 4; ++level) {
    const std::string outer = shop.make_run("PUMP", "nest");
    shop.start({outer + "/fit"});
    shop.put(outer + "/fit", shop.show_run(inner)["inventory"].as_text());
    shop.complete({outer + "/fit"});
    inner = outer;
  }
  Value tree;
  result.tell = work.of([&] { tree = abom(shop, inner); });
  const Value* at = &tree;
  for (int level = 0; level < 4; ++level) at = &(*at)["children"].as_list().front();
  CHECK((*at)["children"].as_list().size() == static_cast<std::size_t>(pieces));
  CHECK(shop.verified());
  return result;
}

}  // namespace

TEST_CASE("scale: thousands of pieces cost no more each than hundreds") {
  const Nested few = nested(300);
  const Nested many = nested(3000);
  CAPTURE(few.install.statements, few.install.steps, many.install.statements, many.install.steps);
  CHECK(few.install.statements > 0);
  CHECK(many.install.statements <= few.install.statements * 10);
  CHECK(many.install.steps <= few.install.steps * 11);
  CAPTURE(few.tell.statements, few.tell.steps, many.tell.statements, many.tell.steps);
  CHECK(few.tell.statements > 0);
  CHECK(many.tell.statements <= few.tell.statements * 10);
  CHECK(many.tell.steps <= few.tell.steps * 11);
}
