// sigaltstack: handlers run on it, also after the usual stack has run over.
// compile: -O0 -static -pthread
#include "check.h"
#include <setjmp.h>

static char memory[65536] __attribute__((aligned(16)));
static sigjmp_buf back;
static volatile int inside, flags;
static void handler(int number) {
  char here;
  stack_t now;
  inside = &here >= memory && &here < memory + sizeof memory;
  sigaltstack(NULL, &now);
  flags = now.ss_flags;
  if (number == SIGUSR1) return;
  siglongjmp(back, 1);
}
static long overflow(long depth) {
  volatile char frame[4096];
  frame[depth % 4096] = (char)depth;
  return depth < 0 ? 0 : overflow(depth + 1) + frame[0];
}

int main(void) {
  stack_t stack = {.ss_sp = memory, .ss_size = sizeof memory}, old;
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
  TRY(sigaltstack(NULL, &old));
  CHECK(old.ss_flags == SS_DISABLE);
  TRY(sigaltstack(&stack, NULL));
  sigaction(SIGUSR1, &action, NULL);
  sigaction(SIGSEGV, &action, NULL);
  raise(SIGUSR1);
  VALUE(inside);
  CHECK(flags == SS_ONSTACK);
  action.sa_flags = 0;
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  VALUE(inside);
  VALUE(flags);
  if (sigsetjmp(back, 1) == 0) overflow(0);
  VALUE(inside);
  CHECK(flags == SS_ONSTACK);
  stack.ss_size = 100;
  TRY(sigaltstack(&stack, NULL));
  stack.ss_flags = 77;
  TRY(sigaltstack(&stack, NULL));
  stack.ss_flags = SS_DISABLE;
  TRY(sigaltstack(&stack, &old));
  CHECK(old.ss_sp == memory && old.ss_size == sizeof memory);
  return 0;
}
