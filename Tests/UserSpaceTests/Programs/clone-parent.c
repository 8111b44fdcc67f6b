// CLONE_PARENT: the new process is a sibling of its maker.
#include "check.h"

int main(void) {
  int ids[2], status;
  pipe(ids);
  pid_t me = getpid();
  pid_t first = fork();
  if (first == 0) {
    pid_t sibling = raw_clone(CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);
    if (sibling == 0) _exit(getppid() == me ? 21 : 22);
    TRY(waitpid(sibling, NULL, 0));
    write(ids[1], &sibling, sizeof sibling);
    _exit(5);
  }
  pid_t sibling;
  read(ids[0], &sibling, sizeof sibling);
  CHECK(waitpid(sibling, &status, 0) == sibling);
  show_status("sibling", status);
  reap("first", first);
  return 0;
}
