// make_batch DIR RUNS STEPS: a workspace with one batch of RUNS runs of a released procedure of STEPS
// serial steps. The first is started and has the sign-off `inspector`, which nobody gave.
#include <cstdio>
#include <cstdlib>
#include <exception>
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
    out += "  - id: step-" + n + "\n    title: Work step " + n + "\n";
    if (i > 1) continue;
    out += "    fields:\n      - {id: inspector, title: Inspector, type: signoff, role: admin}\n";
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

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: make_batch DIR RUNS STEPS\n", stderr);
    return 2;
  }
  try {
    Workspace workspace = Workspace::init(argv[1], "bench", "Bench");
    execute(workspace, "part.add",
            Value::object().add("part", "BENCH-001").add("name", "Benchmark part").add("tracking", "serial"));
    Value document =
        Value::object().add("file", "bench.yaml").add("text", procedure_document(std::atoi(argv[3])));
    execute(workspace, "procedure.add", Value::object().add("files", one(std::move(document))));
    execute(workspace, "procedure.release", Value::object().add("procedures", one("bench")));
    execute(workspace, "run.create",
            Value::object()
                .add("part", "BENCH-001")
                .add("procedure", "bench")
                .add("serial", "auto")
                .add("copies", std::atoi(argv[2]))
                .add("batch", "Bench"));
    execute(workspace, "step.start", Value::object().add("steps", one("R-1/step-1")));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_batch: %s\n", error.what());
    return 1;
  }
  return 0;
}
