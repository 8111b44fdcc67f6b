#include <threadbare.h>
// Nice values, policies and processors: what is allowed, and what is inherited.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
int main(void) {
  struct sched_param parameter = {0}, ten = {10}, much = {100};
  cpu_set_t set;
  int status;
  tell(sched_setscheduler(0, SCHED_BATCH, &parameter));
  tell(sched_setscheduler(0, SCHED_OTHER, &parameter));
  tell(sched_setscheduler(0, SCHED_OTHER, &ten));
  tell(sched_setscheduler(0, SCHED_FIFO, &parameter));
  tell(sched_setscheduler(0, SCHED_RR, &much));
  tell(sched_setscheduler(0, 77, &parameter));
  tell(sched_setscheduler(99999, SCHED_OTHER, &parameter));
  tell(sched_setscheduler(-1, SCHED_OTHER, &parameter));
  tell(sched_setscheduler(0, SCHED_OTHER, NULL));
  memset(&set, 0, sizeof set);
  tell(sched_setaffinity(0, sizeof set, &set));
  memset(&set, 255, sizeof set);
  tell(sched_setaffinity(0, sizeof set, &set));
  tell(sched_setaffinity(99999, sizeof set, &set));
  tell(sched_setaffinity(0, sizeof set, (cpu_set_t *)8));
  tell(nice(3));
  tell(nice(100));
  pid_t child = fork();
  if (child == 0) _exit(nice(0));
  waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  tell(sched_yield());
  return 0;
}
