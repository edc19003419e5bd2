#include <traveler/error.h>
#include <traveler/workspace.h>

#include <cstdio>
#include <string>

// Makes a workspace, is refused, and asks for the history: the public headers are enough.
int main(int argc, char** argv) {
  if (argc != 2) return 2;
  using namespace traveler;
  Workspace workspace = Workspace::init(argv[1], "alice", "Alice");
  Request request;
  request.actor = "alice";
  request.operation = "step.start";
  request.arguments.add("steps", Value::List{"R-1/none"});
  try {
    workspace.execute(request);
    return 1;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kNotFound) return 1;
  }
  request.operation = "verify";
  request.arguments = Value::object();
  const Value answer = workspace.execute(request);
  if (!answer["ok"].as_bool()) return 1;
  std::string csv;
  workspace.export_table("history", ExportFormat::kCsv, [&](std::string_view bytes) { csv += bytes; });
  std::printf("traveler %s, %zu operations, %zu bytes of history\n", std::string(version()).c_str(),
              catalogue().size(), csv.size());
  return csv.empty() ? 1 : 0;
}
