#include <csignal>

#include "run.h"

int main(int argc, char** argv) {
  // Failed writes are answered where they happen, with an exit code of their own.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  std::vector<std::string> arguments;
  if (argc > 1) arguments.assign(argv + 1, argv + argc);
  return traveler::cmd::run(arguments, traveler::cmd::system_streams());
}
