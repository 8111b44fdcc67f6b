// sigsetjmp and siglongjmp out of handlers: the mask is put back only where it was asked.
#include "check.h"
#include <setjmp.h>

static sigjmp_buf place;
static void handler(int number) { siglongjmp(place, number); }
static int blocked(void) {
  sigset_t set;
  sigprocmask(SIG_SETMASK, NULL, &set);
  return sigismember(&set, SIGUSR1);
}

int main(void) {
  volatile int turns = 0;
  signal(SIGUSR1, handler);
  int value = sigsetjmp(place, 1);
  if (turns < 3) {
    turns++;
    raise(SIGUSR1);
  }
  CHECK(value == SIGUSR1);
  VALUE(turns);
  VALUE(blocked());
  if (sigsetjmp(place, 0) == 0) raise(SIGUSR1);
  VALUE(blocked());
  jmp_buf plain;
  int got = setjmp(plain);
  if (got == 0) longjmp(plain, 0);
  VALUE(got);
  return 0;
}
