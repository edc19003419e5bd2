#include "store/inventory.h"
#include "../model/random_seed.h"
#include "inventory_shop.h"
#include "model/ids.h"
#include "raw_command.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

/// Installs an item into the item of R-1, as a step would.
void install(StockShop& shop, const std::string& id) {
  raw_command(shop.database(), "step.install", [&](store::Connection& db, ops::Command& command) {
    const Inventory item = *store::find_inventory(db, parse_inventory_id(id));
    Install made;
    made.id = item.id;
    made.run = 1;
    made.step = "torque";
    made.part = item.part;
    made.inventory = item.id;
    made.quantity = item.quantity;
    made.parents = {"INV-1"};
    made.installed_by = "alice";
    made.installed_at = command.at();
    Inventory inside = item;
    inside.install = made.id;
    command.record("R-1/torque", {change_of<Install>(nullptr, made), change_of(&item, inside)});
  });
}

/// An item of 10 in that status.
std::string make(StockShop& shop, const std::string& status) {
  if (status == "wip") {
    const Value made =
        shop.run(Ask("run.create").with("part", "BOLT").with("lot", "L-1").with("quantity", "10"));
    return made["runs"].as_list()[0]["inventory"].as_text();
  }
  const std::string id = shop.bolts();
  if (status == "scrapped") shop.run(shop.act("scrap", id));
  if (status == "installed") install(shop, id);
  if (status == "quarantined") shop.run(shop.act("quarantine", id));
  if (status == "kitted") shop.run(shop.kit(id));
  if (status == "unavailable") shop.run(shop.act("adjust", id).with("to", "0").because("none there"));
  REQUIRE(shop.status(id) == status);
  return id;
}

Ask verb_on(StockShop& shop, const std::string& verb, const std::string& status, const std::string& id) {
  if (verb == "move") return shop.move({id}, "A2");
  if (verb == "merge") return shop.merge({id, make(shop, status)});
  Ask ask = shop.act(verb, id);
  if (verb == "adjust") ask.with("to", "7").because("counted");
  if (verb == "kit") ask.with("run", "R-1");
  if (verb == "split") ask.with("into", 2);
  return ask;
}

std::vector<std::string> words(const std::string& line) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : line + ' ') {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      out.push_back(std::exchange(word, {}));
    }
  }
  return out;
}

}  // namespace

TEST_CASE("inventory: every verb in every status") {
  // The status that follows; - where the verb is refused.
  const std::vector<std::string> statuses =
      words("scrapped installed wip quarantined kitted available unavailable");
  const std::vector<std::string> table = {
      "move       -  -  wip  quarantined  kitted       available    -",
      "adjust     -  -  -    quarantined  kitted       available    available",
      "kit        -  -  -    -            -            kitted       -",
      "unkit      -  -  -    -            available    -            -",
      "scrap      -  -  -    scrapped     scrapped     scrapped     -",
      "quarantine -  -  -    -            quarantined  quarantined  -",
      "release    -  -  -    available    -            -            -",
      "split      -  -  -    quarantined  kitted       available    -",
      "merge      -  -  -    quarantined  kitted       available    -",
  };
  StockShop shop;
  for (const std::string& line : table) {
    const auto row = words(line);
    REQUIRE(row.size() == statuses.size() + 1);
    for (std::size_t i = 0; i < statuses.size(); ++i) {
      const std::string& verb = row[0];
      const std::string& status = statuses[i];
      INFO(verb << " on what is " << status);
      const std::string id = make(shop, status);
      const Ask ask = verb_on(shop, verb, status, id);
      if (row[i + 1] == "-") {
        const Error refusal = shop.refused(ask, ErrorCode::kRuleRefused);
        CHECK(refusal.subject() == id);
        CHECK_FALSE(refusal.hint().empty());
        CHECK(blockers(refusal) == Texts{"state " + id});
      } else {
        const std::int64_t head = shop.head();
        const Value answer = shop.run(ask);
        CHECK(shop.status(id) == row[i + 1]);
        CHECK(shop.head() == head + 1);
        CHECK(shop.id(answer) == id);
      }
    }
  }
  CHECK(shop.is_sound());
}

TEST_CASE("inventory: a part of an item becomes a record of its own") {
  StockShop shop;
  const auto check = [&](const Ask& whole, const std::string& status) {
    const std::string id = shop.bolts();
    Ask ask = whole;
    const std::string verb = ask.request().operation;
    INFO(verb);
    if (verb == "inventory.release") shop.run(shop.act("quarantine", id));
    const auto request = [&](const std::string& quantity) {
      Ask out(verb);
      if (verb == "inventory.move") {
        out.with_all("inventories", {id});
      } else {
        out.with("inventory", id);
      }
      if (verb == "inventory.move") out.with("to", "A2");
      if (verb == "inventory.kit") out.with("run", "R-1");
      return out.with("quantity", quantity);
    };
    for (const char* bad : {"0", "-1", "0.25", "10.1", "11"})
      shop.refused(request(bad), ErrorCode::kValueInvalid);
    const std::string before = shop.status(id);
    const std::int64_t head = shop.head();
    const Value answer = shop.run(request("2.5"));
    CHECK(shop.head() == head + 1);
    REQUIRE(shop.ids(answer).size() == 2);
    CHECK(shop.id(answer) == id);
    const Value& piece = answer["inventory"].as_list()[1];
    CHECK(piece["quantity"] == Value("2.5"));
    CHECK(piece["origin"] == Value(id));
    CHECK(piece["lot"] == Value("L-1"));
    CHECK(piece["revision"] == Value(1));
    CHECK(piece["status"] == Value(status));
    CHECK(shop.quantity(id) == "7.5");
    CHECK(shop.status(id) == before);
    CHECK(shop.show(piece["id"].as_text()) == piece);
    const Value log = shop.run(Ask("log").with("subject", id));
    CHECK(log.as_list().back()["op"] == Value(verb));
    // All of it is the record itself.
    const Value rest = shop.run(request("7.5"));
    CHECK(shop.ids(rest) == Texts{id});
  };
  check(Ask("inventory.move"), "available");
  check(Ask("inventory.kit"), "kitted");
  check(Ask("inventory.scrap"), "scrapped");
  check(Ask("inventory.quarantine"), "quarantined");
  check(Ask("inventory.release"), "available");
  CHECK(shop.is_sound());
}

TEST_CASE("inventory: move") {
  StockShop shop;
  const std::string a = shop.bolts();
  const std::string b = shop.base("S-1");
  const Value answer = shop.run(shop.move({a, b}, "WC-10"));
  CHECK(column(answer["inventory"], "location") == Texts{"WC-10", "WC-10"});
  CHECK(shop.head() == shop.scalar("SELECT max(seq) FROM history_entry WHERE subject = '" + b + "'"));
  // To where it is: nothing happens.
  const std::string before = shop.snapshot();
  CHECK(shop.run(shop.move({a}, "WC-10"))["seq"] == Value());
  CHECK(shop.snapshot() == before);
  shop.refused(shop.move({a}, "Z9"), ErrorCode::kNotFound);
  shop.refused(shop.move({a, b}, "A1").with("quantity", "1"), ErrorCode::kUsage);
  shop.refused(shop.move({a, "INV-99"}, "A1"), ErrorCode::kNotFound);
  shop.refused(shop.move({"R-1"}, "A1"), ErrorCode::kUsage);
  // What is on a run moves as a whole.
  const std::string wip = make(shop, "wip");
  shop.refused(shop.move({wip}, "A1").with("quantity", "1"), ErrorCode::kRuleRefused);
  shop.run(shop.move({wip}, "A1").with("quantity", "10"));
  CHECK(shop.show(wip)["location"] == Value("A1"));
  CHECK(shop.is_sound());
}

TEST_CASE("inventory: adjust") {
  StockShop shop;
  const std::string id = shop.bolts();
  const auto adjust = [&](const std::string& name, const std::string& amount) {
    return shop.act("adjust", id).with(name, amount).because("counted");
  };
  shop.run(adjust("by", "-3"));
  CHECK(shop.quantity(id) == "7.0");
  shop.run(adjust("by", "+0.5"));
  CHECK(shop.quantity(id) == "7.5");
  shop.run(adjust("to", "0"));
  CHECK(shop.status(id) == "unavailable");
  shop.run(adjust("by", "4"));
  CHECK(shop.quantity(id) == "4.0");
  for (const char* by : {"0", "-0", "-4.1", "0.25", "many", "+-1", ""})
    shop.refused(adjust("by", by), ErrorCode::kValueInvalid);
  for (const char* to : {"-1", "1.25", "many"}) shop.refused(adjust("to", to), ErrorCode::kValueInvalid);
  shop.refused(adjust("to", "1").with("by", "1"), ErrorCode::kUsage);
  shop.refused(shop.act("adjust", id).because("x"), ErrorCode::kUsage);
  shop.refused(shop.act("adjust", id).with("to", "1"), ErrorCode::kUsage);
  const std::string base = shop.base("S-1");
  shop.run(shop.act("adjust", base).with("by", "-1").because("lost"));
  CHECK(shop.quantity(base) == "0");
  shop.run(shop.act("adjust", base).with("to", "1").because("found"));
  shop.refused(shop.act("adjust", base).with("to", "2").because("x"), ErrorCode::kRuleRefused);
  // What is set aside and gone takes no verb until there is some again.
  const std::string aside = make(shop, "quarantined");
  shop.run(shop.act("adjust", aside).with("to", "0").because("gone"));
  shop.refused(shop.act("release", aside), ErrorCode::kRuleRefused);
  CHECK(shop.is_sound());
}

TEST_CASE("inventory: nothing sums up to more than can be counted") {
  StockShop shop;
  const auto wire = [&] {
    return StockShop::id(shop.run(shop.receive("WIRE").with("quantity", "9000000000000")));
  };
  const std::string one = wire();
  const std::string other = wire();
  const auto refused = [&](const Ask& ask) {
    CHECK(shop.refused(ask, ErrorCode::kValueInvalid).message() ==
          one + " would have more than can be counted");
  };
  refused(shop.merge({one, other}));
  refused(shop.act("adjust", one).with("by", "300000000000").because("counted"));
  shop.run(shop.act("adjust", one).with("by", "200000000000").because("counted"));
  shop.refused(shop.receive("WIRE").with("quantity", "10000000000000"), ErrorCode::kValueInvalid);
  CHECK(shop.is_sound());
}

TEST_CASE("inventory: kit is for an open run") {
  StockShop shop;
  const std::string id = shop.bolts();
  shop.refused(shop.kit(id, "R-9"), ErrorCode::kNotFound);
  shop.run(Ask("run.fail").with("run", "R-1").because("scratch"));
  shop.refused(shop.kit(id), ErrorCode::kRunLocked);
  const std::string run = shop.make_run("BRKT", "bracket");
  const Value kitted = shop.run(shop.kit(id, run));
  CHECK(kitted["inventory"].as_list()[0]["run"] == Value(run));
  const Value free = shop.run(shop.act("unkit", id));
  CHECK(free["inventory"].as_list()[0]["run"] == Value());
  // What is set aside is still for the run, in pieces and put together too, and what is scrapped is not.
  shop.run(shop.kit(id, run));
  const std::string piece = StockShop::id(shop.run(shop.act("quarantine", id).with("quantity", "2")), 1);
  CHECK(shop.status(piece) == "quarantined");
  CHECK(shop.show(piece)["run"] == Value(run));
  const Value split = shop.run(shop.act("split", piece).with("into", 2));
  CHECK(column(split["inventory"], "run") == Texts{run, run});
  shop.run(shop.merge(StockShop::ids(split)));
  shop.run(shop.act("release", piece));
  CHECK(shop.status(piece) == "kitted");
  CHECK(shop.show(piece)["run"] == Value(run));
  shop.run(shop.act("scrap", id));
  CHECK(shop.show(id)["run"] == Value());
  CHECK(shop.is_sound());
}

TEST_CASE("inventory: split") {
  StockShop shop;
  const auto split = [&](const std::string& id, const Texts& quantities) {
    return shop.act("split", id).with_all("quantities", quantities);
  };
  const std::string even = shop.bolts("10");
  const Value thirds = shop.run(shop.act("split", even).with("into", 3));
  CHECK(column(thirds["inventory"], "quantity") == Texts{"3.4", "3.3", "3.3"});
  CHECK(column(thirds["inventory"], "origin") == Texts{"null", even, even});
  // What a line has in common with its origin.
  const std::string aside = make(shop, "quarantined");
  shop.run(Ask("issue.create").with("title", "Rust").with("inventory", aside));
  const Value lines = shop.run(split(aside, {"1", "2.5"}));
  CHECK(column(lines["inventory"], "quantity") == Texts{"6.5", "1.0", "2.5"});
  CHECK(column(lines["inventory"], "status") == Texts{"quarantined", "quarantined", "quarantined"});
  CHECK(column(lines["inventory"], "issue") == Texts{"I-1", "I-1", "I-1"});
  CHECK(column(lines["inventory"], "location") == Texts{"A1", "A1", "A1"});
  CHECK(column(lines["inventory"], "lot") == Texts{"L-1", "L-1", "L-1"});
  const std::string kitted = make(shop, "kitted");
  CHECK(column(shop.run(split(kitted, {"1"}))["inventory"], "run") == Texts{"R-1", "R-1"});

  const std::string id = shop.bolts("1");
  for (const Texts& bad :
       {Texts{"1"}, Texts{"0.5", "0.5"}, Texts{"0"}, Texts{"-1"}, Texts{"0.25"}, Texts{"2"}})
    shop.refused(split(id, bad), ErrorCode::kValueInvalid);
  for (const int into : {0, 1, 11})
    shop.refused(shop.act("split", id).with("into", into), ErrorCode::kValueInvalid);
  shop.refused(shop.act("split", id), ErrorCode::kUsage);
  shop.refused(split(id, {"0.5"}).with("into", 2), ErrorCode::kUsage);
  shop.refused(shop.act("split", shop.base("S-1")).with("into", 2), ErrorCode::kRuleRefused);
  CHECK(shop.ids(shop.run(shop.act("split", id).with("into", 10))).size() == 10);
  CHECK(shop.is_sound());
}

TEST_CASE("inventory: merge") {
  StockShop shop;
  const std::string a = shop.bolts("1");
  const std::string b = shop.bolts("2.5");
  const std::string c = shop.bolts("3");
  const Value answer = shop.run(shop.merge({b, a, c}));
  CHECK(shop.ids(answer) == Texts{b, a, c});
  CHECK(column(answer["inventory"], "quantity") == Texts{"6.5", "0.0", "0.0"});
  CHECK(column(answer["inventory"], "status") == Texts{"available", "unavailable", "unavailable"});
  CHECK(shop.scalar("SELECT count(*) FROM inventory_item WHERE merged_into = " + b.substr(4)) == 2);
  shop.refused(shop.act("adjust", a).with("to", "1").because("x"), ErrorCode::kRuleRefused);
  shop.refused(shop.merge({b, a}), ErrorCode::kRuleRefused);
  // A merged item that was kitted is kitted no more.
  const std::string kitted = make(shop, "kitted");
  const std::string other = make(shop, "kitted");
  const Value both = shop.run(shop.merge({kitted, other}));
  CHECK(column(both["inventory"], "run") == Texts{"R-1", "null"});

  const std::string aside = make(shop, "quarantined");
  const Value set_aside = shop.run(shop.merge({aside, make(shop, "quarantined")}));
  CHECK(column(set_aside["inventory"], "status") == Texts{"quarantined", "unavailable"});

  const auto refused = [&](const std::string& one) {
    INFO(one);
    const Error refusal = shop.refused(shop.merge({b, one}), ErrorCode::kRuleRefused);
    CHECK(refusal.subject() == one);
  };
  refused(b);
  refused(shop.bolts("1", "L-2"));
  const std::string away = shop.bolts("1");
  shop.run(shop.move({away}, "A2"));
  refused(away);
  refused(make(shop, "kitted"));
  refused(make(shop, "quarantined"));
  const std::string tied = shop.bolts("1");
  shop.run(Ask("issue.create").with("title", "Rust").with("inventory", tied));
  refused(tied);
  refused(shop.base("S-1"));
  const std::string elsewhere = make(shop, "available");
  shop.run(shop.kit(elsewhere, shop.make_run("BRKT", "bracket")));
  shop.refused(shop.merge({kitted, elsewhere}), ErrorCode::kRuleRefused);
  shop.refused(shop.merge({shop.base("S-2"), shop.base("S-3")}), ErrorCode::kRuleRefused);
  shop.refused(shop.merge({b}), ErrorCode::kUsage);
  CHECK(shop.is_sound());
}

TEST_CASE("inventory: merge keeps revisions apart") {
  StockShop shop;
  shop.add_part("TAPE", "quantity", 0, "A");
  shop.add_part("TAPE", "quantity", 0, "B");
  const std::string a = shop.id(shop.run(shop.receive("TAPE:A").with("quantity", "1")));
  const std::string b = shop.id(shop.run(shop.receive("TAPE:B").with("quantity", "1")));
  shop.refused(shop.merge({a, b}), ErrorCode::kRuleRefused);
}

TEST_CASE("inventory: list and show") {
  StockShop shop;
  const std::string bolts = shop.bolts();
  const std::string base = shop.base("S-1");
  const std::string aside = make(shop, "quarantined");
  const auto list = [&](const std::string& name, const std::string& value) {
    return column(shop.run(Ask("inventory.list").with(name, value)), "id");
  };
  CHECK(column(shop.run(Ask("inventory.list")), "id") == Texts{"INV-1", bolts, base, aside});
  CHECK(list("part", "BOLT") == Texts{bolts, aside});
  shop.refused(Ask("inventory.list").with("part", "ROPE"), ErrorCode::kNotFound);
  shop.refused(Ask("inventory.list").with("location", "NOWHERE"), ErrorCode::kNotFound);
  CHECK(list("status", "wip") == Texts{"INV-1"});
  CHECK(list("status", "quarantined") == Texts{aside});
  CHECK(list("location", "A1") == Texts{bolts, aside});
  shop.refused(Ask("inventory.list").with("status", "gone"), ErrorCode::kUsage);
  shop.refused(shop.act("show", "INV-99"), ErrorCode::kNotFound);
  shop.refused(shop.act("show", "5"), ErrorCode::kUsage);
}

TEST_CASE("inventory: whatever is done, nothing appears or is lost") {
  const std::uint32_t seed = random_seed();
  CAPTURE(seed);
  Dice dice(seed);
  StockShop shop;
  Quantity total;
  const std::vector<std::string> verbs =
      words("receive move adjust kit unkit scrap quarantine release split merge");
  const std::vector<std::string> amounts = words("0.1 0.5 1 2.3 4 9");
  for (int i = 0; i < 150; ++i) {
    const std::string& verb = dice.one_of(verbs);
    const Value list = shop.run(Ask("inventory.list").with("part", "BOLT"));
    const std::string amount = dice.one_of(amounts);
    if (verb == "receive" || list.as_list().empty()) {
      shop.bolts(amount);
      total = total + *Quantity::parse(amount);
      continue;
    }
    const std::string id = dice.one_of(list.as_list())["id"].as_text();
    const std::string other = dice.one_of(list.as_list())["id"].as_text();
    Ask ask = verb == "move"    ? shop.move({id}, dice.chance(80) ? "A1" : "A2")
              : verb == "merge" ? shop.merge({id, other})
                                : shop.act(verb, id);
    if (verb == "kit") ask.with("run", "R-1");
    if (verb == "adjust") ask.with("by", (dice.chance(50) ? "-" : "") + amount).because("counted");
    if (verb == "split" && dice.chance(50)) {
      ask.with("into", dice.between(2, 4));
    } else if (verb == "split") {
      ask.with_all("quantities", {amount});
    } else if (verb != "adjust" && verb != "merge" && verb != "unkit" && dice.chance(50)) {
      ask.with("quantity", amount);
    }
    const std::string before = shop.quantity(id);
    try {
      shop.run(ask);
    } catch (const Error& error) {
      const bool expected =
          error.code() == ErrorCode::kRuleRefused || error.code() == ErrorCode::kValueInvalid;
      if (!expected) FAIL(verb << ": " << error.message());
      continue;
    }
    if (verb == "adjust") total = total + *Quantity::parse(shop.quantity(id)) - *Quantity::parse(before);
    Quantity sum;
    for (const std::string& quantity :
         column(shop.run(Ask("inventory.list").with("part", "BOLT")), "quantity"))
      sum = sum + *Quantity::parse(quantity);
    INFO(verb << ' ' << id);
    REQUIRE(sum.text() == total.text());
  }
  CHECK(shop.is_sound());
}
