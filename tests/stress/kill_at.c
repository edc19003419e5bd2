// Preloaded into a program: ends it with SIGKILL at the Nth call (from 1) that changes a file. KILL_AT=N:
// instead of that call; with KILL_HALF too, a write gets half of its bytes done first. KILL_COUNT=FILE: kills
// nobody and notes the number of calls in FILE at the end.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static long calls, last;
static int half;

__attribute__((constructor)) static void begin(void) {
  const char* at = getenv("KILL_AT");
  last = at != NULL ? atol(at) : 0;
  half = getenv("KILL_HALF") != NULL;
}

__attribute__((destructor)) static void end(void) {
  const char* path = getenv("KILL_COUNT");
  FILE* file = path != NULL ? fopen(path, "w") : NULL;
  if (file == NULL) return;
  fprintf(file, "%ld\n", calls);
  fclose(file);
}

static int is_last(void) { return __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) == last; }
static void die(void) { kill(getpid(), SIGKILL); }

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define WRITE(name, offset_type)                                                \
  ssize_t name(int file, const void* bytes, size_t size, offset_type offset) {  \
    if (is_last()) {                                                            \
      if (half && REAL(name)(file, bytes, size / 2, offset) < 0) perror(#name); \
      die();                                                                    \
    }                                                                           \
    return REAL(name)(file, bytes, size, offset);                               \
  }
WRITE(pwrite, off_t)
WRITE(pwrite64, off64_t)

ssize_t write(int file, const void* bytes, size_t size) {
  if (is_last()) {
    if (half && REAL(write)(file, bytes, size / 2) < 0) perror("write");
    die();
  }
  return REAL(write)(file, bytes, size);
}

#define CALL(name, parameters, arguments) \
  int name parameters {                   \
    if (is_last()) die();                 \
    return REAL(name) arguments;          \
  }
CALL(ftruncate, (int file, off_t size), (file, size))
CALL(ftruncate64, (int file, off64_t size), (file, size))
CALL(fsync, (int file), (file))
CALL(fdatasync, (int file), (file))
CALL(unlink, (const char* path), (path))
CALL(rename, (const char* from, const char* to), (from, to))
CALL(link, (const char* from, const char* to), (from, to))
