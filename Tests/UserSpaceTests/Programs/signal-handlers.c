// Signals: every one that can have a handler gets it once; those of KILL and STOP are refused.
#include "check.h"

static volatile sig_atomic_t last, count;
static void handler(int number) {
  last = number;
  count++;
}

int main(void) {
  int wrong = 0;
  for (int number = 1; number < 32; number++) {
    if (number == SIGKILL || number == SIGSTOP) continue;
    if (signal(number, handler) != SIG_DFL) printf("%s had none\n", sigabbrev_np(number));
    raise(number);
    if (last != number) wrong++;
    if (signal(number, SIG_DFL) != handler) wrong++;
  }
  VALUE(count);
  VALUE(wrong);
  TRY(signal(SIGKILL, handler) == SIG_ERR ? -1 : 0);
  TRY(signal(SIGSTOP, SIG_IGN) == SIG_ERR ? -1 : 0);
  TRY(signal(0, handler) == SIG_ERR ? -1 : 0);
  TRY(signal(65, handler) == SIG_ERR ? -1 : 0);
  TRY(sigaction(SIGRTMAX, NULL, NULL));
  TRY(raise(0));
  TRY(kill(getpid(), 99));
  return raise(SIGTERM);
}
