// RLIMIT_CPU: SIGXCPU at the soft limit, which is raised by a second each time, and SIGKILL at the hard one.
#include "check.h"
#include <sys/resource.h>

static volatile sig_atomic_t told;
static void handler(int number) { told += number == SIGXCPU; }

static void work(long soft, long hard, int handles) {
  struct rlimit limit = {soft, hard};
  pid_t pid = fork();
  if (pid == 0) {
    if (handles) signal(SIGXCPU, handler);
    setrlimit(RLIMIT_CPU, &limit);
    while (!told) continue;
    getrlimit(RLIMIT_CPU, &limit);
    printf("told once: %ld of %ld\n", (long)limit.rlim_cur, (long)limit.rlim_max);
    _exit(0);
  }
  reap("it", pid);
}

int main(void) {
  work(0, RLIM_INFINITY, 1);
  work(0, 4, 1);
  work(0, RLIM_INFINITY, 0);
  work(0, 0, 1);
  return 0;
}
