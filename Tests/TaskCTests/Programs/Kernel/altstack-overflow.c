#include <threadbare.h>
// A stack that has run over has no room for a handler: the handler gets another stack.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static char other[16384];
static volatile int is_inside, is_at_limit;
static void fault(int number, siginfo_t *info, void *context) {
  char local;
  stack_t now;
  is_inside = &local >= other && &local < other + sizeof other;
  sigaltstack(NULL, &now);
  is_at_limit = now.ss_flags == SS_ONSTACK && now.ss_sp == other && now.ss_size == sizeof other;
  stack_t next = {other, 0, sizeof other};
  int changed = sigaltstack(&next, NULL);
  printf("%d %d %d %d %d\n", number == SIGSEGV, is_inside, is_at_limit, changed, errno == EPERM);
  printf("%d\n", info->si_addr != NULL);
  _exit(5);
}
static int deeper(int depth) {
  volatile char room[4096];
  room[0] = (char)depth;
  return deeper(depth + 1) + room[0];
}
int main(void) {
  stack_t old, small = {other, 0, 100}, odd = {other, 8, sizeof other}, off = {NULL, SS_DISABLE, 0};
  tell(sigaltstack(&small, NULL));
  tell(sigaltstack(&odd, NULL));
  printf("%d\n", sigaltstack(&off, &old));
  printf("%d\n", old.ss_flags == SS_DISABLE);
  stack_t stack = {other, 0, sizeof other};
  printf("%d\n", sigaltstack(&stack, NULL));
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaction(SIGSEGV, &action, NULL);
  return deeper(0);
}
