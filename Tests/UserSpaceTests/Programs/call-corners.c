// Corners of small calls: numbers below 0, results with no place to go, clocks that nobody sleeps by.
#include "check.h"

int main(void) {
  TRY(setpgid(-1, 0));
  TRY(setpgid(-1, 5));
  TRY(setpgid(-5, -1));
  long head, size;
  unsigned id;
  TRY(syscall(SYS_getresuid, 0, 0, 0));
  TRY(syscall(SYS_getresgid, &id, &id, 0));
  TRY(syscall(SYS_get_robust_list, 0, 0, &size));
  TRY(syscall(SYS_get_robust_list, 0, &head, 0));
  TRY(syscall(SYS_get_robust_list, 0, &head, &size));
  VALUE(size);
  TRY(syscall(SYS_get_robust_list, 99999, &head, &size));
  struct timespec moment = {0, 1000};
  TRY(syscall(SYS_clock_nanosleep, -3, 0, &moment, 0));
  TRY(syscall(SYS_clock_nanosleep, -2, 0, &moment, 0));
  TRY(syscall(SYS_clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &moment, 0));
  return 0;
}
