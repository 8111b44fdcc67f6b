// Setting and adjusting clocks, by who may not: what can be set at all, what is asked first, what adjtimex tells.
#include "check.h"
#include <linux/capability.h>
#include <sys/timex.h>

static long set(clockid_t clock, long seconds, long nanoseconds) {
  struct timespec time = {seconds, nanoseconds};
  return syscall(SYS_clock_settime, clock, &time);
}

static long adjust(clockid_t clock, unsigned modes) {
  struct timex record = {.modes = modes, .tick = 10000};
  return syscall(SYS_clock_adjtime, clock, &record);
}

int main(void) {
  // Without CAP_SYS_TIME.
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct sets[2];
  syscall(SYS_capget, &header, sets);
  sets[0].effective &= ~(1u << CAP_SYS_TIME);
  syscall(SYS_capset, &header, sets);
  TRY(set(CLOCK_REALTIME, 1000, 0));
  TRY(set(CLOCK_REALTIME, -1, 0));
  TRY(set(CLOCK_REALTIME, 0, 1000000000));
  TRY(set(CLOCK_REALTIME, LONG_MAX, 0));
  TRY(set(CLOCK_MONOTONIC, 1000, 0));
  TRY(set(CLOCK_BOOTTIME, 1000, 0));
  TRY(set(CLOCK_TAI, 1000, 0));
  TRY(set(CLOCK_PROCESS_CPUTIME_ID, 0, 0));
  TRY(set(12, 0, 0));
  clockid_t own;
  clock_getcpuclockid(getpid(), &own);
  TRY(set(own, 0, 0));
  TRY(syscall(SYS_clock_settime, CLOCK_REALTIME, (void *)1));
  TRY(syscall(SYS_clock_settime, CLOCK_MONOTONIC, (void *)1));
  struct timeval day = {1000, 0}, odd = {0, 1000001};
  TRY(syscall(SYS_settimeofday, &day, NULL));
  TRY(syscall(SYS_settimeofday, &odd, NULL));
  TRY(syscall(SYS_settimeofday, NULL, NULL));
  TRY(syscall(SYS_settimeofday, (void *)1, NULL));

  struct timex record = {0};
  CHECK(adjtimex(&record) >= 0);
  VALUE(record.precision);
  VALUE(record.tolerance);
  VALUE(record.tick);
  CHECK(record.time.tv_sec - time(NULL) <= 1);
  TRY(adjust(CLOCK_MONOTONIC, 0));
  TRY(adjust(CLOCK_PROCESS_CPUTIME_ID, 0));
  TRY(adjust(10, 0));
  TRY(adjust(12, 0));
  TRY(adjust(CLOCK_REALTIME, ADJ_FREQUENCY));
  TRY(adjust(CLOCK_REALTIME, ADJ_STATUS));
  TRY(adjust(CLOCK_REALTIME, 0x8000));
  TRY(adjust(CLOCK_REALTIME, ADJ_OFFSET_SINGLESHOT));
  CHECK(adjust(CLOCK_REALTIME, ADJ_OFFSET_SS_READ) >= 0);
  TRY(syscall(SYS_adjtimex, (void *)1));
}
