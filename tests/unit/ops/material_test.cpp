#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

namespace {

Ask part(const std::string& number, const std::string& tracking) {
  return Ask("part.add").with("part", number).with("name", "A part").with("tracking", tracking);
}

}  // namespace

TEST_CASE("location: codes are added once") {
  Workshop shop;
  const Value made = shop.run(
      Ask("location.add").with("location", "WC-10").with("name", "Assembly").with("work_center", true));
  CHECK(made["locations"].as_list().front()["code"] == Value("WC-10"));
  shop.run(Ask("location.add").with("location", "A1").with("name", "Shelf"));
  const Value list = shop.run(Ask("location.list"));
  CHECK(column(list, "code") == Texts{"A1", "WC-10"});
  CHECK(list.as_list()[0]["work_center"] == Value(false));
  CHECK(list.as_list()[1]["work_center"] == Value(true));
  shop.refused(Ask("location.add").with("location", "A1").with("name", "Shelf"), ErrorCode::kRuleRefused);
  shop.refused(Ask("location.add").with("location", "A 1").with("name", "Shelf"), ErrorCode::kValueInvalid);
  shop.refused(Ask("location.add").with("location", "A2"), ErrorCode::kUsage);
}

TEST_CASE("part: each kind of tracking, unit and precision") {
  Workshop shop;
  shop.run(part("BRKT", "serial"));
  shop.run(part("GREASE", "lot").with("unit", "kg").with("precision", 6));
  shop.run(part("WIRE", "quantity").with("unit", "m").with("precision", 2).with("revision", "B"));
  const Value list = shop.run(Ask("part.list"));
  CHECK(column(list, "number") == Texts{"BRKT", "GREASE", "WIRE"});
  const Value grease = shop.run(Ask("part.show").with("part", "GREASE"));
  CHECK(grease["revision"] == Value());
  CHECK(grease["tracking"] == Value("lot"));
  CHECK(grease["unit"] == Value("kg"));
  CHECK(grease["precision"] == Value(6));
  CHECK(shop.run(Ask("part.show").with("part", "BRKT"))["precision"] == Value(0));
  CHECK(shop.run(Ask("part.show").with("part", "WIRE:B"))["revision"] == Value("B"));
  shop.refused(Ask("part.show").with("part", "WIRE:A"), ErrorCode::kNotFound);
  shop.refused(Ask("part.show").with("part", "ROPE"), ErrorCode::kNotFound);
}

TEST_CASE("part: what is no part is refused") {
  Workshop shop;
  shop.refused(part("B RKT", "serial"), ErrorCode::kValueInvalid);
  shop.refused(part("BRKT", "lot").with("precision", 7), ErrorCode::kValueInvalid);
  shop.refused(part("BRKT", "lot").with("revision", "A B"), ErrorCode::kValueInvalid);
  shop.refused(part("BRKT", "pallet"), ErrorCode::kUsage);
  shop.refused(Ask("part.add").with("part", "BRKT").with("name", "x"), ErrorCode::kUsage);
  shop.refused(Ask("part.add"), ErrorCode::kUsage);
}

TEST_CASE("part: the same again changes nothing, something else is refused") {
  Workshop shop;
  shop.run(part("BRKT", "lot"));
  const std::string before = shop.snapshot();
  shop.run(part("BRKT", "lot"));
  CHECK(shop.snapshot() == before);
  shop.refused(part("BRKT", "quantity"), ErrorCode::kRuleRefused);
  shop.refused(part("BRKT", "lot").with("unit", "kg"), ErrorCode::kRuleRefused);
}

TEST_CASE("part: revisions of a number share tracking, unit and precision") {
  Workshop shop;
  shop.run(part("WIRE", "quantity").with("unit", "m").with("precision", 2).with("revision", "A"));
  const auto revision_b = [] { return part("WIRE", "quantity").with("revision", "B"); };
  shop.refused(revision_b().with("unit", "m"), ErrorCode::kRuleRefused);
  shop.refused(revision_b().with("precision", 2), ErrorCode::kRuleRefused);
  shop.refused(part("WIRE", "lot").with("revision", "B").with("unit", "m").with("precision", 2),
               ErrorCode::kRuleRefused);
  shop.run(revision_b().with("unit", "m").with("precision", 2));
  CHECK(shop.run(Ask("part.list")).as_list().size() == 2);
}

TEST_CASE("part: a list is added whole or not at all, with the place of what is wrong") {
  Workshop shop;
  const char* good = R"(parts:
  - {number: BRKT, name: Bracket, tracking: serial}
  - {number: WIRE, revision: A, name: Wire, tracking: quantity, unit: m, precision: 2}
)";
  const Value made = shop.run(Ask("part.add").with_file("file", "parts.yaml", good));
  CHECK(column(made["parts"], "number") == Texts{"BRKT", "WIRE"});
  const char* clash = R"(parts:
  - {number: NEW, name: New, tracking: serial}
  - {number: WIRE, revision: B, name: Wire, tracking: quantity, unit: ft, precision: 2}
)";
  const Error error =
      shop.refused(Ask("part.add").with_file("file", "clash.yaml", clash), ErrorCode::kRuleRefused);
  CHECK(error.file() == "clash.yaml");
  CHECK(error.line() == 3);
  CHECK(error.column() == 5);
  const Error invalid =
      shop.refused(Ask("part.add")
                       .with_file("file", "bad.yaml",
                                  "parts:\n  - {number: X, name: X, tracking: pallet}\n  - {number: Y}\n"),
                   ErrorCode::kDocumentInvalid);
  CHECK(invalid.findings().size() >= 2);
  CHECK(invalid.line() == 2);
}
