#include <sstream>

#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

Texts lines(const std::string& text) {
  Texts out;
  std::istringstream stream(text);
  std::string line;
  while (std::getline(stream, line)) {
    REQUIRE((!line.empty() && line.back() == '\r'));
    line.pop_back();
    out.push_back(line);
  }
  return out;
}

class Shop : public BracketShop {
 public:
  Shop() {
    start({"R-1/kit"});
    complete({"R-1/kit"});
    start({"R-1/torque"});
    run(record("R-1/torque", {{"nm", "10.50"}, {"note", "a \"b\", c\nd"}}));
    run(record("R-1/torque", {{"nm", "11"}, {"note", ""}}));
    run(sign("R-1/torque", "inspector"));
  }
};

}  // namespace

TEST_CASE("export: the header is always there, with the columns of the manual") {
  Workshop shop;
  const std::vector<std::pair<const char*, const char*>> headers{
      {"runs",
       "id,title,procedure,procedure_revision,part,part_revision,inventory,serial,lot,quantity,status,"
       "lifecycle,batch,"
       "assignee,due,scheduled_start,scheduled_end,export_controlled,created_at,created_by,started_at,"
       "completed_at,"
       "updated_at,revision"},
      {"steps",
       "id,run,key,number,title,state,available,required,parent,attempt,location,started_at,started_by,"
       "completed_at,"
       "completed_by,updated_at"},
      {"measurements",
       "seq,run,step,field,row,column,attempt,type,value,value_number,unit,min,max,judgement,current,"
       "recorded_by,"
       "recorded_at,deviation_reason"},
      {"history", "seq,at,recorded_at,actor,op,subject,field,old,new,reason,hash"},
  };
  for (const auto& [table, header] : headers) {
    CAPTURE(table);
    // Columns only ever grow at the end.
    CHECK(lines(shop.exported(table)).front().starts_with(header));
    if (std::string_view(table) == "history") continue;
    CHECK(lines(shop.exported(table)).size() == 1);
    CHECK(shop.exported(table, ExportFormat::kJson) == "[]\n");
    CHECK(shop.exported(table, ExportFormat::kNdjson).empty());
  }
}

TEST_CASE("export: measurements have every value, overwritten and cleared ones included") {
  Shop shop;
  const std::string csv = shop.exported("measurements");
  const auto has = [&](const std::string& piece) {
    CAPTURE(piece);
    CHECK(csv.find(piece) != std::string::npos);
  };
  has(",R-1,R-1/torque,nm,,,1,number,10.50,10.50,N.m,9.5,10.5,ok,false,bob,");
  has(",R-1,R-1/torque,nm,,,1,number,11,11,N.m,9.5,10.5,out_of_spec,true,bob,");
  has(",R-1,R-1/torque,note,,,1,text,\"a \"\"b\"\", c\nd\",,,,,ok,false,bob,");
  has(",R-1,R-1/torque,note,,,1,text,,,,,,empty,true,bob,");
  has(",R-1,R-1/torque,inspector,,,1,signoff,quinn,,,,,ok,true,quinn,");
  const std::string json = shop.exported("measurements", ExportFormat::kJson);
  CHECK(
      json.find(
          R"("value":"10.50","value_number":10.50,"unit":"N.m","min":9.5,"max":10.5,"judgement":"ok","current":false)") !=
      std::string::npos);
  CHECK(json.find(R"("value":null,"value_number":null,"unit":null)") != std::string::npos);
  CHECK(json.starts_with("[\n{"));
  CHECK(json.ends_with("}\n]\n"));
  const std::string ndjson = shop.exported("measurements", ExportFormat::kNdjson);
  CHECK(std::count(ndjson.begin(), ndjson.end(), '\n') == 5);
  CHECK(ndjson.ends_with("}\n"));
}

TEST_CASE("export: null is bare, an empty text is quoted, times have six digits") {
  Workshop shop;
  shop.run(Ask("location.add").with("location", "A1").with("name", ""));
  const std::string csv = shop.exported("history");
  CHECK(csv.find(",A1,name,,\"\",,") != std::string::npos);
  const Texts rows = lines(csv);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CAPTURE(rows[i]);
    const std::string at = rows[i].substr(rows[i].find(',') + 1, 27);
    CHECK(at.size() == 27);
    CHECK(at[10] == 'T');
    CHECK(at[19] == '.');
    CHECK(at[26] == 'Z');
  }
}

TEST_CASE("export: the same data gives the same bytes") {
  Shop shop;
  for (const std::string_view table : export_tables()) {
    CAPTURE(table);
    CHECK(shop.exported(table) == shop.exported(table));
  }
}

TEST_CASE("export: an unknown table is refused") {
  Workshop shop;
  try {
    shop.exported("run");
    FAIL("exported");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kUsage);
    CHECK(error.hint().find("runs") != std::string::npos);
  }
}

TEST_CASE("export: nothing is available in a run that has ended") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(R"(procedure: p
title: P
flow: graph
steps:
  - {id: a, title: A}
  - {id: b, title: B, required: false}
)");
  const auto available = [&](const std::string& run) {
    std::string listed;
    const Value steps = shop.run(Ask("step.list").with("run", run));
    for (const Value& step : steps.as_list())
      listed += step["key"].as_text() + (step["available"].as_bool() ? "+ " : "- ");
    std::string exported;
    for (const std::string& line : lines(shop.exported("steps"))) {
      // id, run, key, number, title, state, available
      std::istringstream cells(line);
      Texts cell(7);
      for (std::string& text : cell) std::getline(cells, text, ',');
      if (cell[1] == run) exported += cell[2] + (cell[6] == "true" ? "+ " : "- ");
    }
    CHECK(exported == listed);
    return listed;
  };
  shop.make_run("BRKT", "p");
  shop.make_run("BRKT", "p");
  CHECK(available("R-1") == "a+ b+ ");
  shop.start({"R-1/a"});
  shop.complete({"R-1/a"});
  CHECK(shop.show_run("R-1")["lifecycle"] == Value("complete"));
  CHECK(available("R-1") == "a- b- ");
  CHECK(shop.run(Ask("step.next").with("run", "R-1")).as_list().empty());
  shop.run(Ask("run.fail").with("run", "R-2").because("a crack"));
  CHECK(available("R-2") == "a- b- ");
  CHECK(shop.run(Ask("step.next")).as_list().empty());
}
