#include <threadbare.h>
// clone3: each field of its arguments, and what it refuses.
static struct clone_args args;
static int parent_word, child_word, descriptor;
static void refuse(const char *what, unsigned long size) {
  int answer = clone3(&args, size);
  if (answer == 0) _exit(0);
  printf("%s: %d %s\n", what, answer > 0, strerror(answer < 0 ? errno : 0));
  if (answer > 0) waitpid(answer, NULL, __WALL);
  memset(&args, 0, sizeof args);
}
int main(void) {
  int status;
  siginfo_t info;
  args.flags = CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_PIDFD;
  args.parent_tid = (unsigned long)&parent_word;
  args.child_tid = (unsigned long)&child_word;
  args.pidfd = (unsigned long)&descriptor;
  args.exit_signal = SIGCHLD;
  int child = clone3(&args, sizeof args);
  if (child == 0) _exit(child_word == getpid() ? 11 : 12);
  printf("%d %d %d\n", parent_word == child, child_word, descriptor > 2);
  printf("%d\n", fcntl(descriptor, F_GETFD));
  printf("%d", waitid(P_PIDFD, (id_t)descriptor, &info, WEXITED));
  printf(" %d\n", info.si_status);
  memset(&args, 0, sizeof args);
  int wanted = 500;
  args.exit_signal = SIGCHLD;
  args.set_tid = (unsigned long)&wanted;
  args.set_tid_size = 1;
  child = clone3(&args, sizeof args);
  if (child == 0) _exit(getpid() == 500);
  printf("%d", child);
  printf(" %d", waitpid(child, &status, 0));
  printf(" %d\n", WEXITSTATUS(status));
  memset(&args, 0, sizeof args);
  refuse("size", 63);
  args.exit_signal = 65;
  refuse("signal", sizeof args);
  args.flags = CLONE_THREAD;
  refuse("thread", sizeof args);
  args.flags = CLONE_SIGHAND;
  refuse("handlers", sizeof args);
  args.flags = CLONE_DETACHED;
  refuse("detached", sizeof args);
  args.flags = CSIGNAL & SIGCHLD;
  refuse("signal in flags", sizeof args);
  args.stack_size = 4096;
  refuse("size without stack", sizeof args);
  args.set_tid_size = 40;
  refuse("many numbers", sizeof args);
  args.set_tid_size = 1;
  refuse("numbers without address", sizeof args);
  wanted = 1;
  args.set_tid = (unsigned long)&wanted;
  args.set_tid_size = 1;
  refuse("taken", sizeof args);
  args.exit_signal = SIGCHLD;
  refuse("fine", 64);
  return 0;
}
