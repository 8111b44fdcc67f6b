#define _GNU_SOURCE
#include "hostcycles.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// Pins the calling thread to the processor that it is on; `old` is what to go back to.
static int pin(enum host_placement placement, cpu_set_t *old) {
  if (sched_getaffinity(0, sizeof *old, old) != 0) return -errno;
  if (placement == host_unpinned) return 0;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  return sched_setaffinity(0, sizeof one, &one) == 0 ? 0 : -errno;
}

// The wrapper of clone ends the thread with the bare exit call once this returns.
static int leave(void *unused) { return 0; }

double host_thread_cycles(long count, enum host_placement placement) {
  static _Alignas(16) char stack[65536];
  cpu_set_t old;
  int error = pin(placement, &old);
  if (error != 0) return error;
  const int flags =
      CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_CHILD_CLEARTID;
  static _Atomic int running;
  double start = now();
  for (long cycle = 0; cycle < count && error == 0; cycle++) {
    atomic_store(&running, 1);
    int thread = clone(leave, stack + sizeof stack, flags, NULL, NULL, NULL, (int *)&running);
    if (thread < 0) {
      error = -errno;
      break;
    }
    while (atomic_load(&running) != 0)
      syscall(SYS_futex, &running, FUTEX_WAIT, 1, NULL, NULL, 0);
  }
  double seconds = now() - start;
  sched_setaffinity(0, sizeof old, &old);
  return error != 0 ? error : seconds;
}

double host_fork_cycles(long count, enum host_placement placement) {
  cpu_set_t old;
  int error = pin(placement, &old);
  if (error != 0) return error;
  double start = now();
  for (long cycle = 0; cycle < count && error == 0; cycle++) {
    // The bare call, without what the C library does around fork.
    long child = syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0) _exit(0);
    if (child < 0 || waitpid((pid_t)child, NULL, 0) != child) error = -errno;
  }
  double seconds = now() - start;
  sched_setaffinity(0, sizeof old, &old);
  return error != 0 ? error : seconds;
}
