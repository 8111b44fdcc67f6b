// sched_*: policies that need no right, their parameters, ranges, and errors.
#include "check.h"

int main(void) {
  struct sched_param parameter = {.sched_priority = 0};
  struct timespec slice;
  VALUE(sched_getscheduler(0));
  TRY(sched_setscheduler(0, SCHED_BATCH, &parameter));
  CHECK(sched_getscheduler(0) == SCHED_BATCH);
  pid_t idle = fork();
  if (idle == 0) {
    TRY(sched_setscheduler(0, SCHED_IDLE, &parameter));
    _exit(sched_getscheduler(0));
  }
  reap("idle", idle);
  TRY(sched_setscheduler(0, SCHED_OTHER, &parameter));
  parameter.sched_priority = 1;
  TRY(sched_setscheduler(0, SCHED_OTHER, &parameter));
  parameter.sched_priority = 100;
  TRY(sched_setscheduler(0, SCHED_FIFO, &parameter));
  parameter.sched_priority = 0;
  TRY(sched_setscheduler(0, SCHED_RR, &parameter));
  TRY(sched_setscheduler(0, 77, &parameter));
  TRY(sched_setscheduler(99999, SCHED_OTHER, &parameter));
  TRY(sched_setscheduler(-1, SCHED_OTHER, &parameter));
  TRY(sched_setscheduler(0, SCHED_OTHER, NULL));
  TRY(sched_getparam(0, &parameter));
  VALUE(parameter.sched_priority);
  TRY(sched_getparam(99999, &parameter));
  VALUE(sched_get_priority_max(SCHED_FIFO));
  VALUE(sched_get_priority_min(SCHED_FIFO));
  VALUE(sched_get_priority_max(SCHED_OTHER));
  TRY(sched_get_priority_max(77));
  TRY(sched_rr_get_interval(0, &slice));
  CHECK(slice.tv_sec == 0 && slice.tv_nsec >= 0);
  TRY(sched_rr_get_interval(-1, &slice));
  TRY(sched_yield());
  pid_t pid = fork();
  if (pid == 0) {
    sched_setscheduler(0, SCHED_BATCH, &parameter);
    if (fork() == 0) _exit(sched_getscheduler(0));
    int status;
    wait(&status);
    _exit(WEXITSTATUS(status));
  }
  reap("inherited", pid);
  int policy;
  CODE(pthread_getschedparam(pthread_self(), &policy, &parameter));
  VALUE(policy);
  return 0;
}
