// nice, getpriority and setpriority: values, limits, children and threads.
#include "check.h"
#include <sys/resource.h>

int main(void) {
  errno = 0;
  VALUE(getpriority(PRIO_PROCESS, 0));
  VALUE(nice(5));
  VALUE(getpriority(PRIO_PROCESS, 0));
  TRY(setpriority(PRIO_PROCESS, 0, 7));
  VALUE(getpriority(PRIO_PROCESS, getpid()));
  pid_t pid = fork();
  if (pid == 0) _exit(getpriority(PRIO_PROCESS, 0));
  reap("inherited", pid);
  VALUE(nice(100));
  VALUE(getpriority(PRIO_PROCESS, 0));
  errno = 0;
  TRY(getpriority(PRIO_PROCESS, 99999));
  TRY(getpriority(99, 0));
  TRY(setpriority(99, 0, 0));
  TRY(setpriority(PRIO_PROCESS, 99999, 5));
  return 0;
}
