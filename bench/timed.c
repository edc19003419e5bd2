// timed FILE COMMAND...: runs the command and appends to FILE its wall time in microseconds, its peak
// memory in KiB and its processor time in microseconds. Ends with the command's exit code.
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char** environ;

int main(int argc, char** argv) {
  if (argc < 3) {
    fputs("usage: timed FILE COMMAND...\n", stderr);
    return 2;
  }
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, argv[2], NULL, NULL, argv + 2, environ);
  if (failed != 0) {
    fprintf(stderr, "timed: %s: %s\n", argv[2], strerror(failed));
    return 127;
  }
  int status = 0;
  struct rusage usage;
  while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  FILE* file = fopen(argv[1], "a");
  if (file == NULL) {
    perror(argv[1]);
    return 1;
  }
  const double micros = (double)(end.tv_sec - start.tv_sec) * 1e6 + (double)(end.tv_nsec - start.tv_nsec) / 1e3;
  const double busy = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
                      (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  fprintf(file, "%.1f %ld %.1f\n", micros, usage.ru_maxrss, busy);
  fclose(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
