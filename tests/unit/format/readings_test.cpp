#include "format/readings.h"

#include <catch2/catch.hpp>

namespace traveler::format {
namespace {

Value cell(std::string_view key, bool required, Value value, std::string_view judgement) {
  return Value::object()
      .add("key", key)
      .add("type", "number")
      .add("required", required)
      .add("value", std::move(value))
      .add("judgement", judgement);
}

Value::List fields_with(bool required, Value::List cells) {
  Value table = cell("bores", required, {}, "empty");
  table.set("type", "table").add("cells", Value(std::move(cells)));
  return {std::move(table)};
}

TEST_CASE("a required table wants the required cells of every row", "[format][readings]") {
  const Value::List fields =
      fields_with(true, {cell("bores[1].dia", true, {}, "empty"), cell("bores[1].note", false, {}, "empty"),
                         cell("bores[2].dia", true, "9.5", "ok"), cell("bores[2].note", false, {}, "empty")});
  CHECK(open_readings(fields).missing == std::vector<std::string>{"bores[1].dia"});
  CHECK(open_readings(fields).out_of_spec.empty());
}

TEST_CASE("a row without required cells wants one value", "[format][readings]") {
  const Value::List fields =
      fields_with(true, {cell("bores[1].a", false, {}, "empty"), cell("bores[1].b", false, {}, "empty")});
  CHECK(open_readings(fields).missing == std::vector<std::string>{"bores[1].a"});
}

TEST_CASE("an optional table wants what was begun", "[format][readings]") {
  const Value::List fields =
      fields_with(false, {cell("bores[1].a", true, {}, "empty"), cell("bores[2].a", true, {}, "empty"),
                          cell("bores[2].b", false, "11", "out_of_spec")});
  const OpenReadings open = open_readings(fields);
  CHECK(open.missing == std::vector<std::string>{"bores[2].a"});
  REQUIRE(open.out_of_spec.size() == 1);
  CHECK((*open.out_of_spec.front())["key"] == Value("bores[2].b"));
}

}  // namespace
}  // namespace traveler::format
