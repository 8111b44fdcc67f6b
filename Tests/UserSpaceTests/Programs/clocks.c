// Clocks: they go forward, resolutions, processor time grows with work, and errors.
#include "check.h"
#include <sys/resource.h>
#include <sys/times.h>

static int forward(clockid_t clock) {
  struct timespec last = {0, 0}, now;
  for (int i = 0; i < 50; i++) {
    if (clock_gettime(clock, &now)) return 0;
    if (now.tv_sec < last.tv_sec || (now.tv_sec == last.tv_sec && now.tv_nsec < last.tv_nsec)) return 0;
    if (now.tv_nsec < 0 || now.tv_nsec > 999999999) return 0;
    last = now;
  }
  return 1;
}

int main(void) {
  struct timespec resolution, real;
  struct timeval day;
  CHECK(forward(CLOCK_REALTIME));
  CHECK(forward(CLOCK_MONOTONIC));
  CHECK(forward(CLOCK_MONOTONIC_RAW));
  CHECK(forward(CLOCK_BOOTTIME));
  CHECK(forward(CLOCK_PROCESS_CPUTIME_ID));
  CHECK(forward(CLOCK_THREAD_CPUTIME_ID));
  CHECK(forward(CLOCK_MONOTONIC_COARSE));
  TRY(clock_gettime(77, &resolution));
  TRY(clock_getres(CLOCK_MONOTONIC, &resolution));
  VALUE(resolution.tv_nsec);
  TRY(gettimeofday(&day, NULL));
  clock_gettime(CLOCK_REALTIME, &real);
  CHECK(real.tv_sec - day.tv_sec <= 1 && real.tv_sec >= day.tv_sec);
  CHECK(time(NULL) - real.tv_sec <= 1);
  struct timespec before, after;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
  for (volatile int i = 0; i < 100000; i++) {}
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
  CHECK((after.tv_sec - before.tv_sec) * 1000000000L + after.tv_nsec - before.tv_nsec > 10000);
  clockid_t own;
  CODE(clock_getcpuclockid(getpid(), &own));
  CHECK(forward(own));
  CODE(pthread_getcpuclockid(pthread_self(), &own));
  CHECK(forward(own));
  struct tms tick;
  CHECK(times(&tick) != (clock_t)-1);
  struct rusage usage;
  TRY(getrusage(RUSAGE_SELF, &usage));
  TRY(getrusage(RUSAGE_CHILDREN, &usage));
  TRY(getrusage(RUSAGE_THREAD, &usage));
  TRY(getrusage(99, &usage));
  VALUE(sysconf(_SC_CLK_TCK));
  return 0;
}
