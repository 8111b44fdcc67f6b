#include <threadbare.h>
// While a handler runs, its own signal and those of its mask are blocked, but for SA_NODEFER.
static volatile int depth, deepest, runs;
static void nested(int number) {
  depth++;
  runs++;
  if (depth > deepest) deepest = depth;
  if (runs < 4) raise(number);
  depth--;
}
static volatile int inside, inside_other, masked;
static void other(int number) { inside_other = inside; }
static void masking(int number) {
  sigset_t now;
  inside = 1;
  raise(SIGUSR2);
  sigprocmask(SIG_BLOCK, NULL, &now);
  masked = sigismember(&now, SIGUSR1) * 100 + sigismember(&now, SIGUSR2) * 10 + sigismember(&now, SIGTERM);
  inside = 0;
}
static void handle(int number, void (*handler)(int), int flags, int also) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  if (also) sigaddset(&action.sa_mask, also);
  sigaction(number, &action, NULL);
}
int main(void) {
  handle(SIGUSR1, nested, 0, 0);
  raise(SIGUSR1);
  printf("deferred: %d deep in %d runs\n", deepest, runs);
  deepest = runs = 0;
  handle(SIGUSR1, nested, SA_NODEFER, 0);
  raise(SIGUSR1);
  printf("not deferred: %d deep in %d runs\n", deepest, runs);
  handle(SIGUSR2, other, 0, 0);
  inside_other = -1;
  handle(SIGUSR1, masking, 0, 0);
  raise(SIGUSR1);
  printf("not masked: %d %d\n", inside_other, masked);
  handle(SIGUSR1, masking, 0, SIGUSR2);
  raise(SIGUSR1);
  printf("masked: %d %d\n", inside_other, masked);
  handle(SIGUSR1, masking, SA_NODEFER, SIGTERM);
  raise(SIGUSR1);
  printf("its own not: %d %d\n", inside_other, masked);
  sigset_t now;
  sigprocmask(SIG_BLOCK, NULL, &now);
  printf("after: %d %d\n", sigismember(&now, SIGUSR1), sigismember(&now, SIGTERM));
  return 0;
}
