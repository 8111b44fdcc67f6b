// Sleeping by processor time: others of the process use it up, signals end the sleep, and errors.
#include "check.h"

static volatile int is_over;

static void *use(void *nothing) {
  while (!is_over) {}
  return nothing;
}

static void interrupt(int signal) { (void)signal; }

static long left(struct timespec end) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (end.tv_sec - now.tv_sec) * 1000000000L + end.tv_nsec - now.tv_nsec;
}

int main(void) {
  pthread_t user;
  struct timespec length = {0, 20000000}, end, rest = {77, 77};
  pthread_create(&user, NULL, use, NULL);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
  end.tv_nsec += length.tv_nsec;
  if (end.tv_nsec >= 1000000000) end.tv_sec++, end.tv_nsec -= 1000000000;
  CODE(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &length, &rest));
  CHECK(left(end) <= 0);
  VALUE(rest.tv_sec);

  end.tv_nsec += 20000000;
  if (end.tv_nsec >= 1000000000) end.tv_sec++, end.tv_nsec -= 1000000000;
  CODE(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, TIMER_ABSTIME, &end, NULL));
  CHECK(left(end) <= 0);
  CODE(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, TIMER_ABSTIME, &length, NULL));

  clockid_t others;
  pthread_getcpuclockid(user, &others);
  CODE(clock_nanosleep(others, 0, &length, NULL));

  signal(SIGALRM, interrupt);
  struct timespec long_time = {1000, 0};
  struct itimerval soon = {{0, 0}, {0, 10000}};
  setitimer(ITIMER_REAL, &soon, NULL);
  CODE(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &long_time, &rest));
  CHECK(rest.tv_sec > 900 && rest.tv_sec < 1000);
  setitimer(ITIMER_REAL, &soon, NULL);
  rest.tv_sec = 77;
  CODE(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, TIMER_ABSTIME, &long_time, &rest));
  VALUE(rest.tv_sec);
  is_over = 1;
  pthread_join(user, NULL);
  CODE(syscall(SYS_clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &length, NULL) ? errno : 0);
}
