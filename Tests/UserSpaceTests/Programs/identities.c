// Ids of users and groups: reading them, what changes nothing, and what is refused.
#include "check.h"
#include <grp.h>

int main(void) {
  uid_t real, effective, saved;
  VALUE(getuid() + geteuid() + getgid() + getegid());
  TRY(getresuid(&real, &effective, &saved));
  printf("%d %d %d\n", (int)real, (int)effective, (int)saved);
  TRY(setuid(0));
  TRY(setgid(0));
  TRY(seteuid(0));
  TRY(setreuid(-1, -1));
  TRY(setresuid(-1, 0, -1));
  TRY(setresgid(0, 0, 0));
  TRY(setuid(-1));
  TRY(setgid(-1));
  TRY(getresuid((uid_t *)8, &effective, &saved));
  volatile int minus = -1;
  TRY(getgroups(minus, NULL));
  CHECK(getgroups(0, NULL) >= 0);
  VALUE(syscall(SYS_setfsuid, -1));
  pid_t pid = fork();
  if (pid == 0) _exit(getuid() + getegid());
  reap("child", pid);
  return 0;
}
