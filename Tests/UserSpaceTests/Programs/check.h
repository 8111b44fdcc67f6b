// What the programs of this folder share: they print expressions and what became of them.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Prints an expression, and whether it holds.
#define CHECK(e) show(#e, (e) ? "yes" : "no")
// Prints a call, and 0, "above 0" or the name of its error.
#define TRY(e) show_result(#e, (long)(e))
// Prints a call whose value is an error number.
#define CODE(e) show_code(#e, (e))
// Prints an expression and its value.
#define VALUE(e) show_value(#e, (long)(e))

static inline void show(const char *what, const char *value) { printf("%s: %s\n", what, value); }

static inline void show_code(const char *what, int code) {
  show(what, code == 0 ? "0" : strerrorname_np(code));
}

static inline long show_result(const char *what, long result) {
  if (result == -1) show_code(what, errno);
  else show(what, result == 0 ? "0" : "above 0");
  return result;
}

static inline void show_value(const char *what, long value) { printf("%s: %ld\n", what, value); }

// A clone of the kernel, with the arguments in the order of this machine.
static inline long raw_clone(
    unsigned long flags, void *stack, int *parent_tid, int *child_tid, void *tls) {
#ifdef __x86_64__
  return syscall(SYS_clone, flags, stack, parent_tid, child_tid, tls);
#else
  return syscall(SYS_clone, flags, stack, parent_tid, tls, child_tid);
#endif
}

// Prints how a process has ended or stopped.
static inline void show_status(const char *what, int status) {
  if (WIFEXITED(status)) printf("%s: exited %d\n", what, WEXITSTATUS(status));
  else if (WIFSIGNALED(status)) printf("%s: killed by SIG%s\n", what, sigabbrev_np(WTERMSIG(status)));
  else if (WIFSTOPPED(status)) printf("%s: stopped by SIG%s\n", what, sigabbrev_np(WSTOPSIG(status)));
  else if (WIFCONTINUED(status)) printf("%s: continued\n", what);
}

// Waits for a child and prints how it ended.
static inline void reap(const char *what, pid_t pid) {
  int status = 0;
  pid_t got;
  do got = waitpid(pid, &status, __WALL); while (got == -1 && errno == EINTR);
  if (got == -1) show_code(what, errno);
  else show_status(what, status);
}

static inline void sleep_milliseconds(long count) {
  struct timespec time = {count / 1000, count % 1000 * 1000000};
  while (nanosleep(&time, &time) == -1 && errno == EINTR) {}
}

static inline struct timespec after_milliseconds(clockid_t clock, long count) {
  struct timespec time;
  clock_gettime(clock, &time);
  time.tv_nsec += count * 1000000;
  time.tv_sec += time.tv_nsec / 1000000000;
  time.tv_nsec %= 1000000000;
  return time;
}

// Waits until a task of this process sleeps, as /proc says it.
static inline void wait_until_asleep(pid_t tid) {
  char path[64], text[256];
  snprintf(path, sizeof path, "/proc/%d/stat", tid);
  for (;;) {
    int fd = open(path, O_RDONLY);
    ssize_t count = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    text[count > 0 ? count : 0] = 0;
    char *end = strrchr(text, ')');
    if (!end || end[2] == 'S' || end[2] == 't' || end[2] == 'T' || end[2] == 'Z') return;
    sched_yield();
  }
}

// Lines are written when they end: a child of fork repeats none of its parent's.
__attribute__((constructor)) static void write_by_line(void) { setvbuf(stdout, NULL, _IOLBF, 4096); }
