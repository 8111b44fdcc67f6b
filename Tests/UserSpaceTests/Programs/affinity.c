// CPU affinity: the mask of a task, of its children and threads, and what is refused.
#include "check.h"

static void *own(void *argument) {
  cpu_set_t set;
  pthread_getaffinity_np(pthread_self(), sizeof set, &set);
  return (void *)(long)(CPU_EQUAL(&set, (cpu_set_t *)argument));
}

int main(void) {
  cpu_set_t all, one, none, now;
  unsigned cpu;
  TRY(sched_getaffinity(0, sizeof all, &all));
  CHECK(CPU_COUNT(&all) >= 1);
  CHECK(CPU_COUNT(&all) <= sysconf(_SC_NPROCESSORS_CONF));
  CPU_ZERO(&none);
  CPU_ZERO(&one);
  for (int i = 0; i < CPU_SETSIZE; i++)
    if (CPU_ISSET(i, &all)) {
      CPU_SET(i, &one);
      break;
    }
  TRY(sched_setaffinity(0, sizeof one, &one));
  TRY(sched_getaffinity(0, sizeof now, &now));
  CHECK(CPU_EQUAL(&now, &one));
  TRY(getcpu(&cpu, NULL));
  CHECK(CPU_ISSET(cpu, &one));
  CHECK(sched_getcpu() == (int)cpu);
  pid_t pid = fork();
  if (pid == 0) {
    sched_getaffinity(0, sizeof now, &now);
    _exit(CPU_EQUAL(&now, &one));
  }
  reap("inherited", pid);
  pthread_t thread;
  void *same;
  pthread_create(&thread, NULL, own, &one);
  pthread_join(thread, &same);
  VALUE((long)same);
  TRY(sched_setaffinity(0, sizeof none, &none));
  TRY(sched_setaffinity(99999, sizeof one, &one));
  TRY(sched_getaffinity(99999, sizeof now, &now));
  TRY(sched_getaffinity(0, 1, &now));
  TRY(sched_setaffinity(0, sizeof all, &all));
  return 0;
}
