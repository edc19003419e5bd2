#include "mutate.h"

#include <array>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

namespace traveler {

namespace {

using Json = nlohmann::json;

constexpr std::array kKeys{"procedure",
                           "standard_step",
                           "title",
                           "type",
                           "parts",
                           "flow",
                           "attributes",
                           "approvals",
                           "steps",
                           "id",
                           "instructions",
                           "required",
                           "after",
                           "location",
                           "lead_time",
                           "fields",
                           "requires",
                           "outside",
                           "use",
                           "allow_na",
                           "per_unit",
                           "unit",
                           "help",
                           "min",
                           "max",
                           "target",
                           "tolerance",
                           "options",
                           "role",
                           "peer",
                           "meaning",
                           "tolerance_plus",
                           "tolerance_minus",
                           "columns",
                           "rows",
                           "part",
                           "revision",
                           "quantity",
                           "minimum",
                           "substitutes",
                           "designators",
                           "trace_only",
                           "count",
                           "operation",
                           "supplier",
                           "serial",
                           "lot",
                           "inventory",
                           "due",
                           "assignee",
                           "attr",
                           "copies",
                           "batch",
                           "number",
                           "name",
                           "tracking",
                           "precision",
                           "",
                           "bogus"};

const std::vector<Json>& values() {
  // No revision within a part, which would have to agree with the key `revision`.
  static const std::vector<Json> all = Json::parse(R"([
    null, true, false, 0, 1, -1, 5, 7, 10001, 1000001, 1.5, -0.5, "", "  ", "a", "a b", "1", "-1", "1.5", "-0",
    "true", "null", "1h30m", "5x", "std:a@1", "std:a@0", "number", "select", "multiselect", "table", "signoff",
    "text", "approved", "serial", "test", "graph", "auto", "a@1", "INV-3", "INV-0", "2026-11-22", "2026-13-01",
    "team:a", [], {}, ["a"], ["a", ""], ["N/A"], ["a", "N/A"], [null], [1, 2.5], {"a": "b"}, {"a": null}, {"min": 1}, {"min": 1, "max": 3},
    {"title": "T"}, [{"id": "q", "type": "text"}], [{"id": "q", "title": "Q"}], [{"part": "Z"}],
    [{"id": "z", "role": "r"}], {"operation": "o"}, [{"use": "std:a@1"}]
  ])");
  return all;
}

void collect(Json& value, std::vector<Json*>& containers) {
  if (!value.is_structured()) return;
  containers.push_back(&value);
  for (Json& item : value) collect(item, containers);
}

}  // namespace

void mutate(Json& document, testing::Dice& dice) {
  std::vector<Json*> containers;
  collect(document, containers);
  if (containers.empty()) return;
  Json& place = *dice.one_of(containers);
  const auto any = static_cast<std::ptrdiff_t>(
      dice.between(0, place.empty() ? 0 : static_cast<std::int64_t>(place.size()) - 1));
  const auto entry = std::next(place.begin(), place.empty() ? 0 : any);
  const bool removes = dice.chance(25);
  const bool replaces = dice.chance(50);
  if (removes && !place.empty()) {
    place.erase(entry);
  } else if (replaces && !place.empty()) {
    *entry = dice.one_of(values());
  } else if (place.is_array()) {
    place.push_back(dice.one_of(values()));
  } else {
    place[dice.one_of(kKeys)] = dice.one_of(values());
  }
}

}  // namespace traveler
