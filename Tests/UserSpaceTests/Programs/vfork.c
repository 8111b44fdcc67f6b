// vfork: the parent waits until the child has executed or ended, and shares its memory.
#include "check.h"

static volatile int stored;

int main(int count, char **arguments) {
  if (count > 1) {
    printf("executed with %s\n", arguments[1]);
    return 5;
  }
  pid_t pid = vfork();
  if (pid == 0) {
    stored = 42;
    _exit(3);
  }
  int now = stored;
  reap("child", pid);
  VALUE(now);
  pid = vfork();
  if (pid == 0) {
    stored = 43;
    execl("/proc/self/exe", "vfork", "argument", (char *)NULL);
    _exit(127);
  }
  now = stored;
  reap("child", pid);
  VALUE(now);
  pid = vfork();
  if (pid == 0) {
    execl("/no/such/program", "x", (char *)NULL);
    stored = errno == ENOENT;
    _exit(126);
  }
  now = stored;
  reap("child", pid);
  VALUE(now);
  return 0;
}
