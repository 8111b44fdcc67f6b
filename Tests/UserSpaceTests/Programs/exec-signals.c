// execve and signals: handlers go back to default, ignored ones stay, mask and pending stay.
#include "check.h"

static void handler(int number) { (void)number; }

int main(int count, char **arguments) {
  struct sigaction action;
  sigset_t set;
  (void)arguments;
  if (count > 1) {
    sigaction(SIGUSR1, NULL, &action);
    CHECK(action.sa_handler == SIG_DFL);
    sigaction(SIGUSR2, NULL, &action);
    CHECK(action.sa_handler == SIG_IGN);
    sigprocmask(SIG_SETMASK, NULL, &set);
    CHECK(sigismember(&set, SIGTERM));
    CHECK(sigismember(&set, SIGINT));
    sigpending(&set);
    CHECK(sigismember(&set, SIGTERM));
    stack_t stack;
    sigaltstack(NULL, &stack);
    CHECK(stack.ss_flags & SS_DISABLE);
    VALUE(alarm(0) > 0);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    return 0;
  }
  static char memory[65536];
  stack_t stack = {.ss_sp = memory, .ss_size = sizeof memory};
  sigaltstack(&stack, NULL);
  signal(SIGUSR1, handler);
  signal(SIGUSR2, SIG_IGN);
  pid_t pid = fork();
  if (pid == 0) {
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGTERM);
    alarm(100);
    execl("/proc/self/exe", "exec-signals", "x", (char *)NULL);
    _exit(127);
  }
  reap("child", pid);
  return 0;
}
