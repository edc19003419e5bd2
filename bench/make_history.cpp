// make_history DIR RUNS STEPS: starts and completes every step of the first RUNS runs of a workspace
// of make_workspace, one step number of all runs in one command: 2 × RUNS × STEPS entries and a few
// more for the runs that end.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include "traveler/workspace.h"

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: make_history DIR RUNS STEPS\n", stderr);
    return 2;
  }
  const int runs = std::atoi(argv[2]);
  const int steps = std::atoi(argv[3]);
  try {
    traveler::Workspace workspace = traveler::Workspace::open(argv[1]);
    for (int step = 1; step <= steps; ++step) {
      traveler::Value ids = traveler::Value::list();
      for (int run = 1; run <= runs; ++run) {
        ids.push("R-" + std::to_string(run) + "/step-" + std::to_string(step));
      }
      traveler::Request request;
      request.actor = "bench";
      request.arguments = traveler::Value::object().add("steps", std::move(ids));
      for (const char* operation : {"step.start", "step.complete"}) {
        request.operation = operation;
        workspace.execute(request);
      }
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_history: %s\n", error.what());
    return 1;
  }
  return 0;
}
