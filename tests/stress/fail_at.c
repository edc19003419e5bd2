// Preloaded into a program: lets the Nth call (from 1) that opens or changes a file or folder fail with EIO.
// FAIL_AT=N: that call only; with FAIL_ON too, all from there on. FAIL_COUNT=FILE: fails none and notes
// the number of calls in FILE at the end.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static long calls, first;
static int on;

__attribute__((constructor)) static void begin(void) {
  const char* at = getenv("FAIL_AT");
  first = at != NULL ? atol(at) : 0;
  on = getenv("FAIL_ON") != NULL;
}

__attribute__((destructor)) static void end(void) {
  const char* path = getenv("FAIL_COUNT");
  FILE* file = path != NULL ? fopen(path, "w") : NULL;
  if (file == NULL) return;
  fprintf(file, "%ld\n", calls);
  fclose(file);
}

static int fails(void) {
  const long call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
  const int now = first != 0 && (call == first || (on && call > first));
  if (now) errno = EIO;
  return now;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define CALL(result, name, parameters, arguments) \
  result name parameters {                        \
    if (fails()) return -1;                       \
    return REAL(name) arguments;                  \
  }
CALL(ssize_t, write, (int file, const void* bytes, size_t size), (file, bytes, size))
CALL(ssize_t, pwrite, (int file, const void* bytes, size_t size, off_t at), (file, bytes, size, at))
CALL(ssize_t, pwrite64, (int file, const void* bytes, size_t size, off64_t at), (file, bytes, size, at))
CALL(int, ftruncate, (int file, off_t size), (file, size))
CALL(int, ftruncate64, (int file, off64_t size), (file, size))
CALL(int, fsync, (int file), (file))
CALL(int, fdatasync, (int file), (file))
CALL(int, unlink, (const char* path), (path))
CALL(int, mkdir, (const char* path, mode_t mode), (path, mode))
CALL(int, mkdirat, (int folder, const char* path, mode_t mode), (folder, path, mode))
CALL(int, rename, (const char* from, const char* to), (from, to))
CALL(int, renameat, (int a, const char* from, int b, const char* to), (a, from, b, to))
CALL(int, renameat2, (int a, const char* from, int b, const char* to, unsigned flags),
     (a, from, b, to, flags))
CALL(int, link, (const char* from, const char* to), (from, to))
CALL(int, fchmod, (int file, mode_t mode), (file, mode))

#define OPEN(name)                                                       \
  int name(const char* path, int flags, ...) {                           \
    va_list rest;                                                        \
    va_start(rest, flags);                                               \
    const mode_t mode = flags & O_CREAT ? (mode_t)va_arg(rest, int) : 0; \
    va_end(rest);                                                        \
    if (fails()) return -1;                                              \
    return REAL(name)(path, flags, mode);                                \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                     \
  int name(int folder, const char* path, int flags, ...) {               \
    va_list rest;                                                        \
    va_start(rest, flags);                                               \
    const mode_t mode = flags & O_CREAT ? (mode_t)va_arg(rest, int) : 0; \
    va_end(rest);                                                        \
    if (fails()) return -1;                                              \
    return REAL(name)(folder, path, flags, mode);                        \
  }
OPENAT(openat)
OPENAT(openat64)
