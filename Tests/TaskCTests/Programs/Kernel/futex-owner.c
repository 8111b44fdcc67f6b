#include <threadbare.h>
// A lock whose word names its owner; the kernel hands it on.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static volatile int word;
static volatile int order[4], at;
static int taker(long number) {
  futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0);
  order[at++] = (int)number;
  int own = (word & (int)FUTEX_TID_MASK) == gettid();
  futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
  return own;
}
int main(void) {
  int status;
  tell(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
  printf("%d\n", word == gettid());
  tell(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
  tell(futex(&word, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0));
  int task = task_clone(CLONE_VM | SIGCHLD, taker, 1, NULL, NULL, NULL);
  usleep(20000);
  printf("%d %d\n", (word & (int)FUTEX_WAITERS) != 0, at);
  tell(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
  waitpid(task, &status, 0);
  printf("%d %d %d\n", WEXITSTATUS(status), at, word & (int)FUTEX_TID_MASK);
  tell(futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
  word = 99999;
  tell(futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
  return 0;
}
