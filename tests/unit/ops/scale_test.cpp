#include <catch2/catch.hpp>
#include <string>

#include "../counted_work.h"
#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

// Costs grow with what is touched, not with what is there. Work is counted, so that a busy machine changes
// nothing; times are in bench/run.

namespace {

/// A chain of `length` steps, c1 to cN.
std::string chain(const std::string& key, int length) {
  std::string text = "procedure: " + key + "\ntitle: Chain\nsteps:\n";
  for (int i = 1; i <= length; ++i) text += "  - {id: c" + std::to_string(i) + ", title: C}\n";
  return text;
}

/// One step `hub` after `first`, and `width` steps after the hub.
std::string star(const std::string& key, int width) {
  std::string text = "procedure: " + key + "\ntitle: Star\nflow: graph\nsteps:\n  - {id: first, title: F}\n" +
                     "  - {id: hub, title: H, after: [first]}\n";
  for (int i = 1; i <= width; ++i) {
    text += "  - {id: s" + std::to_string(i) + ", title: S, after: [hub]}\n";
  }
  return text;
}

/// Moves the first steps of a chain through start, hold, resume and complete.
void move_steps(Workshop& shop, const std::string& run) {
  for (int i = 1; i <= 12; ++i) {
    const std::string step = run + "/c" + std::to_string(i);
    for (const char* verb : {"start", "hold", "resume", "complete"}) {
      shop.run(Ask("step." + std::string(verb)).with("steps", Value::List{step}).because("counted"));
    }
  }
}

/// Cancels and restores a step with `width` downstreams.
CountedWork::Count cancel_and_restore(int width) {
  const CountedWork work;
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(star("star", width));
  const std::string run = shop.make_run("BRKT", "star");
  return work.of([&] {
    for (const char* verb : {"cancel", "restore"}) {
      shop.run(Ask("step." + std::string(verb)).with("steps", Value::List{run + "/hub"}).because("counted"));
    }
  });
}

}  // namespace

TEST_CASE("scale: a transition in a run of 2,000 steps costs what it costs in a run of 20") {
  const CountedWork work;
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(chain("short", 20));
  shop.make_procedure(chain("long", 2000));
  const std::string small = shop.make_run("BRKT", "short");
  const std::string large = shop.make_run("BRKT", "long");
  const CountedWork::Count in_small = work.of([&] { move_steps(shop, small); });
  const CountedWork::Count in_large = work.of([&] { move_steps(shop, large); });
  CAPTURE(in_small.statements, in_small.steps, in_large.statements, in_large.steps);
  CHECK(in_small.statements > 48);
  CHECK(in_large.statements == in_small.statements);
  CHECK(in_large.steps < in_small.steps * 11 / 10);
}

TEST_CASE(
    "scale: cancel and restore of a step cost no more for each of its downstreams when there are many") {
  const CountedWork::Count few = cancel_and_restore(100);
  const CountedWork::Count many = cancel_and_restore(1000);
  CAPTURE(few.statements, few.steps, many.statements, many.steps);
  CHECK(few.statements > 0);
  CHECK(many.statements <= few.statements * 10);
  CHECK(many.steps <= few.steps * 11);
}

TEST_CASE("scale: lists of 1,000 runs take a fixed number of queries") {
  const CountedWork work;
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(chain("short", 6));
  const auto make = [&](int copies) {
    shop.run(Ask("run.create")
                 .with("part", "BRKT")
                 .with("procedure", "short")
                 .with("serial", "auto")
                 .with("copies", copies));
  };
  make(10);
  const auto queries = [&](const char* operation) {
    return work.of([&] { shop.run(Ask(operation)); }).statements;
  };
  const std::int64_t list_of_few = queries("run.list");
  const std::int64_t next_of_few = queries("step.next");
  make(990);
  const std::int64_t list_of_many = queries("run.list");
  const std::int64_t next_of_many = queries("step.next");
  CAPTURE(list_of_few, next_of_few);
  CHECK(list_of_few > 0);
  CHECK(next_of_few > 0);
  CHECK(list_of_many <= 12);
  CHECK(next_of_many <= 12);
}
