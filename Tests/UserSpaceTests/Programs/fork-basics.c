// fork: ids, copied memory, and exit statuses of children.
#include "check.h"

static int global = 1;

int main(void) {
  int local = 2;
  pid_t parent = getpid();
  for (int code = 0; code < 300; code += 43) {
    pid_t pid = fork();
    if (pid == 0) _exit(code);
    reap("status", pid);
  }
  pid_t pid = fork();
  if (pid == 0) {
    CHECK(getppid() == parent);
    CHECK(getpid() != parent);
    CHECK(gettid() == getpid());
    CHECK(getpgrp() == getpgid(parent));
    CHECK(getsid(0) == getsid(parent));
    global += 10;
    local += 20;
    VALUE(global + local);
    _exit(global + local);
  }
  reap("child", pid);
  VALUE(global + local);
  TRY(waitpid(pid, NULL, 0));
  TRY(kill(pid, 0));
  return 0;
}
