#include <set>

#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

Ask create(const std::string& part) { return Ask("run.create").with("part", part); }

const Value& first(const Value& answer) { return answer["runs"].as_list().front(); }

std::string serials(Workshop& shop) {
  std::string out;
  for (const std::string& id : column(shop.run(Ask("run.list")), "id"))
    out += shop.show_run(id)["serial"].as_text() + ' ';
  return out;
}

/// Parts of each kind of tracking, and `any`, a released procedure for any part.
class Shop : public Workshop {
 public:
  Shop() {
    add_part("BRKT", "serial");
    add_part("GREASE", "lot", 2);
    add_part("WIRE", "quantity", 3);
    make_procedure("procedure: any\ntitle: Any\nsteps: [{id: a, title: A}, {id: b, title: B}]\n");
  }
};

}  // namespace

TEST_CASE("run create: a serial part") {
  Shop shop;
  const Value made = shop.run(create("BRKT").with("procedure", "any").with("serial", "X-7"));
  CHECK(made["op"] == Value("run.create"));
  CHECK(made["seq"] == Value(shop.head()));
  CHECK(made["batch"] == Value());
  const Value run = shop.show_run("R-1");
  CHECK(first(made)["id"] == Value("R-1"));
  CHECK(run["title"] == Value("R-1: BRKT \xC2\xB7 X-7"));
  CHECK(run["procedure"] == Value::object().add("key", "any").add("revision", 1));
  CHECK(run["serial"] == Value("X-7"));
  CHECK(run["lot"] == Value());
  CHECK(run["quantity"] == Value("1"));
  CHECK(run["inventory"] == Value("INV-1"));
  CHECK(run["status"] == Value("todo"));
  CHECK(run["lifecycle"] == Value("todo"));
  CHECK(run["counts"]["todo"] == Value(2));
  CHECK(run["created_by"] == Value("alice"));
  CHECK(run["started_at"] == Value());
  CHECK(run["completed_at"] == Value());
  CHECK(run["updated_at"] == run["created_at"]);
  CHECK(column(run["steps"], "id") == Texts{"R-1/a", "R-1/b"});
  // The item exists from creation.
  CHECK(
      shop.scalar(
          "SELECT count(*) FROM inventory_item WHERE id = 1 AND serial = 'X-7' AND status = 2 AND run = 1") ==
      1);
  // A quantity of one is what a serial is.
  shop.run(create("BRKT").with("procedure", "any").with("serial", "X-8").with("quantity", "1"));
}

TEST_CASE("run create: a lot, and a counted quantity") {
  Shop shop;
  shop.run(create("GREASE").with("procedure", "any").with("lot", "L-1").with("quantity", "2.50"));
  const Value lot = shop.show_run("R-1");
  CHECK(lot["lot"] == Value("L-1"));
  CHECK(lot["serial"] == Value());
  CHECK(Quantity::parse(lot["quantity"].as_text()) == Quantity::parse("2.5"));
  CHECK(lot["title"] == Value("R-1: GREASE \xC2\xB7 L-1"));
  shop.run(create("WIRE").with("procedure", "any").with("quantity", "0.001"));
  const Value counted = shop.show_run("R-2");
  CHECK(counted["lot"] == Value());
  CHECK(counted["serial"] == Value());
  CHECK(counted["quantity"] == Value("0.001"));
  // Lots belong to the part: another part may have one of the same name.
  shop.add_part("OIL", "lot");
  shop.run(create("OIL").with("procedure", "any").with("lot", "L-1").with("quantity", "1"));
}

TEST_CASE("run create: what does not go with the tracking is refused") {
  Shop shop;
  const auto refused = [&](Ask ask) {
    const Error error = shop.refused(ask.with("procedure", "any"), ErrorCode::kUsage);
    CHECK(exit_code(error.code()) == 2);
  };
  refused(create("BRKT"));
  refused(create("BRKT").with("quantity", "1"));
  refused(create("BRKT").with("lot", "L-1").with("quantity", "1"));
  refused(create("BRKT").with("serial", "X-1").with("quantity", "2"));
  refused(create("BRKT").with("serial", "X-1").with("lot", "L-1"));
  refused(create("GREASE").with("lot", "L-1"));
  refused(create("GREASE").with("quantity", "1"));
  refused(create("GREASE").with("serial", "X-1").with("quantity", "1"));
  refused(create("WIRE"));
  refused(create("WIRE").with("lot", "L-1").with("quantity", "1"));
  refused(create("WIRE").with("serial", "X-1").with("quantity", "1"));
}

TEST_CASE("run create: quantities are more than zero and no finer than the part") {
  Shop shop;
  for (const char* quantity : {"0", "-1", "0.0", "1.2345", "0.0001", "0.0000001", "1e3", "x", "", "1,5"}) {
    CAPTURE(quantity);
    shop.refused(create("WIRE").with("procedure", "any").with("quantity", quantity),
                 ErrorCode::kValueInvalid);
  }
  shop.refused(create("GREASE").with("procedure", "any").with("lot", "L-1").with("quantity", "0.001"),
               ErrorCode::kValueInvalid);
  shop.run(create("WIRE").with("procedure", "any").with("quantity", "1.234"));
  shop.run(create("WIRE").with("procedure", "any").with("quantity", "1.2340"));
}

TEST_CASE("run create: serials are unique per part number, over its revisions") {
  Shop shop;
  shop.add_part("PLATE", "serial", 0, "A");
  shop.add_part("PLATE", "serial", 0, "B");
  shop.run(create("BRKT").with("procedure", "any").with("serial", "X-1"));
  shop.refused(create("BRKT").with("procedure", "any").with("serial", "X-1"), ErrorCode::kRuleRefused);
  shop.run(create("PLATE:A").with("procedure", "any").with("serial", "X-1"));
  shop.refused(create("PLATE:B").with("procedure", "any").with("serial", "X-1"), ErrorCode::kRuleRefused);
  shop.run(create("PLATE:B").with("procedure", "any").with("serial", "X-2"));
  CHECK(shop.show_run("R-3")["part_revision"] == Value("B"));
  shop.refused(create("PLATE").with("procedure", "any").with("serial", "X-3"), ErrorCode::kRuleRefused);
  shop.refused(create("PLATE:C").with("procedure", "any").with("serial", "X-3"), ErrorCode::kNotFound);
  shop.refused(create("BRKT").with("procedure", "any").with("serial", "X 1"), ErrorCode::kValueInvalid);
}

TEST_CASE("run create: automatic numbers follow the pattern and step over those taken") {
  Shop shop;
  const auto make = [&](const char* serial) {
    shop.run(create("BRKT").with("procedure", "any").with("serial", serial));
  };
  make("auto");
  make("auto");
  CHECK(serials(shop) == "SN-00001 SN-00002 ");
  make("SN-00003");
  make("SN-00005");
  make("auto");
  make("auto");
  make("auto");
  // None of the automatic ones took a number that was given by hand.
  const Texts ids = column(shop.run(Ask("run.list")), "id");
  std::set<std::string> different;
  for (const std::string& id : ids) different.insert(shop.show_run(id)["serial"].as_text());
  CHECK(ids.size() == 7);
  CHECK(different.size() == 7);
  // The same numbers again for another part, and for lots.
  shop.add_part("PLATE", "serial");
  shop.run(create("PLATE").with("procedure", "any").with("serial", "auto"));
  CHECK(shop.show_run("R-8")["serial"] == Value("SN-00001"));
  shop.run(
      create("GREASE").with("procedure", "any").with("lot", "auto").with("quantity", "1").with("copies", 2));
  CHECK(shop.show_run("R-9")["lot"] == Value("LOT-00001"));
  CHECK(shop.show_run("R-10")["lot"] == Value("LOT-00002"));
  shop.set("serial_pattern", "A{n}");
  shop.run(create("PLATE").with("procedure", "any").with("serial", "auto"));
  CHECK(shop.show_run("R-11")["serial"] == Value("A1"));
}

TEST_CASE("run create: whatever numbers are taken, automatic ones are new") {
  Shop shop;
  std::set<std::string> taken;
  // Blocks with holes of one to three, longer than any doubling search looks at once.
  for (int number = 1; number <= 60; ++number) {
    if (number % 7 == 0 || number % 11 == 0 || (number > 30 && number < 34)) continue;
    const std::string serial = (number < 10 ? "SN-0000" : "SN-000") + std::to_string(number);
    shop.run(create("BRKT").with("procedure", "any").with("serial", serial));
    taken.insert(serial);
  }
  const Value made =
      shop.run(create("BRKT").with("procedure", "any").with("serial", "auto").with("copies", 20));
  for (const std::string& id : column(made["runs"], "id")) {
    CHECK(taken.insert(shop.show_run(id)["serial"].as_text()).second);
  }
}

TEST_CASE("run create: copies are runs of their own") {
  Shop shop;
  const Value made =
      shop.run(create("BRKT").with("procedure", "any").with("serial", "auto").with("copies", 3));
  CHECK(column(made["runs"], "id") == Texts{"R-1", "R-2", "R-3"});
  CHECK(column(made["runs"], "inventory") == Texts{"INV-1", "INV-2", "INV-3"});
  CHECK(serials(shop) == "SN-00001 SN-00002 SN-00003 ");
  shop.refused(create("BRKT").with("procedure", "any").with("serial", "X-1").with("copies", 2),
               ErrorCode::kUsage);
  shop.refused(create("BRKT").with("procedure", "any").with("serial", "auto").with("copies", 0),
               ErrorCode::kValueInvalid);
  shop.run(create("WIRE").with("procedure", "any").with("quantity", "5").with("copies", 2));
  // Ids are never reused, also not those of a refused command.
  CHECK(first(shop.run(create("BRKT").with("procedure", "any").with("serial", "auto")))["id"] ==
        Value("R-6"));
}

TEST_CASE("run create: all that a run can be told") {
  Shop shop;
  shop.run(Ask("team.add").with("team", "line-1").with_all("users", {"bob"}));
  shop.run(create("BRKT")
               .with("procedure", "any")
               .with("serial", "auto")
               .with("title", "The \"first\", one")
               .with("due", "2030-01-02")
               .with("assignee", "team:line-1")
               .with("export_controlled", true)
               .with("attr", pairs({{"customer", "Acme"}, {"colour", "red"}})));
  const Value run = shop.show_run("R-1");
  CHECK(run["title"] == Value("The \"first\", one"));
  CHECK(run["due"] == Value("2030-01-02T23:59:59.000000Z"));
  CHECK(run["assignee"] == Value("team:line-1"));
  CHECK(run["export_controlled"] == Value(true));
  CHECK(run["attributes"]["customer"] == Value("Acme"));
  CHECK(run["attributes"]["colour"] == Value("red"));
  shop.refused(create("BRKT").with("procedure", "any").with("serial", "auto").with("assignee", "nobody"),
               ErrorCode::kNotFound);
  shop.refused(create("BRKT").with("procedure", "any").with("serial", "auto").with("assignee", "team:none"),
               ErrorCode::kNotFound);
  shop.refused(create("BRKT").with("procedure", "any").with("serial", "auto").with("due", "soon"),
               ErrorCode::kValueInvalid);
}

TEST_CASE("run create: auto takes the one procedure for the part") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.add_part("PLATE", "serial");
  const auto ask = [] { return create("BRKT").with("procedure", "auto").with("serial", "auto"); };
  CHECK(shop.refused(ask(), ErrorCode::kRuleRefused).message() == "No procedures available for this part");
  shop.add_procedure("procedure: one\ntitle: One\nparts: [BRKT]\nsteps: [{id: a, title: A}]\n");
  CHECK(shop.refused(ask(), ErrorCode::kRuleRefused).message() == "No procedures available for this part");
  shop.release("one");
  shop.make_procedure("procedure: plates\ntitle: Plates\nparts: [PLATE]\nsteps: [{id: a, title: A}]\n");
  CHECK(first(shop.run(ask()))["procedure"]["key"] == Value("one"));
  // A draft after it does not count; the newest released revision is taken.
  shop.add_procedure("procedure: one\ntitle: One, revised\nparts: [BRKT]\nsteps: [{id: a, title: A}]\n");
  CHECK(first(shop.run(ask()))["procedure"]["revision"] == Value(1));
  shop.release("one");
  CHECK(first(shop.run(ask()))["procedure"]["revision"] == Value(2));
  shop.make_procedure("procedure: any\ntitle: Any\nsteps: [{id: a, title: A}]\n");
  const Error several = shop.refused(ask(), ErrorCode::kRuleRefused);
  CHECK(several.message().find("one") != std::string::npos);
  CHECK(several.message().find("any") != std::string::npos);
  CHECK(several.message().find("plates") == std::string::npos);
}

TEST_CASE("run create: only a released revision for the part can be run") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.add_part("PLATE", "serial");
  shop.add_procedure("procedure: one\ntitle: One\nparts: [BRKT]\nsteps: [{id: a, title: A}]\n");
  const auto ask = [](const char* part, const char* procedure) {
    return create(part).with("procedure", procedure).with("serial", "auto");
  };
  shop.refused(ask("BRKT", "one"), ErrorCode::kRuleRefused);
  shop.refused(ask("BRKT", "one@1"), ErrorCode::kRuleRefused);
  shop.run(Ask("procedure.submit").with_all("procedures", {"one"}));
  shop.refused(ask("BRKT", "one"), ErrorCode::kRuleRefused);
  shop.release("one");
  shop.refused(ask("PLATE", "one"), ErrorCode::kRuleRefused);
  shop.refused(ask("BRKT", "one@2"), ErrorCode::kNotFound);
  shop.refused(ask("BRKT", "two"), ErrorCode::kNotFound);
  shop.refused(ask("ROPE", "one"), ErrorCode::kNotFound);
  shop.run(ask("BRKT", "one"));
  shop.run(Ask("procedure.archive").with_all("procedures", {"one"}));
  shop.refused(ask("BRKT", "one"), ErrorCode::kRuleRefused);
  // The open run keeps it.
  CHECK(shop.start({"R-1/a"})["steps"].as_list().size() == 1);
}

TEST_CASE("run create: a run keeps the revision it was created with") {
  BracketShop shop;
  shop.make_procedure(
      "procedure: bracket\ntitle: Bracket\nparts: [BRKT]\nsteps: [{id: only, title: Only}]\n");
  CHECK(shop.make_run("BRKT", "bracket") == "R-2");
  CHECK(shop.make_run("BRKT", "bracket@1") == "R-3");
  const auto keys = [&](const char* id) { return column(shop.show_run(id)["steps"], "key"); };
  CHECK(keys("R-1") == Texts{"kit", "torque"});
  CHECK(keys("R-2") == Texts{"only"});
  CHECK(keys("R-3") == Texts{"kit", "torque"});
}

TEST_CASE("run create: the procedure may be left out") {
  Shop shop;
  const Value made = shop.run(create("BRKT").with("serial", "auto"));
  CHECK(first(made)["procedure"] == Value());
  CHECK(first(made)["status"] == Value("todo"));
  CHECK(shop.show_run("R-1")["steps"].as_list().empty());
}

TEST_CASE("run create: a document is all runs or none, with the place of what is wrong") {
  Shop shop;
  const char* good = R"(runs:
  - part: BRKT
    procedure: any
    serial: auto
    copies: 2
    attr: {customer: Acme}
  - {part: WIRE, procedure: any, quantity: 1.5, title: A wire, due: 2030-01-02}
)";
  const Value made = shop.run(Ask("run.create").with_file("file", "runs.yaml", good));
  CHECK(column(made["runs"], "id") == Texts{"R-1", "R-2", "R-3"});
  CHECK(shop.show_run("R-2")["attributes"]["customer"] == Value("Acme"));
  CHECK(shop.show_run("R-3")["title"] == Value("A wire"));
  CHECK(shop.show_run("R-3")["quantity"] == Value("1.500"));

  const char* clash = R"(runs:
  - {part: BRKT, procedure: any, serial: X-1}
  - {part: BRKT, procedure: any, serial: X-2}

  -   {part: BRKT, procedure: any, serial: X-1}
)";
  const Error error =
      shop.refused(Ask("run.create").with_file("file", "clash.yaml", clash), ErrorCode::kRuleRefused);
  CHECK(error.file() == "clash.yaml");
  CHECK(error.line() == 5);
  CHECK(error.column() >= 7);

  const char* invalid = "runs:\n  - {procedure: any}\n  - {part: BRKT, colour: red}\n";
  const Error findings_of =
      shop.refused(Ask("run.create").with_file("file", "bad.yaml", invalid), ErrorCode::kDocumentInvalid);
  CHECK(findings_of.findings().size() == 2);
  CHECK(findings_of.file() == "bad.yaml");
  CHECK(findings_of.line() == 2);

  const char* json = R"({"runs": [{"part": "WIRE", "procedure": "any", "quantity": "0.25"}]})";
  CHECK(shop.run(Ask("run.create").with_file("file", "runs.json", json))["runs"].as_list().size() == 1);
  shop.refused(Ask("run.create").with_file("file", "runs.json", json).with("part", "BRKT"),
               ErrorCode::kUsage);
  shop.refused(Ask("run.create"), ErrorCode::kUsage);
}

TEST_CASE("run list: filters, and runs that are stuck in todo") {
  BracketShop shop;
  shop.run(create("BRKT").with("procedure", "bracket").with("serial", "auto").at("2020-01-01T00:00:00Z"));
  shop.run(create("BRKT").with("procedure", "bracket").with("serial", "auto").at("2020-01-01T00:00:00Z"));
  shop.start({"R-3/kit"});
  const auto ids = [&](Ask ask) { return column(shop.run(ask), "id"); };
  CHECK(ids(Ask("run.list")) == Texts{"R-1", "R-2", "R-3"});
  CHECK(ids(Ask("run.list").with("stuck", "3d")) == Texts{"R-2"});
  CHECK(ids(Ask("run.list").with("status", "in_progress")) == Texts{"R-3"});
  CHECK(ids(Ask("run.list").with("lifecycle", "todo")) == Texts{"R-1", "R-2"});
  CHECK(ids(Ask("run.list").with("procedure", "bracket@1")).size() == 3);
  for (const char* filter : {"part", "procedure", "assignee"})
    shop.refused(Ask("run.list").with(filter, "OTHER"), ErrorCode::kNotFound);
  shop.refused(Ask("run.list").with("procedure", "bracket@2"), ErrorCode::kNotFound);
  CHECK(ids(Ask("run.list").with("open", true)).size() == 3);
}
