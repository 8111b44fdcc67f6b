// User namespaces: without a map every id is the overflow id, with full rights inside.
#include "check.h"

int main(void) {
  pid_t pid = raw_clone(CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL);
  if (pid == 0) {
    VALUE(getuid());
    VALUE(getegid());
    TRY(setuid(0));
    TRY(unshare(CLONE_NEWUTS));
    TRY(sethostname("mine", 4));
    _exit(0);
  }
  reap("child", pid);
  VALUE(getuid());
  pid = fork();
  if (pid == 0) {
    TRY(unshare(CLONE_NEWUSER | CLONE_NEWIPC));
    VALUE(getgid());
    _exit(0);
  }
  reap("child", pid);
  return 0;
}
