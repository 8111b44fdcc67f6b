// clone3: sizes, flags, exit signals, stacks and pidfds.
#include "check.h"
#include <linux/sched.h>
#include <poll.h>

static long clone3(struct clone_args *arguments, size_t size) {
  long result = syscall(SYS_clone3, arguments, size);
  if (result == 0) _exit(17);
  return result;
}

int main(void) {
  struct clone_args plain = {.exit_signal = SIGCHLD};
  pid_t pid = clone3(&plain, sizeof plain);
  CHECK(pid > 0);
  reap("plain", pid);
  int pidfd = -1, tid = 0;
  struct clone_args with = {.flags = CLONE_PIDFD | CLONE_PARENT_SETTID, .exit_signal = SIGCHLD,
    .pidfd = (uintptr_t)&pidfd, .parent_tid = (uintptr_t)&tid};
  pid = clone3(&with, sizeof with);
  CHECK(pidfd >= 0);
  CHECK(tid == pid);
  struct pollfd entry = {.fd = pidfd, .events = POLLIN};
  VALUE(poll(&entry, 1, -1));
  CHECK(entry.revents & POLLIN);
  VALUE(fcntl(pidfd, F_GETFD));
  reap("pidfd", pid);
  TRY(clone3(&plain, 63));
  TRY(clone3(&plain, 5000));
  struct clone_args bad = {.exit_signal = 65};
  TRY(clone3(&bad, sizeof bad));
  bad = (struct clone_args){.exit_signal = SIGCHLD, .flags = CLONE_DETACHED};
  TRY(clone3(&bad, sizeof bad));
  bad = (struct clone_args){.exit_signal = SIGCHLD, .stack = 4096};
  TRY(clone3(&bad, sizeof bad));
  bad = (struct clone_args){.exit_signal = SIGCHLD, .flags = 1ull << 40};
  TRY(clone3(&bad, sizeof bad));
  bad = (struct clone_args){.exit_signal = SIGCHLD, .flags = CLONE_THREAD};
  TRY(clone3(&bad, sizeof bad));
  TRY(clone3((struct clone_args *)8, sizeof bad));
  signal(SIGUSR1, SIG_IGN);
  struct clone_args clear = {.flags = CLONE_CLEAR_SIGHAND, .exit_signal = SIGCHLD};
  pid = syscall(SYS_clone3, &clear, sizeof clear);
  if (pid == 0) {
    struct sigaction action;
    sigaction(SIGUSR1, NULL, &action);
    _exit(action.sa_handler == SIG_IGN);
  }
  reap("cleared handlers leave ignored ones", pid);
  return 0;
}
