#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void nothing(int number) { (void)number; }

int threadbare_start_ticking(unsigned milliseconds) {
  // Without SA_RESTART: to end a call is all it is for.
  const struct sigaction action = {.sa_handler = nothing};
  if (sigaction(SIGALRM, &action, NULL) != 0) return -errno;
  // Whoever started this process may have left it blocked.
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  const int masked = pthread_sigmask(SIG_UNBLOCK, &alarm, NULL);
  if (masked != 0) return -masked;
  struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM};
  event._sigev_un._tid = gettid();
  const struct timespec period = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
  const struct itimerspec times = {.it_interval = period, .it_value = period};
  // Not timer_create(3), whose numbers are pointers.
  int timer;
  if (syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer) != 0) return -errno;
  if (syscall(SYS_timer_settime, timer, 0, &times, NULL) != 0) {
    const int code = errno;
    threadbare_stop_ticking(timer);
    return -code;
  }
  return timer;
}

void threadbare_stop_ticking(int timer) { syscall(SYS_timer_delete, timer); }
