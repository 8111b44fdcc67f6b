#include <threadbare.h>
// Where clone stores the new task's number, and what is left of it at its end.
static volatile int parent_word, child_word, seen_by_child;
static int look(long unused) {
  seen_by_child = child_word == gettid();
  return 3;
}
static int quick(long unused) { return 0; }
int main(void) {
  int status;
  unsigned long words = CLONE_PARENT_SETTID | CLONE_CHILD_SETTID;
  int task = task_clone(CLONE_VM | words | SIGCHLD, look, 0, (int *)&parent_word, NULL, (int *)&child_word);
  waitpid(task, &status, 0);
  printf("%d %d %d %d\n", parent_word == task, child_word == task, seen_by_child, WEXITSTATUS(status));
  parent_word = child_word = 0;
  task = task_clone(words | SIGCHLD, look, 0, (int *)&parent_word, NULL, (int *)&child_word);
  waitpid(task, &status, 0);
  // The child's word is in the child's memory.
  printf("%d %d\n", parent_word == task, child_word);
  child_word = -1;
  task = task_clone(CLONE_VM | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID, quick, 0, NULL, NULL, (int *)&child_word);
  int value;
  while ((value = child_word) != 0) futex(&child_word, FUTEX_WAIT, value, NULL, NULL, 0);
  printf("%d\n", child_word);
  waitpid(task, &status, __WALL);
  child_word = 5;
  task = fork();
  if (task == 0) {
    int own = set_tid_address((int *)&child_word) == gettid();
    _exit(own * 10 + child_word);
  }
  waitpid(task, &status, 0);
  printf("%d %d\n", WEXITSTATUS(status), child_word);
  return 0;
}
