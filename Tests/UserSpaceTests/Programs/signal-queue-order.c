// Real-time signals: queued, lowest number first, each number in its order, with values.
#include "check.h"

int main(void) {
  sigset_t set;
  siginfo_t info;
  struct timespec none = {0, 0};
  sigemptyset(&set);
  for (int i = 0; i < 4; i++) sigaddset(&set, SIGRTMIN + i);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  for (int i = 0; i < 12; i++) {
    union sigval value = {.sival_int = i};
    sigqueue(getpid(), SIGRTMIN + (7 * i) % 4, value);
  }
  union sigval value = {.sival_int = 100};
  sigqueue(getpid(), SIGUSR1, value);
  value.sival_int = 101;
  sigqueue(getpid(), SIGUSR1, value);
  int number;
  while ((number = sigtimedwait(&set, &info, &none)) > 0)
    printf("%d: %d\n", number == SIGUSR1 ? -1 : number - SIGRTMIN, info.si_value.sival_int);
  TRY(sigtimedwait(&set, &info, &none));
  struct timespec bad = {0, -1};
  TRY(sigtimedwait(&set, &info, &bad));
  struct timespec soon = {0, 5000000};
  TRY(sigtimedwait(&set, NULL, &soon));
  return 0;
}
