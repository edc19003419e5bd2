#include "store/runs.h"
#include "store/readings.h"

#include <catch2/catch.hpp>

#include "../ops/workshop.h"
#include "store/projector.h"
#include "store/working_set.h"

using namespace traveler;
using namespace traveler::store;
using testing::Ask;
using testing::pairs;
using testing::Texts;
using testing::Workshop;

namespace {

constexpr std::string_view kReadings = R"(procedure: p
title: P
steps:
  - id: a
    title: A
    fields:
      - {id: alpha, type: text}
      - {id: beta, type: text}
      - {id: first, type: signoff, role: quality}
      - {id: last, type: signoff, role: quality}
      - {id: bores, type: table, rows: {min: 0, max: 20}, columns: [{id: a, type: text}, {id: b, type: text}]}
)";

/// R-1 with one step in progress that takes values of several kinds.
class ReadingShop : public Workshop {
 public:
  ReadingShop() {
    add_part("BRKT", "serial");
    make_procedure(kReadings);
    make_run("BRKT", "p");
    start({"R-1/a"});
  }
  void record_one(const std::string& field, const std::string& value) {
    run(record("R-1/a", {{field, value}}));
  }
  Texts readings(bool current_only) const {
    auto db = Connection::open(database(), {.read_only = true});
    Texts out;
    for (const Reading& r : readings_of_step(db, 1, 1, 1, current_only)) {
      std::string at = r.field;
      if (!r.row.empty()) at += '[' + r.row + "]." + r.column;
      out.push_back(at + '=' + r.value.value_or("null"));
    }
    return out;
  }
};

Texts names(const std::vector<Attribute>& attributes) {
  Texts out;
  for (const Attribute& one : attributes) out.push_back(one.name + '=' + one.value);
  return out;
}

}  // namespace

TEST_CASE("runs: the readings of a step come in the order they were recorded") {
  ReadingShop shop;
  shop.record_one("bores[10].b", "1");
  shop.record_one("beta", "2");
  shop.record_one("bores[2].a", "3");
  shop.record_one("alpha", "4");
  shop.record_one("beta", "5");
  shop.record_one("bores[2].a", "6");
  CHECK(shop.readings(false) ==
        Texts{"bores[10].b=1", "beta=2", "bores[2].a=3", "alpha=4", "beta=5", "bores[2].a=6"});
  CHECK(shop.readings(true) == Texts{"bores[10].b=1", "alpha=4", "beta=5", "bores[2].a=6"});
  // Of one entry by field, row and column.
  shop.run(Workshop::record("R-1/a", {{"beta", "8"}, {"bores[10].a", "7"}, {"alpha", "9"}}));
  CHECK(shop.readings(true) == Texts{"bores[10].b=1", "bores[2].a=6", "alpha=9", "beta=8", "bores[10].a=7"});
}

TEST_CASE("runs: an entry tells what it supersedes in the order it was signed") {
  ReadingShop shop;
  shop.run(Workshop::sign("R-1/a", "last"));
  shop.run(Workshop::sign("R-1/a", "first"));
  shop.record_one("alpha", "1");
  const Value log = shop.run(Ask("log"));
  Texts fields;
  for (const Value& change : log.as_list().back()["changes"].as_list()) {
    const std::string& subject = change["subject"].as_text();
    if (fields.empty() || fields.back() != subject) fields.push_back(subject);  // a line each field of it
  }
  CHECK(fields == Texts{"R-1/a#alpha", "R-1/a#last", "R-1/a#first"});
}

TEST_CASE("runs: attributes are read in order, each run's own, by name") {
  Workshop shop;
  shop.add_part("WIRE", "quantity");
  const auto make = [&](const testing::Pairs& attributes) {
    shop.run(Ask("run.create").with("part", "WIRE").with("quantity", "1").with("attr", pairs(attributes)));
  };
  make({{"zone", "1"}, {"area", "2"}, {"mid", "3"}});
  make({});
  make({{"b", "4"}, {"a", "5"}});
  make({{"c", "6"}});
  auto db = Connection::open(shop.database(), {.read_only = true});
  {
    AttributesInOrder in_order(db);
    CHECK(names(in_order.of(1)) == Texts{"area=2", "mid=3", "zone=1"});
    CHECK(in_order.of(2).empty());
    CHECK(names(in_order.of(3)) == Texts{"a=5", "b=4"});
    CHECK(names(in_order.of(4)) == Texts{"c=6"});
    CHECK(in_order.of(9).empty());
  }
  {
    // Some of the runs only, from none before the first on.
    AttributesInOrder in_order(db);
    CHECK(in_order.of(0).empty());
    CHECK(names(in_order.of(3)) == Texts{"a=5", "b=4"});
    CHECK(in_order.of(5).empty());
  }
  for (const std::int64_t run : {1, 2, 3, 4}) {
    CAPTURE(run);
    AttributesInOrder in_order(db);
    CHECK(names(in_order.of(run)) == names(run_attributes(db, run)));
  }
}

TEST_CASE("runs: attributes written in a transaction are seen in it, though there were none before") {
  Workshop shop;
  shop.add_part("WIRE", "quantity");
  shop.run(Ask("run.create").with("part", "WIRE").with("quantity", "1").with("copies", 2));
  auto db = Connection::open(shop.database());
  Transaction transaction(db, Transaction::Kind::kWrite);
  WorkingSet rows(db);
  CHECK(rows.attributes(1).empty());
  rows.edit_run(1).attributes = {{"zone", "1"}};
  rows.write_attributes(1);
  put_run_attributes(db, 2, {{"zone", "2"}});
  CHECK(names(rows.attributes(1)) == Texts{"zone=1"});
  CHECK(names(rows.attributes(2)) == Texts{"zone=2"});
  CHECK(names(run_attributes(db, 1)) == Texts{"zone=1"});
}

TEST_CASE("runs: rows that are many are written and forgotten, and read again as they are") {
  Workshop shop;
  shop.add_part("WIRE", "quantity");
  shop.run(Ask("run.create").with("part", "WIRE").with("quantity", "1"));
  auto db = Connection::open(shop.database());
  Transaction transaction(db, Transaction::Kind::kWrite);
  constexpr std::int64_t kSteps = 50'000;
  db.run_script(
      "INSERT INTO run_step (run, slot, state, attempt, open_upstreams, revision) WITH RECURSIVE n (i) AS "
      "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
      std::to_string(kSteps) + ") SELECT 1, i, 0, 1, 0, 1 FROM n");
  WorkingSet rows(db);
  // There are no attributes yet; then there is a run that has some.
  CHECK(rows.attributes(1).empty());
  Run second = rows.run(1);
  second.id = 2;
  second.attributes = {{"zone", "1"}};
  insert_run(db, second);
  rows.adopt(second);
  rows.edit_run(1).title = "Changed";
  for (std::int64_t slot = 1; slot < kSteps - 2; ++slot) rows.edit_step(1, slot);
  rows.edit_step(1, 7).attempt = 2;
  const auto attempt = [&] { return find_run_step(db, 1, 7)->attempt; };
  rows.trim();
  CHECK(attempt() == 1);  // not yet that many
  rows.step(1, kSteps - 1);
  rows.step(1, kSteps);
  rows.trim();
  CHECK(attempt() == 2);
  CHECK(find_run(db, 1)->title == "Changed");
  // What others write is seen now.
  db.run_script("UPDATE run SET title = 'Again' WHERE id = 1");
  CHECK(rows.run(1).title == "Again");
  CHECK(names(rows.attributes(2)) == Texts{"zone=1"});
}

TEST_CASE("runs: attributes that change later are replayed from what they were") {
  Workshop shop;
  shop.add_part("WIRE", "quantity");
  shop.run(Ask("run.create")
               .with("part", "WIRE")
               .with("quantity", "1")
               .with("attr", pairs({{"zone", "1"}, {"area", "2"}})));
  shop.run(Ask("run.set").with("run", "R-1").with("set", pairs({{"attr.zone", "3"}, {"attr.more", "4"}})));
  shop.run(Ask("run.set").with("run", "R-1").with("set", pairs({{"attr.area", ""}})));
  auto db = Connection::open(shop.database(), {.read_only = true});
  CHECK(names(run_attributes(db, 1)) == Texts{"more=4", "zone=3"});
  CHECK(shop.run(Ask("verify"))["ok"] == Value(true));
}

TEST_CASE("runs: an entry that changes attributes starts from those in the table") {
  Workshop shop;
  shop.add_part("WIRE", "quantity");
  shop.run(Ask("run.create").with("part", "WIRE").with("quantity", "1").with("attr", pairs({{"zone", "1"}})));
  auto db = Connection::open(shop.database());
  Transaction transaction(db, Transaction::Kind::kWrite);
  // As a replay does that has let go of the run.
  Projector projector(db);
  using Attributes = std::vector<Attribute>;
  HistoryEntry entry;
  entry.seq = 1000;
  entry.changes.push_back({ObjectKind::kRun, "R-1", {}});
  entry.changes.back().fields.push_back(
      {"attributes", encode_field(Attributes{{"zone", "1"}}), encode_field(Attributes{{"zone", "2"}})});
  projector.apply(entry);
  projector.rows().flush();
  CHECK(names(run_attributes(db, 1)) == Texts{"zone=2"});
}
