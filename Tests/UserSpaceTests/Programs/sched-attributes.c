// sched_setattr and sched_getattr: sizes, flags, nice values, policies, and what a child gets.
#include "check.h"
#include <sys/resource.h>

struct attributes {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
  uint32_t use_min, use_max;
  uint64_t more;
};

static long set(pid_t pid, void *what, unsigned flags) {
  return syscall(SYS_sched_setattr, pid, what, flags);
}

static long get(pid_t pid, void *what, unsigned size, unsigned flags) {
  return syscall(SYS_sched_getattr, pid, what, size, flags);
}

static void print(const char *what, const struct attributes *a) {
  printf("%s: size %u policy %u flags %llu nice %d priority %u deadline %llu period %llu\n", what,
         a->size, a->policy, (unsigned long long)a->flags, a->nice, a->priority,
         (unsigned long long)a->deadline, (unsigned long long)a->period);
}

int main(void) {
  struct attributes a, b;
  memset(&a, 0xff, sizeof a);
  TRY(get(0, &a, 48, 0));
  print("48", &a);
  CHECK(a.use_min == 0xffffffff);
  TRY(get(0, &a, 56, 0));
  print("56", &a);
  CHECK(a.use_min == 0 && a.use_max == 0);
  memset(&a, 0xff, sizeof a);
  TRY(get(0, &a, 64, 0));
  CHECK(a.more == 0);
  print("64", &a);
  TRY(get(0, &a, 47, 0));
  TRY(get(0, &a, 4097, 0));
  TRY(get(0, &a, 48, 1));
  TRY(get(-1, &a, 48, 0));
  TRY(get(0, NULL, 48, 0));
  TRY(get(0, (void *)8, 48, 0));
  TRY(get(99999, &a, 48, 0));

  memset(&a, 0, sizeof a);
  a.size = 48;
  a.nice = 3;
  TRY(set(0, &a, 0));
  VALUE(getpriority(PRIO_PROCESS, 0));
  a.policy = SCHED_BATCH;
  a.nice = 5;
  a.flags = 1;
  TRY(set(getpid(), &a, 0));
  VALUE(sched_getscheduler(0) & ~SCHED_RESET_ON_FORK);
  CHECK(sched_getscheduler(0) & SCHED_RESET_ON_FORK);
  TRY(get(0, &b, 48, 0));
  print("batch", &b);
  if (fork() == 0) {
    TRY(get(0, &b, 48, 0));
    print("child", &b);
    _exit(0);
  }
  reap("child", -1);

  // Size 0 is that of the first version.
  a.size = 0;
  a.nice = 6;
  TRY(set(0, &a, 0));
  VALUE(getpriority(PRIO_PROCESS, 0));
  // Nice values are cut.
  a.size = 56;
  a.nice = 1000;
  TRY(set(0, &a, 0));
  VALUE(getpriority(PRIO_PROCESS, 0));
  a.size = 47;
  TRY(set(0, &a, 0));
  VALUE(a.size);
  a.size = 5000;
  TRY(set(0, &a, 0));
  VALUE(a.size);
  a.size = 64;
  TRY(set(0, &a, 0));
  VALUE(a.size);
  a.more = 1;
  TRY(set(0, &a, 0));
  VALUE(a.size);
  a.more = 0;
  TRY(set(0, NULL, 0));
  TRY(set(0, (void *)8, 0));
  TRY(set(-1, &a, 0));
  TRY(set(0, &a, 1));
  TRY(set(99999, &a, 0));
  a.flags = 1 | 0x80;
  TRY(set(0, &a, 0));
  a.flags = 1;
  a.policy = 4;
  TRY(set(0, &a, 0));
  a.policy = 7;
  TRY(set(0, &a, 0));
  a.policy = -1;
  TRY(set(0, &a, 0));
  a.policy = SCHED_BATCH;
  a.priority = 1;
  TRY(set(0, &a, 0));
  a.policy = SCHED_FIFO;
  a.priority = 0;
  TRY(set(0, &a, 0));
  a.priority = 100;
  TRY(set(0, &a, 0));
  // SCHED_DEADLINE without its times.
  a.policy = 6;
  a.priority = 0;
  TRY(set(0, &a, 0));
  a.runtime = 1000;
  a.deadline = 1000000;
  TRY(set(0, &a, 0));
  a.runtime = 2000000;
  TRY(set(0, &a, 0));
  a.runtime = a.deadline = 0;
  a.policy = SCHED_BATCH;
  // The policy is kept; the flag of clamps is for longer structures.
  a.flags = 1 | 8;
  a.policy = 77;
  a.size = 48;
  TRY(set(0, &a, 0));
  VALUE(sched_getscheduler(0) & ~SCHED_RESET_ON_FORK);
  a.flags = 1 | 0x20;
  a.policy = SCHED_BATCH;
  TRY(set(0, &a, 0));
  a.size = 56;
  TRY(set(0, &a, 0));
  // The parameters are kept.
  a.flags = 1 | 0x10;
  a.nice = 0;
  TRY(set(0, &a, 0));
  VALUE(getpriority(PRIO_PROCESS, 0));
  a.flags = 1;
  a.nice = 19;
  a.runtime = 3000000;
  TRY(set(0, &a, 0));
  TRY(get(0, &b, 48, 0));
  VALUE(b.runtime);
  a.runtime = 1;
  TRY(set(0, &a, 0));
  TRY(get(0, &b, 48, 0));
  VALUE(b.runtime);
  a.policy = SCHED_IDLE;
  TRY(set(0, &a, 0));
  VALUE(sched_getscheduler(0) & ~SCHED_RESET_ON_FORK);
  return 0;
}
