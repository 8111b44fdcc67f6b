// kcmp: what two tasks share, by what clone was told.
#include "check.h"
#include <linux/kcmp.h>

static char stack[65536] __attribute__((aligned(16)));
static int child(void *argument) {
  (void)argument;
  pause();
  return 0;
}
static void compare(const char *name, int flags) {
  pid_t pid = clone(child, stack + sizeof stack, flags | SIGCHLD, NULL), me = getpid();
  printf("%s:", name);
  for (int kind = KCMP_VM; kind <= KCMP_SYSVSEM; kind++) {
    long result = syscall(SYS_kcmp, me, pid, kind, 0, 0);
    printf(" %s", result == 0 ? "same" : result > 0 ? "other" : "error");
  }
  printf("\n");
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
}

int main(void) {
  compare("nothing", 0);
  compare("memory", CLONE_VM);
  compare("files", CLONE_FILES);
  compare("directory", CLONE_FS);
  compare("handlers", CLONE_VM | CLONE_SIGHAND);
  pid_t me = getpid();
  int copy = dup(0), other = open("/dev/null", O_RDONLY);
  CHECK(syscall(SYS_kcmp, me, me, KCMP_FILE, 0, copy) == 0);
  CHECK(syscall(SYS_kcmp, me, me, KCMP_FILE, copy, other) > 0);
  TRY(syscall(SYS_kcmp, me, me, KCMP_FILE, copy, 9999));
  TRY(syscall(SYS_kcmp, me, me, 99, 0, 0));
  TRY(syscall(SYS_kcmp, me, 99999, KCMP_VM, 0, 0));
  return 0;
}
