#include <threadbare.h>
// A load and a store, each atomic, are not one step.
static _Atomic int counter;
static int add(long by) {
  atomic_store(&counter, atomic_load(&counter) + (int)by);
  return 0;
}
int main(void) {
  int task = task_clone(CLONE_VM | SIGCHLD, add, 1, NULL, NULL, NULL);
  add(2);
  waitpid(task, NULL, 0);
  printf("%d\n", atomic_load(&counter));
  return 0;
}
