#include "model/requirements.h"

#include <catch2/catch.hpp>

namespace traveler {
namespace {

Quantity q(std::string_view text) { return *Quantity::parse(text); }

RequirementDef bolts(const char* quantity) {
  RequirementDef out;
  out.part = "BOLT";
  out.quantity = q(quantity);
  return out;
}

Install installed(const char* quantity, const char* step = "fit", const char* part = "BOLT") {
  Install out;
  out.step = step;
  out.part = part;
  out.quantity = q(quantity);
  return out;
}

Inventory item(const char* part, std::optional<std::string> revision = {}) {
  Inventory out;
  out.part = part;
  out.part_revision = std::move(revision);
  return out;
}

std::vector<std::string> texts(const std::vector<Quantity>& parts) {
  std::vector<std::string> out;
  for (const Quantity part : parts) out.push_back(part.text());
  return out;
}

using Texts = std::vector<std::string>;

TEST_CASE("requirements: what is needed follows from the run, what is met from installs and exceptions") {
  RequirementDef requirement = bolts("4");
  requirement.minimum = q("1");
  Install gone = installed("9");
  gone.uninstalled_at = Timestamp{1};
  const RequirementException exception{1, "fit", "BOLT", q("2"), 1, "alice", {}};
  const RequirementState state = requirement_state(
      requirement, q("3"), "fit",
      {installed("5"), installed("7", "other"), installed("7", "fit", "NUT"), gone}, {exception});
  CHECK(state.needed == q("12"));
  CHECK(state.least == q("3"));
  CHECK(state.installed == q("5"));
  CHECK(state.excepted == q("2"));
  CHECK(state.open() == q("5"));
  CHECK(requirement_state(requirement, q("1"), "fit", {installed("5")}, {}).open() == Quantity{});
}

TEST_CASE("requirements: nothing is needed of what is only traced, and a need has six decimals at most") {
  RequirementDef traced = bolts("0");
  traced.trace_only = true;
  CHECK(requirement_state(traced, q("3"), "fit", {}, {}).open() == Quantity{});
  CHECK(requirement_state(bolts("0.333333"), q("1.25"), "fit", {}, {}).needed == q("0.416667"));
}

TEST_CASE("requirements: an item fits by its part, its revision, or as a substitute") {
  RequirementDef requirement = bolts("4");
  CHECK(fit_of(requirement, item("BOLT")) == Fit::kPart);
  CHECK(fit_of(requirement, item("BOLT", "B")) == Fit::kPart);
  CHECK(fit_of(requirement, item("NUT")) == Fit::kNo);
  requirement.revision = "B";
  CHECK(fit_of(requirement, item("BOLT", "B")) == Fit::kPart);
  CHECK(fit_of(requirement, item("BOLT", "A")) == Fit::kWrongRevision);
  CHECK(fit_of(requirement, item("BOLT")) == Fit::kWrongRevision);
  requirement.substitutes = {"STUD", "SCREW:C"};
  CHECK(fit_of(requirement, item("STUD", "A")) == Fit::kSubstitute);
  CHECK(fit_of(requirement, item("SCREW", "C")) == Fit::kSubstitute);
  CHECK(fit_of(requirement, item("SCREW", "D")) == Fit::kWrongRevision);
}

TEST_CASE("requirements: an even split is in the smallest unit, and the first ones take the rest") {
  CHECK(texts(even_split(q("10"), 3, 0)) == Texts{"4", "3", "3"});
  CHECK(texts(even_split(q("1"), 3, 2)) == Texts{"0.34", "0.33", "0.33"});
  CHECK(texts(even_split(q("2"), 2, 0)) == Texts{"1", "1"});
  CHECK(even_split(q("2"), 3, 0).empty());
  CHECK(even_split(q("2"), 0, 0).empty());
  CHECK(even_split(q("0.000002"), 2, 6).size() == 2);
}

TEST_CASE("requirements: shares sum up, by largest remainder, of equal ones the run keeps its own") {
  const auto share = [](const char* total, const char* leaving, const char* of, int precision) {
    return shares_of({q(total)}, q(leaving), q(of), precision).front();
  };
  CHECK(share("10", "3", "10", 0) == q("3"));
  CHECK(share("10", "1", "3", 0) == q("3"));   // 3.33
  CHECK(share("10", "2", "3", 0) == q("7"));   // 6.67
  CHECK(share("1", "1", "2", 0) == q("0"));    // a tie
  CHECK(share("1", "1", "2", 1) == q("0.5"));  // none in tenths
  CHECK(share("0.01", "2", "3", 2) == q("0.01"));
  // The newest leave first, and their sum may be more than a quantity holds.
  CHECK(texts(shares_of({q("6"), q("5")}, q("7"), q("10"), 0)) == Texts{"3", "5"});
  CHECK(texts(shares_of({q("9000000000000"), q("9000000000000")}, q("3"), q("4"), 6)) ==
        Texts{"4500000000000", "9000000000000"});
}

TEST_CASE("requirements: what is needed is rounded up to the smallest unit, and has an end") {
  RequirementState state = requirement_state(bolts("0.5"), q("3"), "fit", {}, {});
  CHECK(state.is_broken());
  state.precision = 0;
  state.round_up();
  CHECK(state.needed == q("2"));
  CHECK(state.least == q("2"));
  state = requirement_state(bolts("0.333"), q("1"), "fit", {}, {});
  state.precision = 2;
  state.round_up();
  CHECK(state.needed == q("0.34"));
  state.precision = 2;
  state.round_up();
  CHECK(state.needed == q("0.34"));
  CHECK_FALSE(requirement_state(bolts("2"), q("3"), "fit", {}, {}).is_broken());

  CHECK(is_countable(q("1"), q("9223372036854")));
  CHECK_FALSE(is_countable(q("1.000001"), q("9223372036854")));
  CHECK_FALSE(is_countable(q("9000000000000"), q("9000000")));
  state = requirement_state(bolts("9000000000000"), q("9000000"), "fit", {}, {});
  CHECK(state.open() == q("9223372036854"));
  state.precision = 0;
  state.round_up();
  CHECK(state.open() == q("9223372036854"));
}

}  // namespace
}  // namespace traveler
