#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int limit(int resource, uint64_t value) {
  if (value == 0) return 0;
  struct rlimit both = {.rlim_cur = value, .rlim_max = value};
  return setrlimit(resource, &both) == 0 ? 0 : -errno;
}

int threadbare_set_limits(const struct threadbare_limits *limits) {
  int result = 0;
  if (limits->cpu_seconds != 0) {
    // The hard limit is a second later, so that the end is SIGXCPU and says what it was.
    struct rlimit cpu = {.rlim_cur = limits->cpu_seconds, .rlim_max = limits->cpu_seconds + 1};
    if (setrlimit(RLIMIT_CPU, &cpu) != 0) result = -errno;
  }
  if (result == 0) result = limit(RLIMIT_AS, limits->memory_bytes);
  if (result == 0) result = limit(RLIMIT_FSIZE, limits->file_bytes);
  if (result == 0) result = limit(RLIMIT_NOFILE, limits->descriptors);
  if (result == 0) result = limit(RLIMIT_NPROC, limits->processes);
  if (result == 0) {
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) result = -errno;
  }
  return result;
}

int threadbare_no_new_privileges(void) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return -errno;
  return 0;
}

int threadbare_become_user(unsigned user) {
  if (setgroups(0, NULL) != 0) return -errno;
  if (setresgid(user, user, user) != 0) return -errno;
  if (setresuid(user, user, user) != 0) return -errno;
  // Changing the user has cleared it (PR_SET_PDEATHSIG(2const)).
  if (prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0) != 0) return -errno;
  return 0;
}

int threadbare_set_seccomp(const void *program, size_t count) {
  if (count == 0 || count > 0xffff) return -EINVAL;
  struct sock_fprog filter = {
      .len = (unsigned short)count,
      .filter = (struct sock_filter *)(uintptr_t)program,
  };
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) != 0) return -errno;
  return 0;
}

void threadbare_line_buffer_output(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

_Static_assert(sizeof(struct threadbare_processors) == sizeof(cpu_set_t), "a bit for each processor");

int threadbare_stay(struct threadbare_processors *before) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return -errno;
  memcpy(before, &set, sizeof *before);
  int here = sched_getcpu();
  if (here < 0) return -errno;
  if (here >= CPU_SETSIZE) return -EINVAL;
  CPU_ZERO(&set);
  CPU_SET(here, &set);
  return sched_setaffinity(0, sizeof set, &set) == 0 ? 0 : -errno;
}

int threadbare_roam(const struct threadbare_processors *before) {
  cpu_set_t set;
  memcpy(&set, before, sizeof set);
  return sched_setaffinity(0, sizeof set, &set) == 0 ? 0 : -errno;
}
