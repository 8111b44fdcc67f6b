// Timers: bad arguments, no place for an answer, ignored signals, and clocks without timers.
#include "check.h"
#include <sys/timerfd.h>

static volatile sig_atomic_t taken, overrun_told;

static void take(int signal, siginfo_t *info, void *context) {
  taken++;
  overrun_told = info->si_overrun;
}

static void clocks(void) {
  for (clockid_t clock = -1; clock < 13; clock++) {
    timer_t timer;
    int result = timer_create(clock, NULL, &timer);
    printf("timer of clock %d: %s", clock, result == 0 ? "0" : strerrorname_np(errno));
    if (result == 0) timer_delete(timer);
    struct timespec one = {0, 1};
    int error = clock == CLOCK_PROCESS_CPUTIME_ID ? 0 : clock_nanosleep(clock, 0, &one, NULL);
    printf(", sleep %s\n", error == 0 ? "0" : strerrorname_np(error));
  }
}

static void bad_arguments(void) {
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = 65};
  timer_t timer;
  TRY(timer_create(CLOCK_MONOTONIC, &event, &timer));
  event.sigev_signo = SIGUSR1;
  TRY(syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, NULL));
  TRY(syscall(SYS_timer_create, CLOCK_MONOTONIC, 1, &timer));
  event.sigev_notify = SIGEV_THREAD_ID;
  event._sigev_un._tid = 99999;
  TRY(timer_create(CLOCK_MONOTONIC, &event, &timer));
  event.sigev_notify = SIGEV_NONE;
  event.sigev_signo = 99;
  TRY(timer_create(CLOCK_MONOTONIC, &event, &timer));
  int id = (int)(intptr_t)timer;
  struct itimerspec time = {{0, 0}, {0, 1000000000}};
  TRY(syscall(SYS_timer_settime, id, 0, &time, NULL));
  time.it_value.tv_nsec = -1;
  TRY(syscall(SYS_timer_settime, id, 0, &time, NULL));
  time.it_value.tv_nsec = 1000000;
  TRY(syscall(SYS_timer_settime, id, 0, NULL, NULL));
  TRY(syscall(SYS_timer_settime, id, 0, 1, NULL));
  TRY(syscall(SYS_timer_settime, id, 0, &time, 1));
  TRY(syscall(SYS_timer_gettime, id, NULL));
  TRY(syscall(SYS_timer_gettime, 12345, &time));
  TRY(syscall(SYS_timer_delete, -1));
  TRY(timer_delete(timer));
  TRY(syscall(SYS_getitimer, ITIMER_REAL, NULL));
  TRY(syscall(SYS_setitimer, ITIMER_REAL, NULL, NULL));
  TRY(syscall(SYS_clock_getres, CLOCK_MONOTONIC, NULL));
  TRY(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, NULL));
  TRY(syscall(SYS_timerfd_gettime, timerfd_create(CLOCK_MONOTONIC, 0), NULL));
  TRY(syscall(SYS_sched_rr_get_interval, 0, NULL));
  TRY(syscall(SYS_sched_getaffinity, 0, 128, NULL) == -1 ? -1 : 0);
  TRY(syscall(SYS_pipe2, NULL, 0));
  TRY(syscall(SYS_prctl, 2, NULL));
}

// A timer that repeats waits for its signal to be heard again.
static void ignored_signal(void) {
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2};
  struct sigaction action = {.sa_sigaction = take, .sa_flags = SA_SIGINFO};
  timer_t timer;
  signal(SIGUSR2, SIG_IGN);
  timer_create(CLOCK_MONOTONIC, &event, &timer);
  struct itimerspec time = {{0, 20000000}, {0, 20000000}};
  timer_settime(timer, 0, &time, NULL);
  sleep_milliseconds(90);
  timer_gettime(timer, &time);
  CHECK(time.it_value.tv_nsec > 0 && time.it_value.tv_nsec <= 20000000);
  sigaction(SIGUSR2, &action, NULL);
  printf("taken at once: %d, missed some: %d\n", taken, overrun_told >= 2);
  sleep_milliseconds(50);
  CHECK(taken >= 2);
  timer_delete(timer);
  // One that has run out once is over.
  taken = 0;
  signal(SIGUSR2, SIG_IGN);
  timer_create(CLOCK_MONOTONIC, &event, &timer);
  time = (struct itimerspec){{0, 0}, {0, 1000000}};
  timer_settime(timer, 0, &time, NULL);
  sleep_milliseconds(10);
  sigaction(SIGUSR2, &action, NULL);
  VALUE(taken);
  timer_delete(timer);
}

int main(void) {
  clocks();
  bad_arguments();
  ignored_signal();
  return 0;
}
