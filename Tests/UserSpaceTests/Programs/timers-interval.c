// setitimer and alarm: signals in time, what is left, and the timers of processor time.
#include "check.h"

static volatile sig_atomic_t alarms, virtuals, profs;
static void handler(int number) {
  if (number == SIGALRM) alarms++;
  if (number == SIGVTALRM) virtuals++;
  if (number == SIGPROF) profs++;
}

int main(void) {
  struct itimerval each = {{0, 3000}, {0, 3000}}, off = {{0, 0}, {0, 0}}, now;
  signal(SIGALRM, handler);
  signal(SIGVTALRM, handler);
  signal(SIGPROF, handler);
  TRY(setitimer(ITIMER_REAL, &each, NULL));
  while (alarms < 3) pause();
  TRY(setitimer(ITIMER_REAL, &off, &now));
  CHECK(now.it_interval.tv_usec == 3000);
  TRY(getitimer(ITIMER_REAL, &now));
  CHECK(now.it_value.tv_sec == 0 && now.it_value.tv_usec == 0);
  VALUE(alarm(100));
  CHECK(alarm(0) >= 99);
  VALUE(alarm(0));
  setitimer(ITIMER_VIRTUAL, &each, NULL);
  while (virtuals < 2) {}
  setitimer(ITIMER_VIRTUAL, &off, NULL);
  setitimer(ITIMER_PROF, &each, NULL);
  while (profs < 2) {}
  setitimer(ITIMER_PROF, &off, NULL);
  struct itimerval bad = {{0, 0}, {0, 1000000}};
  TRY(setitimer(ITIMER_REAL, &bad, NULL));
  TRY(setitimer(99, &each, NULL));
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGALRM, SIG_DFL);
    setitimer(ITIMER_REAL, &each, NULL);
    for (;;) pause();
  }
  reap("child", pid);
  return 0;
}
