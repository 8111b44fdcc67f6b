// Timer slack of real-time tasks, refusals of huge pages, and times that no sleep takes.
#include "check.h"
#include <sys/prctl.h>

static void times(clockid_t clock, const char *name) {
  struct timespec bad = {0, 2000000000}, good = {0, 1000};
  printf("%s: ", name);
  printf("%s ", syscall(SYS_clock_nanosleep, clock, 0, &bad, NULL) ? strerrorname_np(errno) : "0");
  printf("%s\n", syscall(SYS_clock_nanosleep, clock, 1, &good, NULL) ? strerrorname_np(errno) : "0");
}

int main(int count, char **arguments) {
  if (count > 1) {
    VALUE(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0));
    return 0;
  }
  TRY(prctl(PR_SET_TIMERSLACK, 123));
  TRY(prctl(PR_SET_TIMERSLACK, -5L));
  VALUE(syscall(SYS_prctl, PR_GET_TIMERSLACK, 0, 0, 0, 0));
  TRY(prctl(PR_SET_TIMERSLACK, 0));
  VALUE(prctl(PR_GET_TIMERSLACK));
  TRY(prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0));
  VALUE(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0));
  TRY(prctl(PR_SET_THP_DISABLE, 0, 2, 0, 0));
  TRY(prctl(PR_SET_THP_DISABLE, 1, 1, 0, 0));
  TRY(prctl(PR_SET_THP_DISABLE, 1, 3, 0, 0));
  TRY(prctl(PR_SET_THP_DISABLE, 1, 0, 1, 0));
  TRY(prctl(PR_SET_THP_DISABLE, 5, 2, 0, 0));
  VALUE(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0));
  times(CLOCK_REALTIME, "CLOCK_REALTIME");
  times(CLOCK_MONOTONIC, "CLOCK_MONOTONIC");
  times(CLOCK_THREAD_CPUTIME_ID, "CLOCK_THREAD_CPUTIME_ID");
  times(CLOCK_MONOTONIC_RAW, "CLOCK_MONOTONIC_RAW");
  times(CLOCK_REALTIME_COARSE, "CLOCK_REALTIME_COARSE");
  times(CLOCK_BOOTTIME, "CLOCK_BOOTTIME");
  times(CLOCK_REALTIME_ALARM, "CLOCK_REALTIME_ALARM");
  times(CLOCK_BOOTTIME_ALARM, "CLOCK_BOOTTIME_ALARM");
  times(10, "10");
  times(CLOCK_TAI, "CLOCK_TAI");
  times(12, "12");
  times(-2, "the own thread's");
  times(~99999 << 3 | 6, "nobody's");
  // execveat asks whether a file may be executed.
  char *arguments_of[] = {"x", NULL}, *none[] = {NULL};
  TRY(syscall(SYS_execveat, AT_FDCWD, "/proc/self/exe", arguments_of, none, 0x10000));
  TRY(syscall(SYS_execveat, AT_FDCWD, "/tmp/none", arguments_of, none, 0x10000));
  int fd = open("/tmp/text", O_CREAT | O_WRONLY, 0600);
  TRY(syscall(SYS_execveat, AT_FDCWD, "/tmp/text", arguments_of, none, 0x10000));
  TRY(fchmod(fd, 0700));
  TRY(syscall(SYS_execveat, AT_FDCWD, "/tmp/text", arguments_of, none, 0x10000));
  close(fd);
  TRY(syscall(SYS_execveat, AT_FDCWD, "/tmp/text", arguments_of, none, 0x10000));
  TRY(syscall(SYS_execveat, AT_FDCWD, "/tmp/text", NULL, NULL, 0x10000));
  TRY(syscall(SYS_execveat, AT_FDCWD, "/tmp/text", 1, NULL, 0x10000));
  TRY(syscall(SYS_execveat, AT_FDCWD, "/tmp/text", arguments_of, none, 0x20000));
  TRY(syscall(SYS_execveat, AT_FDCWD, "", arguments_of, none, 0x10000));
  fflush(stdout);
  execl("/proc/self/exe", "timer-slack", "x", (char *)NULL);
  return 1;
}
