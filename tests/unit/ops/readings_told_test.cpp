#include "model/fields.h"
#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

constexpr std::string_view kInspect = R"(procedure: inspect
title: Inspect
parts: [BRKT]
steps:
  - id: look
    title: Look
    fields:
      - {id: gap, title: Gap, type: number, max: 2}
      - id: holes
        title: Holes
        type: table
        rows: [left, right]
        columns:
          - {id: d, title: Diameter, type: number, min: 6, max: 6.2, allow_na: true}
      - {id: seen, title: Seen by, type: signoff, role: quality, peer: true, meaning: reviewed}
)";

struct Inspection : Workshop {
  Inspection() {
    add_part("BRKT", "serial");
    make_procedure(kInspect);
    make_run("BRKT", "inspect");
    start({"R-1/look"});
  }
  std::string holes() { return field("R-1/look", "holes")["judgement"].as_text(); }
};

}  // namespace

TEST_CASE("readings: a table is judged by the worst of its cells") {
  Inspection shop;
  CHECK(shop.holes() == "empty");
  const auto put = [&](const char* cell, const char* value) {
    shop.run(Workshop::record("R-1/look", {{cell, Value(value)}}));
    return shop.holes();
  };
  CHECK(put("holes[left].d", "N/A") == "na");
  CHECK(put("holes[right].d", "6.1") == "ok");
  CHECK(put("holes[left].d", "6.3") == "out_of_spec");
  shop.run(Ask("step.deviate")
               .with("step", "R-1/look")
               .with("field", "holes[left].d")
               .by("quinn")
               .because("fits"));
  CHECK(shop.holes() == "deviated");
  CHECK(put("holes[right].d", "5.9") == "out_of_spec");
  CHECK(put("holes[right].d", "") == "deviated");
}

TEST_CASE("readings: the worse of two judgements, over the whole table") {
  using enum Judgement;
  const std::vector<Judgement> from_best{kEmpty, kNa, kOk, kDeviated, kOutOfSpec};
  for (std::size_t a = 0; a < from_best.size(); ++a) {
    for (std::size_t b = 0; b < from_best.size(); ++b)
      CHECK(worse_of(from_best[a], from_best[b]) == from_best[std::max(a, b)]);
  }
}

TEST_CASE("readings: a sign-off tells its meaning, and what it is overtaken by takes it out of force") {
  Inspection shop;
  Value seen = shop.field("R-1/look", "seen");
  CHECK(seen["meaning"] == Value("reviewed"));
  CHECK(seen["peer"] == Value(true));
  CHECK(shop.field("R-1/look", "gap")["meaning"].is_null());
  CHECK(shop.field("R-1/look", "gap")["peer"] == Value(false));
  shop.run(Workshop::sign("R-1/look", "seen"));
  const auto in_force = [&] {
    std::string out;
    shop.workspace().query("SELECT value, current FROM measurements WHERE field = 'seen' ORDER BY seq",
                           ExportFormat::kCsv, [&](std::string_view bytes) { out += bytes; });
    return out.substr(out.find('\n') + 1);
  };
  CHECK(in_force() == "quinn,1\r\n");
  CHECK(shop.exported("measurements").find(",signoff,quinn,,,,,ok,true,quinn,") != std::string::npos);
  shop.run(Workshop::record("R-1/look", {{"gap", Value("1")}}));
  seen = shop.field("R-1/look", "seen");
  CHECK(seen["superseded"] == Value(true));
  CHECK(seen["meaning"] == Value("reviewed"));
  CHECK(in_force() == "quinn,0\r\n");
  CHECK(shop.exported("measurements").find(",signoff,quinn,,,,,ok,false,quinn,") != std::string::npos);
}
