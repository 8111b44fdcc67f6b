// clone: thread ids stored in parent and child, the child's cleared at its end, the exit signal.
#include "check.h"

int main(void) {
  int *ids = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t pid = raw_clone(CLONE_PARENT_SETTID | SIGCHLD, NULL, &ids[0], NULL, NULL);
  if (pid == 0) _exit(ids[0] == getpid());
  CHECK(ids[0] == pid);
  reap("parent's", pid);
  ids[1] = -1;
  pid = raw_clone(CLONE_CHILD_SETTID | SIGCHLD, NULL, NULL, &ids[1], NULL);
  if (pid == 0) _exit(ids[1] == gettid());
  reap("child's", pid);
  CHECK(ids[1] == pid);
  ids[2] = 5;
  pid = raw_clone(CLONE_CHILD_CLEARTID | SIGCHLD, NULL, NULL, &ids[2], NULL);
  if (pid == 0) _exit(0);
  reap("cleared", pid);
  VALUE(ids[2]);
  pid = raw_clone(0, NULL, NULL, NULL, NULL);
  if (pid == 0) _exit(4);
  TRY(waitpid(pid, NULL, 0));
  reap("no exit signal", pid);
  return 0;
}
