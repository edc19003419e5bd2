// make_workspace DIR RUNS STEPS: a workspace with one released procedure of STEPS serial steps, each
// with short instructions and one optional number, and RUNS runs of it. In a workspace that is there
// already: RUNS more runs.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>

#include "traveler/workspace.h"

namespace {

using traveler::Request;
using traveler::Value;
using traveler::Workspace;

std::string procedure_document(int steps) {
  std::string out = "procedure: bench\ntitle: Benchmark procedure\ntype: build\nparts: [BENCH-001]\nsteps:\n";
  for (int i = 1; i <= steps; ++i) {
    const std::string n = std::to_string(i);
    out += "  - id: step-" + n + "\n    title: Work step " + n + "\n    instructions: |\n      Fit part " +
           n + " and torque to the drawing.\n      Measure, record, go on.\n" +
           "    fields:\n      - {id: nm, title: Torque, type: number, unit: N·m, min: 9.5, max: 10.5}\n";
  }
  return out;
}

void execute(Workspace& workspace, const char* operation, Value arguments) {
  Request request;
  request.operation = operation;
  request.actor = "bench";
  request.arguments = std::move(arguments);
  workspace.execute(request);
}

Value one(Value value) { return Value(Value::List{std::move(value)}); }

void add_procedure(Workspace& workspace, int steps) {
  execute(workspace, "part.add",
          Value::object().add("part", "BENCH-001").add("name", "Benchmark part").add("tracking", "serial"));
  Value document = Value::object().add("file", "bench.yaml").add("text", procedure_document(steps));
  execute(workspace, "procedure.add", Value::object().add("files", one(std::move(document))));
  execute(workspace, "procedure.submit", Value::object().add("procedures", one("bench")));
  execute(workspace, "procedure.release", Value::object().add("procedures", one("bench")));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: make_workspace DIR RUNS STEPS\n", stderr);
    return 2;
  }
  try {
    const bool is_new = !std::filesystem::exists(std::string(argv[1]) + "/.traveler");
    Workspace workspace = is_new ? Workspace::init(argv[1], "bench", "Bench") : Workspace::open(argv[1]);
    if (is_new) add_procedure(workspace, std::atoi(argv[3]));
    if (const int runs = std::atoi(argv[2]); runs > 0) {
      execute(workspace, "run.create",
              Value::object()
                  .add("part", "BENCH-001")
                  .add("procedure", "bench")
                  .add("serial", "auto")
                  .add("copies", runs));
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_workspace: %s\n", error.what());
    return 1;
  }
  return 0;
}
