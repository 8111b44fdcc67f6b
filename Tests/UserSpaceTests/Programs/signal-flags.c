// Signals: SA_NODEFER, SA_RESETHAND and sa_mask in nested handlers.
#include "check.h"

static volatile int depth, deepest, calls;
static void nest(int number) {
  depth++;
  calls++;
  if (depth > deepest) deepest = depth;
  if (calls < 4) raise(number);
  depth--;
}
static char order[16];
static volatile int place;
static void first(int number) {
  (void)number;
  order[place++] = 'a';
  raise(SIGUSR2);
  order[place++] = 'b';
}
static void second(int number) {
  (void)number;
  order[place++] = 'c';
}

int main(void) {
  struct sigaction action = {.sa_handler = nest};
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  VALUE(deepest);
  calls = deepest = 0;
  action.sa_flags = SA_NODEFER;
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  VALUE(deepest);
  action.sa_flags = SA_RESETHAND;
  calls = 4;
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  sigaction(SIGUSR1, NULL, &action);
  CHECK(action.sa_handler == SIG_DFL);
  VALUE(calls);
  signal(SIGUSR2, second);
  struct sigaction masks = {.sa_handler = first};
  sigaction(SIGUSR1, &masks, NULL);
  raise(SIGUSR1);
  sigaddset(&masks.sa_mask, SIGUSR2);
  sigaction(SIGUSR1, &masks, NULL);
  raise(SIGUSR1);
  puts(order);
  sigaction(SIGUSR1, NULL, &action);
  CHECK(sigismember(&action.sa_mask, SIGUSR2));
  sigaddset(&masks.sa_mask, SIGKILL);
  sigaction(SIGUSR1, &masks, NULL);
  sigaction(SIGUSR1, NULL, &action);
  CHECK(sigismember(&action.sa_mask, SIGKILL));
  return 0;
}
