// Runs a command and kills it with SIGKILL after some microseconds.
// usage: kill_after MICROSECONDS COMMAND...   Exits like the command, or with 137 when it was killed.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: kill_after MICROSECONDS COMMAND...\n", stderr);
    return 2;
  }
  const long microseconds = std::strtol(argv[1], nullptr, 10);
  const pid_t child = ::fork();
  if (child < 0) return 2;
  if (child == 0) {
    ::execvp(argv[2], argv + 2);
    std::_Exit(127);
  }
  timespec delay{microseconds / 1'000'000, microseconds % 1'000'000 * 1'000};
  ::nanosleep(&delay, nullptr);
  ::kill(child, SIGKILL);  // of no effect on a child that is done: it is not reaped before waitpid
  int status = 0;
  if (::waitpid(child, &status, 0) != child) return 2;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
