// clone: combinations that are refused, through the system call itself.
#include "check.h"

#define REFUSED(flags) \
  do { \
    long result = raw_clone(flags, NULL, NULL, NULL, NULL); \
    if (result == 0) _exit(0); \
    if (result > 0) waitpid(result, NULL, __WALL); \
    show_code(#flags, result < 0 ? errno : 0); \
  } while (0)

int main(void) {
  REFUSED(CLONE_SIGHAND | SIGCHLD);
  REFUSED(CLONE_THREAD | SIGCHLD);
  REFUSED(CLONE_THREAD | CLONE_SIGHAND | SIGCHLD);
  REFUSED(CLONE_FS | CLONE_NEWNS | SIGCHLD);
  REFUSED(CLONE_FS | CLONE_NEWUSER | SIGCHLD);
  REFUSED(CLONE_NEWIPC | CLONE_SYSVSEM | SIGCHLD);
  REFUSED(CLONE_PIDFD | CLONE_PARENT_SETTID | SIGCHLD);
  REFUSED(CLONE_PIDFD | SIGCHLD);
  REFUSED(CLONE_DETACHED | SIGCHLD);
  REFUSED(CLONE_UNTRACED | SIGCHLD);
  REFUSED(CLONE_SYSVSEM | SIGCHLD);
  REFUSED(CLONE_NEWPID | CLONE_PARENT | SIGCHLD);
  return 0;
}
