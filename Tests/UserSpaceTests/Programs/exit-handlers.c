// exit: handlers in reverse order, buffers written; _exit and quick_exit do neither.
#include "check.h"

static void last(void) { printf("last"); }
static void first(void) { puts("first"); }
static void adds(void) {
  puts("adds");
  atexit(first);
}
static void quick(void) { puts("quick"); }
static void with_status(int status, void *argument) { printf("%d %s\n", status, (char *)argument); }
__attribute__((destructor)) static void destructor(void) { puts(" destructor"); }

int main(void) {
  atexit(last);
  atexit(adds);
  on_exit(with_status, "on_exit");
  at_quick_exit(quick);
  pid_t pid = fork();
  if (pid == 0) {
    printf("lost");
    _exit(1);
  }
  reap("_exit", pid);
  pid = fork();
  if (pid == 0) quick_exit(2);
  reap("quick_exit", pid);
  pid = fork();
  if (pid == 0) abort();
  reap("abort", pid);
  pid = fork();
  if (pid == 0) exit(256 + 7);
  reap("exit", pid);
  return 12;
}
