#include "model/siblings.h"

#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace traveler;

namespace {

/// A digest for a small number.
Digest definition(int number) { return sha256({std::to_string(number)}); }

JoiningStep step(std::int64_t slot, std::string origin, int says) {
  return {slot, std::nullopt, std::move(origin), "", definition(says), true};
}
SiblingGroup group(std::int64_t id, std::string origin, int says) {
  return {id, 1, std::nullopt, std::move(origin), "", definition(says)};
}
using Pairs = std::vector<std::pair<std::int64_t, std::int64_t>>;

SiblingMatch match(const std::vector<JoiningStep>& steps, const std::vector<SiblingGroup>& groups,
                   const std::set<std::int64_t>& moved = {}) {
  return match_siblings(steps, groups, 1, 100, [&](std::int64_t id) { return moved.count(id) == 0; });
}

}  // namespace

TEST_CASE("siblings: a step joins the group of its origin and definition, another founds its own") {
  const auto found = match({step(1, "p/a", 7), step(2, "p/b", 8)}, {group(5, "p/a", 7), group(6, "p/b", 9)});
  CHECK(found.groups == Pairs{{1, 5}, {2, 100}});
  REQUIRE(found.founded.size() == 1);
  CHECK(found.founded[0].origin == "p/b");
  CHECK(found.founded[0].definition == definition(8));
  CHECK(found.founded[0].batch == 1);
}

TEST_CASE("siblings: another procedure's step of the same key is no sibling") {
  CHECK(match({step(1, "q/a", 7)}, {group(5, "p/a", 7)}).groups == Pairs{{1, 100}});
}

TEST_CASE("siblings: the oldest group that fits, and none that has begun") {
  const std::vector<SiblingGroup> groups{group(5, "p/a", 7), group(6, "p/a", 7)};
  CHECK(match({step(1, "p/a", 7)}, groups).groups == Pairs{{1, 5}});
  CHECK(match({step(1, "p/a", 7)}, groups, {5}).groups == Pairs{{1, 6}});
  CHECK(match({step(1, "p/a", 7)}, groups, {5, 6}).groups == Pairs{{1, 100}});
}

TEST_CASE("siblings: what does not fit has no group, and neither have its children") {
  std::vector<JoiningStep> steps{step(1, "p/a", 7), step(2, "p/a.x", 8), step(3, "p/b", 9)};
  steps[0].fits = false;
  steps[1].parent = 1;
  CHECK(match(steps, {group(5, "p/a", 7)}).groups == Pairs{{3, 100}});
}

TEST_CASE("siblings: children join below the parents' group only") {
  std::vector<JoiningStep> steps{step(1, "p/a", 7), step(2, "p/x", 8)};
  steps[1].parent = 1;
  std::vector<SiblingGroup> groups{group(5, "p/a", 7), group(6, "p/x", 8)};
  groups[1].parent = 4;
  CHECK(match(steps, groups).groups == Pairs{{1, 5}, {2, 100}});
  groups[1].parent = 5;
  CHECK(match(steps, groups).groups == Pairs{{1, 5}, {2, 6}});
  groups[1].parent.reset();
  CHECK(match(steps, groups).groups == Pairs{{1, 5}, {2, 100}});
}

TEST_CASE("siblings: a standard step joins by its name when the procedure's own key does not match") {
  std::vector<JoiningStep> steps{step(1, "q/wash", 7), step(2, "q/rinse", 7)};
  for (JoiningStep& each : steps) each.standard = "std:clean";
  std::vector<SiblingGroup> groups{group(5, "p/clean", 7), group(6, "q/rinse", 7)};
  for (SiblingGroup& each : groups) each.standard = "std:clean";
  SECTION("its own key first, so that both find one") {
    CHECK(match(steps, groups).groups == Pairs{{1, 5}, {2, 6}});
  }
  SECTION("two steps of one run are never in one group") {
    groups.pop_back();
    CHECK(match(steps, groups).groups == Pairs{{1, 5}, {2, 100}});
  }
  SECTION("another standard step is none") {
    for (SiblingGroup& each : groups) each.standard = "std:wipe";
    groups[1].origin = "p/rinse";
    CHECK(match(steps, groups).groups == Pairs{{1, 100}, {2, 101}});
  }
}
