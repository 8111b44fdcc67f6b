// Options of prctl: timer slack and its inheritance, the bounding set, huge pages, and bad arguments.
#include "check.h"
#include <linux/prctl.h>
#include <sys/prctl.h>

#define CONTROL(...) show_result(#__VA_ARGS__, syscall(SYS_prctl, __VA_ARGS__))

int main(void) {
  CONTROL(PR_SET_TIMING, PR_TIMING_STATISTICAL, 0, 0, 0);
  CONTROL(PR_SET_TIMING, PR_TIMING_TIMESTAMP, 0, 0, 0);
  VALUE(prctl(PR_GET_TIMERSLACK));
  CONTROL(PR_SET_TIMERSLACK, 77, 0, 0, 0);
  VALUE(prctl(PR_GET_TIMERSLACK));
  pid_t pid = fork();
  if (pid == 0) {
    VALUE(prctl(PR_GET_TIMERSLACK));
    CONTROL(PR_SET_TIMERSLACK, 5, 0, 0, 0);
    CONTROL(PR_SET_TIMERSLACK, 0, 0, 0, 0);
    VALUE(prctl(PR_GET_TIMERSLACK));
    _exit(0);
  }
  reap("child", pid);
  CONTROL(PR_SET_TIMERSLACK, 0, 0, 0, 0);
  VALUE(prctl(PR_GET_TIMERSLACK));
  CONTROL(PR_CAPBSET_READ, 25, 0, 0, 0);
  CONTROL(PR_CAPBSET_READ, 999, 0, 0, 0);
  CONTROL(PR_CAPBSET_DROP, 999, 0, 0, 0);
  pid = fork();
  if (pid == 0) {
    CONTROL(PR_CAPBSET_DROP, 25, 0, 0, 0);
    CONTROL(PR_CAPBSET_READ, 25, 0, 0, 0);
    CONTROL(PR_CAPBSET_READ, 24, 0, 0, 0);
    _exit(0);
  }
  reap("child", pid);
  CONTROL(PR_CAPBSET_READ, 25, 0, 0, 0);
  CONTROL(PR_SET_SECCOMP, 7, 0, 0, 0);
  CONTROL(PR_MCE_KILL, PR_MCE_KILL_CLEAR, 0, 0, 0);
  CONTROL(PR_MCE_KILL, PR_MCE_KILL_CLEAR, 1, 0, 0);
  VALUE(prctl(PR_MCE_KILL_GET, 0, 0, 0, 0));
  CONTROL(PR_SET_THP_DISABLE, 1, 0, 0, 0);
  CONTROL(PR_GET_THP_DISABLE, 0, 0, 0, 0);
  CONTROL(PR_GET_THP_DISABLE, 1, 0, 0, 0);
  CONTROL(PR_SET_THP_DISABLE, 0, 1, 0, 0);
  CONTROL(PR_SET_THP_DISABLE, 0, 0, 0, 0);
  CONTROL(PR_GET_THP_DISABLE, 0, 0, 0, 0);
  CONTROL(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  CONTROL(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 99, 0, 0);
  CONTROL(PR_CAP_AMBIENT, 9, 0, 0, 0);
  CONTROL(PR_TASK_PERF_EVENTS_DISABLE, 0, 0, 0, 0);
  CONTROL(12345, 0, 0, 0, 0);
  return 0;
}
