// nanosleep and clock_nanosleep: they last long enough, absolute times, and bad ones.
#include "check.h"

static long elapsed(struct timespec *start) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (now.tv_sec - start->tv_sec) * 1000000 + (now.tv_nsec - start->tv_nsec) / 1000;
}

int main(void) {
  struct timespec start, time = {0, 10000000}, bad = {0, 1000000000}, negative = {-1, 0};
  clock_gettime(CLOCK_MONOTONIC, &start);
  TRY(nanosleep(&time, NULL));
  CHECK(elapsed(&start) >= 10000);
  struct timespec until = after_milliseconds(CLOCK_MONOTONIC, 10);
  clock_gettime(CLOCK_MONOTONIC, &start);
  CODE(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL));
  CODE(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL));
  CHECK(elapsed(&start) >= 9000);
  CODE(clock_nanosleep(CLOCK_REALTIME, 0, &time, NULL));
  CODE(clock_nanosleep(CLOCK_REALTIME, 0, &bad, NULL));
  CODE(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &time, NULL));
  CODE(clock_nanosleep(77, 0, &time, NULL));
  TRY(nanosleep(&bad, NULL));
  TRY(nanosleep(&negative, NULL));
  TRY(nanosleep((struct timespec *)8, NULL));
  TRY(usleep(1000));
  VALUE(sleep(0));
  return 0;
}
