// timer_create: signals with values, overruns of a blocked one, threads, none, and errors.
#include "check.h"

static volatile int in_thread;
static void called(union sigval value) {
  __atomic_store_n(&in_thread, value.sival_int, __ATOMIC_SEQ_CST);
}

int main(void) {
  timer_t timer;
  sigset_t set;
  siginfo_t info;
  struct itimerspec once = {.it_value = {0, 2000000}}, now;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
  event.sigev_value.sival_int = 12;
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &set, NULL);
  TRY(timer_create(CLOCK_MONOTONIC, &event, &timer));
  TRY(timer_settime(timer, 0, &once, NULL));
  CHECK(sigwaitinfo(&set, &info) == SIGRTMIN);
  CHECK(info.si_code == SI_TIMER);
  VALUE(info.si_value.sival_int);
  TRY(timer_gettime(timer, &now));
  CHECK(now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0);
  struct itimerspec repeat = {{0, 1000000}, {0, 1000000}};
  timer_settime(timer, 0, &repeat, NULL);
  sleep_milliseconds(20);
  sigwaitinfo(&set, &info);
  CHECK(info.si_overrun >= 5);
  CHECK(timer_getoverrun(timer) == info.si_overrun);
  TRY(timer_delete(timer));
  TRY(timer_delete(timer));
  struct sigevent thread = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = called};
  thread.sigev_value.sival_int = 33;
  TRY(timer_create(CLOCK_REALTIME, &thread, &timer));
  timer_settime(timer, 0, &once, NULL);
  while (!__atomic_load_n(&in_thread, __ATOMIC_SEQ_CST)) sleep_milliseconds(1);
  VALUE(in_thread);
  timer_delete(timer);
  struct itimerspec bad = {.it_value = {0, 1000000000}};
  event.sigev_notify = SIGEV_NONE;
  TRY(timer_create(CLOCK_MONOTONIC, &event, &timer));
  TRY(timer_settime(timer, 0, &bad, NULL));
  once.it_value.tv_sec = 50;
  timer_settime(timer, 0, &once, NULL);
  timer_gettime(timer, &now);
  CHECK(now.it_value.tv_sec >= 49 && now.it_value.tv_sec <= 50);
  TRY(timer_create(77, &event, &timer));
  event.sigev_signo = 99;
  event.sigev_notify = SIGEV_SIGNAL;
  TRY(timer_create(CLOCK_MONOTONIC, &event, &timer));
  return 0;
}
