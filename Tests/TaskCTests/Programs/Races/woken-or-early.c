#include <threadbare.h>
// Does the wake find somebody who waits?
static _Atomic int word;
static int waits(long unused) { return futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0) == 0 ? 1 : 2; }
int main(void) {
  int status;
  int task = task_clone(CLONE_VM | SIGCHLD, waits, 0, NULL, NULL, NULL);
  atomic_store(&word, 1);
  int woken = futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0);
  waitpid(task, &status, 0);
  printf("%d %d\n", woken, WEXITSTATUS(status));
  return 0;
}
