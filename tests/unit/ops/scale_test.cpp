#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "workshop.h"

using namespace traveler;
using namespace traveler::testing;

// Costs grow with what is touched, not with the size of the run. The bounds are those of the agreement;
// medians of many make them hold on a busy machine.

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

double milliseconds_of(Workshop& shop, const Ask& ask) {
  const auto start = std::chrono::steady_clock::now();
  shop.run(ask);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

/// The median time of moving the first steps of a chain through start, hold, resume and complete.
double median_transition(Workshop& shop, const std::string& run) {
  std::vector<double> times;
  for (int i = 1; i <= 12; ++i) {
    const std::string step = run + "/c" + std::to_string(i);
    for (const char* verb : {"start", "hold", "resume", "complete"}) {
      times.push_back(milliseconds_of(
          shop, Ask("step." + std::string(verb)).with("steps", Value::List{step}).because("measured")));
    }
  }
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  return times[times.size() / 2];
}

}  // namespace

TEST_CASE("scale: a transition in a run of 2,000 steps costs about what it costs in a run of 20") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(chain("short", 20));
  shop.make_procedure(chain("long", 2000));
  const std::string small = shop.make_run("BRKT", "short");
  const std::string large = shop.make_run("BRKT", "long");
  const double in_small = median_transition(shop, small);
  const double in_large = median_transition(shop, large);
  CAPTURE(in_small, in_large);
  CHECK(in_large < 3 * in_small);
}

TEST_CASE("scale: cancel and restore of a step with 1,000 downstreams") {
  Workshop shop;
  shop.add_part("BRKT", "serial");
  shop.make_procedure(star("star", 1000));
  const std::string run = shop.make_run("BRKT", "star");
  std::vector<double> times;
  for (int i = 0; i < 5; ++i) {
    for (const char* verb : {"cancel", "restore"}) {
      times.push_back(milliseconds_of(
          shop,
          Ask("step." + std::string(verb)).with("steps", Value::List{run + "/hub"}).because("measured")));
    }
  }
  std::nth_element(times.begin(), times.begin() + 5, times.end());
  CAPTURE(times[5]);
  CHECK(times[5] < 50);
}
