// Gives up rights, then becomes another program: what stands around a compiler that reads somebody
// else's source, and the first thing in a sandbox that root has set up.
//
//   threadbare-confine [OPTION VALUE]... -- PROGRAM ARGUMENT...
//
//   --user N          an ordinary user
//   --cpu S  --memory BYTES  --file BYTES  --descriptors N  --processes N    limits, as in setrlimit(2)
//   --read PATH  --write PATH       the only files there are; may be given again (Landlock)
//   --filter FILE     a classic BPF program for seccomp
//   --kill yes        no program: ends every process of the user
//
// Whatever cannot be given up ends it with status 125.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "sandbox.h"

enum { PATHS_MAX = 32, FILTER_BYTES_MAX = 1 << 19, FAILED = 125 };

static void fail(const char *step, int code) {
  fprintf(stderr, "threadbare-confine: %s: %s\n", step, strerror(code));
  exit(FAILED);
}

static void check(const char *step, int result) {
  if (result != 0) fail(step, -result);
}

static uint64_t number(const char *option, const char *text) {
  char *end = NULL;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 10);
  if (errno != 0 || end == text || *end != '\0') fail(option, EINVAL);
  return value;
}

static size_t read_filter(const char *path, void *bytes) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) fail(path, errno);
  size_t count = 0;
  while (count < FILTER_BYTES_MAX) {
    ssize_t got = read(file, (char *)bytes + count, FILTER_BYTES_MAX - count);
    if (got < 0) fail(path, errno);
    if (got == 0) break;
    count += (size_t)got;
  }
  close(file);
  return count;
}

int main(int argc, char *argv[]) {
  static const char *readable[PATHS_MAX + 1], *writable[PATHS_MAX + 1];
  static char filter[FILTER_BYTES_MAX];
  size_t readable_count = 0, writable_count = 0, filter_bytes = 0;
  struct threadbare_limits limits = {0};
  unsigned user = 0;
  int kills = 0;
  int i = 1;
  for (; i < argc && strcmp(argv[i], "--") != 0; i += 2) {
    const char *option = argv[i], *value = i + 1 < argc ? argv[i + 1] : "";
    if (strcmp(option, "--user") == 0) user = (unsigned)number(option, value);
    else if (strcmp(option, "--cpu") == 0) limits.cpu_seconds = number(option, value);
    else if (strcmp(option, "--memory") == 0) limits.memory_bytes = number(option, value);
    else if (strcmp(option, "--file") == 0) limits.file_bytes = number(option, value);
    else if (strcmp(option, "--descriptors") == 0) limits.descriptors = number(option, value);
    else if (strcmp(option, "--processes") == 0) limits.processes = number(option, value);
    else if (strcmp(option, "--read") == 0 && readable_count < PATHS_MAX) readable[readable_count++] = value;
    else if (strcmp(option, "--write") == 0 && writable_count < PATHS_MAX) writable[writable_count++] = value;
    else if (strcmp(option, "--filter") == 0) filter_bytes = read_filter(value, filter);
    else if (strcmp(option, "--kill") == 0) kills = 1;
    else fail(option, EINVAL);
  }

  if (user != 0) check("changing the user", threadbare_become_user(user));
  if (kills) {
    // As an ordinary user: all of that user's processes, and none of another's (kill(2)).
    if (user == 0) fail("--kill needs --user", EINVAL);
    return kill(-1, SIGKILL) == 0 || errno == ESRCH ? 0 : FAILED;
  }
  if (i + 1 >= argc) fail("no program", EINVAL);
  check("limits", threadbare_set_limits(&limits));
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("no new privileges", errno);
  if (readable_count + writable_count > 0)
    check("Landlock", threadbare_restrict_files(readable, writable));
  if (filter_bytes > 0) check("seccomp", threadbare_set_seccomp(filter, filter_bytes / 8));
  execv(argv[i + 1], &argv[i + 1]);
  fail(argv[i + 1], errno);
}
