#pragma once

#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "run.h"
#include "streams.h"

namespace traveler::cmd {

/// Runs commands with streams in memory and a folder of its own, which goes away with it.
class Shell {
 public:
  Shell() {
    char name[] = "/tmp/traveler-test-XXXXXX";
    folder = ::mkdtemp(name);
    environment = {{"TRAVELER_WORKSPACE", folder}, {"TRAVELER_ACTOR", "alice"}};
  }
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;
  ~Shell() { std::system(("rm -rf " + folder).c_str()); }

  /// Runs one command; the output is in `out` and `err`. Returns the exit code.
  int run(const std::vector<std::string>& arguments, std::string input = {}) {
    out.clear();
    err.clear();
    Streams streams;
    streams.out = [this](std::string_view text) { out += text; };
    streams.err = [this](std::string_view text) { err += text; };
    streams.flush = [] {};
    streams.in = [&](std::size_t limit) { return input.substr(0, limit); };
    streams.environment = [this](const std::string& variable) -> std::optional<std::string> {
      const auto it = environment.find(variable);
      return it == environment.end() ? std::nullopt : std::optional(it->second);
    };
    streams.login = [] { return Login{"alice", "Alice"}; };
    streams.out_is_terminal = terminal;
    streams.width = width;
    return cmd::run(arguments, streams);
  }

  void write(const std::string& name, const std::string& text) const {
    std::FILE* file = std::fopen((folder + '/' + name).c_str(), "wb");
    std::fwrite(text.data(), 1, text.size(), file);
    std::fclose(file);
  }
  std::string path(const std::string& name) const { return folder + '/' + name; }

  std::string folder;
  std::map<std::string, std::string> environment;
  std::string out;
  std::string err;
  bool terminal = false;
  int width = 80;
};

inline constexpr const char* kProcedure = R"(procedure: bracket-assembly
title: Bracket assembly
type: build
parts: [BRKT-ASSY-001]
steps:
  - id: kit
    title: Check the kit
  - id: torque
    title: Torque the four bolts
    instructions: Cross pattern, two passes.
    fields:
      - {id: nm, title: Torque, type: number, unit: N.m, target: 10, tolerance: 0.5, required: true}
)";

/// A workspace with one released procedure and the run R-1 of it.
inline void make_run(Shell& shell) {
  shell.write("p.yaml", kProcedure);
  shell.run({"init", shell.folder});
  shell.run({"part", "add", "BRKT-ASSY-001", "--name", "Bracket assembly", "--tracking", "serial"});
  shell.run({"procedure", "add", shell.path("p.yaml")});
  shell.run({"procedure", "release", "bracket-assembly"});
  shell.run({"run", "create", "--part", "BRKT-ASSY-001", "--procedure", "auto", "--serial", "auto"});
}

}  // namespace traveler::cmd
